use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token;

#[test]
fn a_token_says_whose_it_is_and_is_good_for_two_minutes() {
    let token = token(&[7; 32], "pam-1234.twil.io", "2026-03-06T20:00:00Z".parse().unwrap());
    let parts: Vec<&str> = token.split('.').collect();
    let read = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    assert_eq!(read(parts[0]), r#"{"alg":"HS256","typ":"JWT"}"#);
    assert_eq!(
        read(parts[1]),
        r#"{"iss":"pam:pam-1234.twil.io","aud":"operate","iat":1772827200,"nbf":1772827200,"exp":1772827320}"#
    );
    // node -e 'console.log(crypto.createHmac("sha256",Buffer.alloc(32,7)).update(process.argv[1]).digest("base64url"))'
    assert_eq!(parts[2], "7B3YIfju0QWBerYDkN0zdNsty20Z8325ACRiBOa_qAg");
}
