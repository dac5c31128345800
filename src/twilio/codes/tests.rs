use super::{ADVICE, mend};

#[test]
fn every_code_is_found_and_others_have_no_advice() {
    assert!(ADVICE.is_sorted_by_key(|advice| advice.code), "or a code would not be found");
    assert!(ADVICE.iter().all(|advice| mend(advice.code) == Some(advice.mend)));
    assert_eq!(mend(12345), None);
}
