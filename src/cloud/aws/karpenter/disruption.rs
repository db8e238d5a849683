//! How many nodes Karpenter starts beyond what a pool may have while it replaces others.
//!
//! It looks for the room of a replacement as if the nodes that go were gone, and starts none while the pool has more than
//! its limits: so a replacement may take it beyond them, and the next one waits. A static pool starts as many at once as its
//! budgets let go, within `limits.nodes`.
//! Source: kubernetes-sigs/karpenter, `pkg/controllers/disruption/helpers.go` (`SimulateScheduling`) at b7bd5f37008b,
//! `pkg/controllers/provisioning/provisioner.go` (`Create`), `pkg/controllers/disruption/staticdrift.go` at 41fed31b8312;
//! Karpenter documentation, Disruption, "NodePool Disruption Budgets"; read 2026-11-26.

use super::super::manifests::part;
use crate::eval::value::Value;

/// The share that may go where a NodePool says nothing, in per cent.
const DEFAULT: u64 = 10;

/// Nodes that may be replaced at once of so many, at most. What a budget leaves unknown bounds nothing.
pub(super) fn at_once(pool: &Value, nodes: u64) -> u64 {
    let Some(budgets) = part(pool, &["spec", "disruption", "budgets"]) else { return share(DEFAULT, nodes) };
    let budgets = budgets.as_sequence().unwrap_or_default();
    // The strictest one counts; one with a schedule does so at times.
    let always = budgets.iter().filter(|budget| {
        let reasons = part(budget, &["reasons"]);
        let drift = |reasons: &Value| {
            reasons.as_sequence().is_some_and(|all| all.iter().any(|one| one.as_str() == Some("Drifted")))
        };
        part(budget, &["schedule"]).is_none() && reasons.is_none_or(|reasons| drift(&reasons))
    });
    always.filter_map(|budget| allowed(&part(budget, &["nodes"])?, nodes)).fold(nodes, u64::min)
}

/// What a budget lets go of so many nodes: a number, or a share.
fn allowed(value: &Value, nodes: u64) -> Option<u64> {
    if let Some(number) = value.as_number() {
        return number.to_u64();
    }
    let text = value.as_str()?;
    match text.strip_suffix('%') {
        Some(percent) => Some(share(percent.parse().ok()?, nodes)),
        None => text.parse().ok(),
    }
}

/// Rounded up.
fn share(percent: u64, nodes: u64) -> u64 {
    nodes.saturating_mul(percent).div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::functions::decode;

    #[test]
    fn nodes_that_may_go_at_once() {
        for (disruption, nodes, expected) in [
            ("{}", 30, 3),
            ("{}", 1, 1),
            ("{}", 0, 0),
            ("{budgets: [{nodes: '25%'}]}", 30, 8),
            ("{budgets: [{nodes: '5'}]}", 30, 5),
            ("{budgets: [{nodes: 0}]}", 30, 0),
            ("{budgets: [{nodes: '50%'}, {nodes: '2'}]}", 30, 2),
            ("{budgets: [{nodes: '0', schedule: '0 9 * * *', duration: 8h}, {nodes: '4'}]}", 30, 4),
            ("{budgets: [{nodes: '0', reasons: [Empty]}]}", 30, 30),
            ("{budgets: [{nodes: '0', reasons: [Drifted]}]}", 30, 0),
            ("{budgets: []}", 30, 30),
            ("{budgets: [{nodes: many}]}", 30, 30),
        ] {
            let pool = decode(&format!("spec: {{disruption: {disruption}}}")).unwrap();
            assert_eq!(at_once(&pool, nodes), expected, "{disruption}");
        }
    }
}
