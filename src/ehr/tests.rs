use jiff::Timestamp;

use super::{Distrust, verify};

const BODY: &[u8] = br#"{"id":"1"}"#;
/// `printf '1772830800.{"id":"1"}' | openssl dgst -sha256 -hmac secret`
const SIGNATURE: &str = "sha256=8c773740909ee6b9df928ad5c0089bdaa5caa6c89871944df060a7d3f76c828b";

fn verified(timestamp: Option<&str>, signature: Option<&str>, body: &[u8], now: i64) -> Result<(), Distrust> {
    verify(&"secret".into(), timestamp, signature, body, Timestamp::from_second(now).unwrap())
}

#[test]
fn only_the_request_that_was_signed_now_is_believed() {
    let at = 1_772_830_800;
    let (stamp, text) = (at.to_string(), Some(SIGNATURE));
    let stamp = Some(stamp.as_str());
    assert_eq!(verified(stamp, text, BODY, at + 299), Ok(()));
    assert_eq!(verified(stamp, text, b"{\"id\":\"2\"}", at), Err(Distrust::Wrong));
    assert_eq!(verified(Some("1772830801"), text, BODY, at), Err(Distrust::Wrong));
    assert_eq!(verified(stamp, text, BODY, at + 301), Err(Distrust::Old));
    assert_eq!(verified(stamp, text, BODY, at - 301), Err(Distrust::Old));
    for (stamp, signature) in [
        (None, text),
        (stamp, None),
        (Some("yesterday"), text),
        (stamp, SIGNATURE.strip_prefix("sha256=")),
        (stamp, Some("sha256=xyz")),
    ] {
        assert_eq!(verified(stamp, signature, BODY, at), Err(Distrust::Unsigned), "{stamp:?} {signature:?}");
    }
    assert_eq!(verified(stamp, Some("sha256="), BODY, at), Err(Distrust::Wrong));
}
