//! Where nodes and pods draw addresses from, and the parts of ids that name it.

use super::given::Why;
use crate::address::{Address, Key};
use crate::model::RangeId;

/// Where addresses come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Draw {
    /// The ranges; none when that is not known at all.
    pub(super) ranges: Vec<RangeId>,
    /// Why it is not certain that they come from the one range; each range may give all of them or none.
    pub(super) uncertain: Option<Why>,
}

impl Draw {
    /// From this range.
    pub(super) fn from(range: RangeId) -> Self {
        Self { ranges: vec![range], uncertain: None }
    }

    /// From these or those.
    pub(super) fn or(mut self, others: &[RangeId], why: Why) -> Self {
        for range in others {
            if !self.ranges.contains(range) {
                self.ranges.push(range.clone());
            }
        }
        self.uncertain = self.uncertain.or((self.ranges.len() > 1).then_some(why));
        self
    }
}

/// Whether an address stands for instances that are not known one by one.
pub(super) fn symbolic(address: &Address) -> bool {
    address.key == Key::Any || address.module.0.iter().any(|(_, key)| *key == Key::Any)
}

/// The last part of an id, self link or name.
pub(super) fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or(text)
}

/// What follows `key/` in an id: the region in `projects/p/regions/r/subnetworks/n`.
pub(super) fn segment<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut parts = text.split('/');
    parts.find(|part| *part == key)?;
    parts.next()
}

/// Whether two texts may be the same: equal, or one is not known.
pub(super) fn agree(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a == b)
}
