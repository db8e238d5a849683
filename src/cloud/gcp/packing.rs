//! Whether things that go whole into one of several bins fit: arithmetic only.
//!
//! All nodes of a GKE node pool take their pod blocks from one range, so several pools and several ranges are a packing
//! problem. The search tries every way, up to a limit of steps; two bounds answer large cases without it.

/// What is taken at the two moments at which it must fit: at the start and at maximum size. A pool stays where it was
/// placed, so one placement must hold at both.
pub(super) type Load = [u128; 2];

/// Maximum size before the start: what is said is said of the first that does not fit.
const MOMENTS: [usize; 2] = [1, 0];

/// Items with which every placement is tried, in so many steps at most: eight pools with four placements each have
/// 65,536, and as many half-finished ones again. Of more items some placements are tried, before the answer is that nobody
/// knows.
const FEW_ITEMS: usize = 12;
const MOST_STEPS: usize = 200_000;
const MOST_STEPS_OF_MANY: usize = 10_000;

/// Something that holds what is placed in it.
#[derive(Clone, Debug)]
pub(super) struct Bin {
    /// What is of one kind can be added up over bins.
    pub(super) kind: usize,
    pub(super) room: Load,
    /// Needed for a while beside everything at maximum size; what is placed may need more, and the largest counts.
    pub(super) surge: u128,
}

/// What a thing takes from one bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Take {
    pub(super) bin: usize,
    pub(super) load: Load,
    pub(super) surge: u128,
}

/// A thing, by the ways it can be placed: each takes from several bins.
pub(super) type Item = Vec<Vec<Take>>;

/// Whether some placement fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// This one does: the way of every item.
    Fits(Vec<usize>),
    /// None does.
    Never,
    /// There are too many to try.
    Unknown,
}

/// Looks for a placement in which every bin holds what is in it.
pub(super) fn pack(bins: &[Bin], items: &[Item]) -> Answer {
    if too_much(bins, items).is_some() || too_many(bins, items).is_some() {
        return Answer::Never;
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(size(&items[*at])));
    let mut state = State { bins, used: vec![([0, 0], 0); bins.len()] };
    let mut path: Vec<(usize, Vec<Saved>)> = Vec::new();
    let mut next = 0;
    let steps = if items.len() <= FEW_ITEMS { MOST_STEPS } else { MOST_STEPS_OF_MANY };
    for _ in 0..steps.max(items.len().saturating_mul(2)) {
        let Some(at) = order.get(path.len()) else {
            let mut ways = vec![0; items.len()];
            order.iter().zip(&path).for_each(|(at, (way, _))| ways[*at] = *way);
            return Answer::Fits(ways);
        };
        // Of two alike, the second needs no way before that of the first.
        let alike = path.len().checked_sub(1).filter(|before| items[order[*before]] == items[*at]);
        let from = next.max(alike.map_or(0, |before| path[before].0));
        let tried = (from..items[*at].len()).find_map(|way| Some((way, state.add(&items[*at][way])?)));
        match (tried, path.last()) {
            (Some(step), _) => {
                path.push(step);
                next = 0;
            }
            (None, Some((way, _))) => {
                next = way + 1;
                if let Some((_, saved)) = path.pop() {
                    state.undo(saved);
                }
            }
            (None, None) => return Answer::Never,
        }
    }
    Answer::Unknown
}

/// What a bin had used before something was added.
type Saved = (usize, (Load, u128));

struct State<'a> {
    bins: &'a [Bin],
    used: Vec<(Load, u128)>,
}

impl State<'_> {
    /// Places something, if the bins have room for it.
    fn add(&mut self, takes: &[Take]) -> Option<Vec<Saved>> {
        let mut saved = Vec::new();
        for take in takes.iter().filter(|take| take.load != [0, 0] || take.surge > 0) {
            let (bin, before) = (&self.bins[take.bin], self.used[take.bin]);
            let load = [0, 1].map(|moment| before.0[moment].saturating_add(take.load[moment]));
            let surge = before.1.max(take.surge);
            saved.push((take.bin, before));
            self.used[take.bin] = (load, surge);
            if load[0] > bin.room[0] || load[1].saturating_add(surge.max(bin.surge)) > bin.room[1] {
                self.undo(saved);
                return None;
            }
        }
        Some(saved)
    }

    fn undo(&mut self, saved: Vec<Saved>) {
        saved.into_iter().rev().for_each(|(bin, before)| self.used[bin] = before);
    }
}

