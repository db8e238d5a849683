//! stub
/// stub
pub fn is_plan(_: &[u8]) -> bool {
    false
}
