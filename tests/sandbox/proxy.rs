//! Unmodified clients: TLS to Twilio's own host names, the sandbox their proxy, its certificate trusted.

use secrecy::ExposeSecret;
use serde_json::Value;

use crate::support::Bench;

fn client(bench: &Bench) -> reqwest::Client {
    let pem = std::fs::read(bench.sandbox.certificate()).unwrap();
    let proxy = reqwest::Proxy::all(format!("http://{}", bench.sandbox.address())).unwrap();
    reqwest::Client::builder()
        .proxy(proxy)
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap()
}

#[tokio::test]
async fn tls_to_twilios_hosts_ends_in_the_sandbox() {
    let bench = Bench::new().await;
    let client = client(&bench);
    let account = bench.sandbox.account();
    for host in ["studio.twilio.com", "studio.dublin.ie1.twilio.com"] {
        let answer = client
            .get(format!("https://{host}/v2/Flows"))
            .basic_auth(&account.api_key_sid, Some(account.api_key_secret.expose_secret()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{host}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["meta"]["key"], "flows");
    }
    let refused = client.get("https://serverless.twilio.com/v1/Services").send().await.unwrap();
    assert_eq!(refused.status(), 401);
}

#[tokio::test]
async fn the_proxy_leads_nowhere_else_and_its_certificate_vouches_for_nobody_else() {
    let bench = Bench::new().await;
    for url in ["https://example.com/", "https://127.0.0.1:1/", "https://twilio.com.example.org/"] {
        assert!(client(&bench).get(url).send().await.unwrap_err().is_connect(), "{url}");
    }
    // Without the sandbox's certificate nobody takes it for Twilio.
    let proxy = reqwest::Proxy::all(format!("http://{}", bench.sandbox.address())).unwrap();
    let stranger = reqwest::Client::builder().proxy(proxy).build().unwrap();
    assert!(stranger.get("https://api.twilio.com/").send().await.is_err());
}

#[tokio::test]
async fn a_product_that_is_not_there_says_so_as_twilio_answers() {
    let bench = Bench::new().await;
    let answer = client(&bench).get("https://video.twilio.com/v1/Rooms?PageSize=1").send().await.unwrap();
    assert_eq!(answer.status(), 404);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["code"], 20404);
    assert_eq!(body["message"], "The sandbox does not speak for video.twilio.com/v1/Rooms");
}

#[tokio::test]
async fn a_whole_url_in_the_request_line_names_the_host() {
    let bench = Bench::new().await;
    let answer = client(&bench).post("http://ehr.localhost/requests").body("{\"a\":1}").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let received = bench.watch("ehr/requests").await;
    assert_eq!(received["requests"][0]["body"]["a"], 1);
}