/// What a way takes of the bins of a kind at a moment.
fn of_kind(bins: &[Bin], way: &[Take], kind: usize, moment: usize) -> u128 {
    let takes = way.iter().filter(|take| bins[take.bin].kind == kind);
    takes.fold(0, |sum, take| sum.saturating_add(take.load[moment]))
}

/// The least that an item takes of the bins of a kind, whichever way it is placed.
fn least(bins: &[Bin], item: &Item, kind: usize, moment: usize) -> u128 {
    item.iter().map(|way| of_kind(bins, way, kind, moment)).min().unwrap_or(0)
}

fn size(item: &Item) -> u128 {
    item.iter().flatten().map(|take| take.load[0].max(take.load[1])).max().unwrap_or(0)
}

fn kinds(bins: &[Bin]) -> impl Iterator<Item = usize> {
    0..bins.iter().map(|bin| bin.kind + 1).max().unwrap_or(0)
}

/// What the items take of a kind of bins where that is more than all of these have, and what they have.
pub(super) fn too_much(bins: &[Bin], items: &[Item]) -> Option<(usize, u128, u128)> {
    kinds(bins).find_map(|kind| {
        MOMENTS.into_iter().find_map(|moment| {
            let taken = items.iter().fold(0_u128, |sum, item| sum.saturating_add(least(bins, item, kind, moment)));
            let of_kind = bins.iter().filter(|bin| bin.kind == kind);
            let room = of_kind.fold(0_u128, |sum, bin| sum.saturating_add(bin.room[moment]));
            (taken > room).then_some((kind, taken, room))
        })
    })
}

/// The least that one item takes of a kind of bins where none of these has as much, and the most that one has.
pub(super) fn too_large(bins: &[Bin], item: &Item) -> Option<(usize, u128, u128)> {
    kinds(bins).find_map(|kind| {
        MOMENTS.into_iter().find_map(|moment| {
            let taken = least(bins, item, kind, moment);
            let room = bins.iter().filter(|bin| bin.kind == kind).map(|bin| bin.room[moment]).max()?;
            (taken > room).then_some((kind, taken, room))
        })
    })
}

