use super::Region;

fn host(region: Option<&str>, edge: Option<&str>) -> String {
    let read = Region::read(region, edge).unwrap();
    read.map_or_else(|| "serverless.twilio.com".to_owned(), |region| region.host("serverless.twilio.com"))
}

#[test]
fn hosts_name_edge_and_region() {
    assert_eq!(host(None, None), "serverless.twilio.com");
    assert_eq!(host(Some("us1"), None), "serverless.twilio.com");
    assert_eq!(host(Some("IE1"), None), "serverless.dublin.ie1.twilio.com");
    assert_eq!(host(Some("au1"), Some("singapore")), "serverless.singapore.au1.twilio.com");
    assert_eq!(host(None, Some("sydney")), "serverless.sydney.us1.twilio.com");
}

#[test]
fn credentials_are_sent_to_no_other_host() {
    for edge in ["evil.example/", "a.b", "x@y", "dublin:8080"] {
        assert_eq!(Region::read(Some("ie1"), Some(edge)).unwrap_err().0, "TWILIO_EDGE", "{edge}");
    }
    let (field, rule) = Region::read(Some("eu1"), None).unwrap_err();
    assert_eq!(field, "TWILIO_REGION");
    assert!(rule.contains("ie1"), "{rule}");
}
