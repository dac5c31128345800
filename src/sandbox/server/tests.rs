use super::{Place, locate};

#[test]
fn the_host_says_what_is_meant_else_the_first_part_of_the_path() {
    let rest = |host: &str| Place::Rest(host.to_owned());
    let unknown = |host: &str| Place::Unknown(host.to_owned());
    let deployed = |domain: &str| Place::Deployed(domain.to_owned());
    for (host, path, place, left) in [
        ("api.twilio.com", "/2010-04-01/Accounts", rest("api.twilio.com"), "/2010-04-01/Accounts"),
        ("API.Twilio.com:443", "/x", rest("api.twilio.com"), "/x"),
        ("api.dublin.ie1.twilio.com", "/x", rest("api.twilio.com"), "/x"),
        ("api.us1.twilio.com", "/x", rest("api.twilio.com"), "/x"),
        ("api.ie1.twilio.com", "/x", unknown("api.ie1.twilio.com"), "/x"),
        ("127.0.0.1:8155", "/sync.twilio.com/v1/Services", rest("sync.twilio.com"), "/v1/Services"),
        ("localhost", "/studio.dublin.ie1.twilio.com/v2", rest("studio.twilio.com"), "/v2"),
        ("webhooks.twilio.com", "/v1", Place::Webhooks, "/v1"),
        ("video.twilio.com", "/v1", unknown("video.twilio.com"), "/v1"),
        ("localhost", "/video.twilio.com/v1", unknown("video.twilio.com"), "/v1"),
        ("app-1234-dev.twil.io", "/hello", deployed("app-1234-dev.twil.io"), "/hello"),
        ("app-1234-dev.localhost:8155", "/hello", deployed("app-1234-dev.twil.io"), "/hello"),
        ("127.0.0.1:8155", "/app-1234-dev.twil.io", deployed("app-1234-dev.twil.io"), "/"),
        ("ehr.localhost:8155", "/requests", Place::Ehr, "/requests"),
        ("[::1]:8155", "/ehr.localhost/requests", Place::Ehr, "/requests"),
        ("localhost:8155", "/_pam/health", Place::Own, "/_pam/health"),
        ("localhost:8155", "/", Place::Own, "/"),
        ("eviltwilio.com", "/_pam/health", Place::Own, "/_pam/health"),
    ] {
        assert_eq!(locate(host, path), (place, left.to_owned()), "{host} {path}");
    }
}
