use super::*;
use crate::sandbox::functions::testing::request;

const TOKEN: &str = "12345";
const URL: &str = "https://mycompany.com/myapp.php";

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn accepts(request: &Request) -> bool {
    is_signed(TOKEN, &["https://other.example/x".to_owned(), URL.to_owned()], request)
}

/// The example of Twilio's documentation (docs: usage/security).
#[test]
fn signs_twilios_example() {
    let parameters = pairs(&[
        ("From", "+12349013030"),
        ("CallSid", "CA1234567890ABCDE"),
        ("To", "+18005551212"),
        ("Caller", "+12349013030"),
        ("Digits", "1234"),
    ]);
    let signature = sign(TOKEN, &format!("{URL}?foo=1&bar=2"), &parameters);
    assert_eq!(signature, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
}

#[test]
fn accepts_twilios_example_as_a_form_and_nothing_near_it() {
    let form =
        "Digits=1234&To=%2B18005551212&From=%2B12349013030&Caller=%2B12349013030&CallSid=CA1234567890ABCDE";
    let signed =
        request("POST", "/myapp.php?foo=1&bar=2").with_header(HEADER, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=");
    assert!(accepts(&signed.clone().with_form(form)));
    assert!(!accepts(&signed.clone().with_form(&form.replace("1234&", "1235&"))));
    assert!(!accepts(&signed.clone().with_body("application/json", "{}")));
    assert!(!accepts(&Request { query: "foo=1".to_owned(), ..signed.clone().with_form(form) }));
    assert!(!is_signed("54321", &[URL.to_owned()], &signed.with_form(form)));
}

#[test]
fn signs_several_values_of_a_name_once_each_in_order() {
    let signature = sign(TOKEN, URL, &pairs(&[("a", "2"), ("b", "x"), ("a", "1"), ("a", "2")]));
    assert_eq!(signature, sign(TOKEN, &format!("{URL}a1a2bx"), &[]));
    let request = request("POST", "/").with_header(HEADER, &signature).with_form("a=2&b=x&a=1&a=2");
    assert!(accepts(&request));
}

#[test]
fn accepts_a_get_by_its_url() {
    let signed = request("GET", "/?a=b").with_header(HEADER, &sign(TOKEN, &format!("{URL}?a=b"), &[]));
    assert!(accepts(&signed));
    assert!(!accepts(&Request { query: "a=c".to_owned(), ..signed }));
}

#[test]
fn accepts_json_through_the_digest_in_the_query() {
    let body = r#"{"a":1}"#;
    let query = format!("a=b&bodySHA256={}", body_sha256(body.as_bytes()));
    let signature = sign(TOKEN, &format!("{URL}?{query}"), &[]);
    let signed = request("POST", &format!("/?{query}")).with_header(HEADER, &signature);
    assert!(accepts(&signed.clone().with_body("application/json", body)));
    assert!(!accepts(&signed.with_body("application/json", r#"{"a":2}"#)));
}

#[test]
fn refuses_a_body_that_the_signature_does_not_cover() {
    let signature = sign(TOKEN, URL, &[]);
    let signed = request("POST", "/").with_header(HEADER, &signature);
    assert!(accepts(&signed));
    assert!(!accepts(&signed.with_body("application/json", "{}")));
}

#[test]
fn refuses_a_request_without_signature() {
    assert!(!accepts(&request("GET", "/")));
    assert!(!accepts(&request("GET", "/").with_header(HEADER, "")));
}