/// How many of these items each bin of a kind holds at most, the smallest ones, where that is fewer than there are
/// in all: then some find no place. With the kind; bins of others hold none.
pub(super) fn too_many(bins: &[Bin], items: &[Item]) -> Option<(usize, Vec<usize>)> {
    kinds(bins).find_map(|kind| {
        MOMENTS.into_iter().find_map(|moment| {
            let taken = items.iter().map(|item| least(bins, item, kind, moment));
            let mut taken: Vec<u128> = taken.filter(|taken| *taken > 0).collect();
            taken.sort_unstable();
            let mut sums = Vec::with_capacity(taken.len());
            for taken in taken {
                sums.push(taken.saturating_add(sums.last().copied().unwrap_or(0)));
            }
            let holds = |bin: &Bin| match bin.kind == kind {
                true => sums.partition_point(|sum| *sum <= bin.room[moment]),
                false => 0,
            };
            let holds: Vec<usize> = bins.iter().map(holds).collect();
            (holds.iter().copied().fold(0, usize::saturating_add) < sums.len()).then_some((kind, holds))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bin(room: u128) -> Bin {
        Bin { kind: 0, room: [room; 2], surge: 0 }
    }

    /// A thing of that size that can be in any of these bins.
    fn item(size: u128, bins: &[usize]) -> Item {
        bins.iter().map(|bin| vec![Take { bin: *bin, load: [size; 2], surge: 0 }]).collect()
    }

    fn fits(bins: &[u128], items: &[u128]) -> bool {
        let bins: Vec<Bin> = bins.iter().copied().map(bin).collect();
        let all: Vec<usize> = (0..bins.len()).collect();
        let items: Vec<Item> = items.iter().map(|size| item(*size, &all)).collect();
        match pack(&bins, &items) {
            Answer::Fits(_) => true,
            Answer::Never => false,
            Answer::Unknown => panic!("few enough to try"),
        }
    }

    #[test]
    fn whole_in_one_bin() {
        assert!(!fits(&[16, 16], &[10, 10, 10]), "30 of 32, and only one in each");
        assert!(fits(&[16, 16], &[8, 8, 8, 8]));
        // First fit by decreasing size puts 6 and 5 together; only 6 + 4 + 2 and 5 + 4 + 3 fill both.
        assert!(fits(&[12, 12], &[6, 5, 4, 4, 3, 2]));
        assert!(!fits(&[12, 12], &[7, 7, 6, 2, 2]), "24 of 24, and 6 + 7 is too much");
    }

    #[test]
    fn many_alike_are_counted_and_not_tried() {
        assert!(!fits(&[16; 60], &[10; 61]));
        assert!(fits(&[16; 60], &[10; 60]));
        assert!(fits(&[16; 100], &[1; 1_600]));
    }

    #[test]
    fn the_largest_surge_of_a_bin_counts_once() {
        let with = |surge: u128| vec![vec![Take { bin: 0, load: [4, 4], surge }]];
        let bins = [Bin { kind: 0, room: [10, 10], surge: 1 }];
        assert!(matches!(pack(&bins, &[with(2), with(1)]), Answer::Fits(_)), "8 + 2 of 10");
        assert_eq!(pack(&bins, &[with(3), with(1)]), Answer::Never, "8 + 3 of 10");
    }

    /// Bins and ways that a pool can have: pod ranges of two subnetworks, and their primary ranges.
    fn problem() -> impl Strategy<Value = (Vec<Bin>, Vec<Item>)> {
        let room = || (0_u128..20, 0_u128..20).prop_map(|(start, most)| [start, most]);
        let bins =
            (prop::collection::vec(room(), 5), prop::collection::vec(0_u128..3, 5)).prop_map(|(rooms, surges)| {
                let kind = [0, 0, 0, 1, 1];
                let bins = rooms.into_iter().zip(surges).zip(kind);
                bins.map(|((room, surge), kind)| Bin { kind, room, surge }).collect::<Vec<_>>()
            });
        let pool = (0_u128..10, 0_u128..10, 0_u128..3, prop::collection::vec(any::<bool>(), 3));
        let item = pool.prop_map(|(start, most, surge, allowed)| {
            let ways = [(0, 3), (1, 3), (2, 4)].into_iter().zip(allowed).filter(|(_, allowed)| *allowed);
            let take = |bin, load, surge| Take { bin, load, surge };
            ways.map(|((pods, nodes), _)| vec![take(pods, [start, most], surge), take(nodes, [1, 2], 0)]).collect()
        });
        (bins, prop::collection::vec(item, 0..=8))
    }

    /// Every way of every item, tried.
    fn brute_force(bins: &[Bin], items: &[Item], ways: &mut Vec<usize>) -> bool {
        let Some(item) = items.get(ways.len()) else { return holds(bins, items, ways) };
        (0..item.len()).any(|way| {
            ways.push(way);
            let found = brute_force(bins, items, ways);
            ways.pop();
            found
        })
    }

    /// Whether every bin that something is in holds all that is in it.
    fn holds(bins: &[Bin], items: &[Item], ways: &[usize]) -> bool {
        bins.iter().enumerate().all(|(at, bin)| {
            let takes = || items.iter().zip(ways).flat_map(|(item, way)| &item[*way]).filter(|take| take.bin == at);
            let takes = || takes().filter(|take| take.load != [0, 0] || take.surge > 0);
            let sum = |moment: usize| takes().map(|take| take.load[moment]).sum::<u128>();
            let surge = takes().map(|take| take.surge).max().unwrap_or(0).max(bin.surge);
            takes().count() == 0 || sum(0) <= bin.room[0] && sum(1) + surge <= bin.room[1]
        })
    }

    proptest! {
        #[test]
        fn an_answer_is_that_of_trying_everything((bins, items) in problem()) {
            match pack(&bins, &items) {
                Answer::Fits(ways) => prop_assert!(holds(&bins, &items, &ways)),
                Answer::Never => prop_assert!(!brute_force(&bins, &items, &mut Vec::new())),
                Answer::Unknown => prop_assert!(false, "eight can be tried"),
            }
        }

        #[test]
        fn what_fits_fits_without_one_of_them((bins, items) in problem()) {
            if matches!(pack(&bins, &items), Answer::Fits(_)) {
                for at in 0..items.len() {
                    let mut fewer = items.clone();
                    fewer.remove(at);
                    prop_assert!(matches!(pack(&bins, &fewer), Answer::Fits(_)));
                }
            }
        }
    }
}
