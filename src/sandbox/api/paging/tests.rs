use serde_json::{Value, json};

use super::{Order, Row, number_key, page};
use crate::sandbox::api::Request;

fn request(host: &str, query: &[(&str, &str)]) -> Request {
    Request {
        method: "GET".to_owned(),
        host: host.to_owned(),
        path: "/v1/Things".to_owned(),
        query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        form: Vec::new(),
        file: None,
        authorization: None,
        if_match: None,
    }
}

fn rows(numbers: impl Iterator<Item = u64>) -> Vec<Row> {
    numbers.map(|number| (number_key(number), json!(number))).collect()
}

fn follow(host: &str, link: &str) -> Request {
    let link = if host == "api.twilio.com" { format!("https://{host}{link}") } else { link.to_owned() };
    let url = url::Url::parse(&link).unwrap();
    assert_eq!(url.host_str(), Some(host));
    Request { query: url.query_pairs().into_owned().collect(), ..request(host, &[]) }
}

#[test]
fn every_row_comes_once_although_rows_come_and_go() {
    let host = "sync.twilio.com";
    let first = page(
        &request(host, &[("PageSize", "2"), ("From", "a b&c")]),
        "things",
        rows((1..=5).rev()),
        Order::Descending,
        100,
    );
    let first = first.unwrap().body.unwrap();
    assert_eq!(first["things"], json!([5, 4]));
    let next = first["meta"]["next_page_url"].as_str().unwrap();
    assert!(next.contains("From=a+b%26c"), "{next}");
    // Number 6 came in front and number 4, the last one seen, is gone.
    let second =
        page(&follow(host, next), "things", rows([6, 5, 3, 2, 1].into_iter()), Order::Descending, 100);
    let second = second.unwrap().body.unwrap();
    assert_eq!(second["things"], json!([3, 2]));
    assert_eq!(second["meta"]["page"], 1);
    let previous = second["meta"]["previous_page_url"].as_str().unwrap();
    let back = page(&follow(host, previous), "things", rows((1..=6).rev()), Order::Descending, 100);
    assert_eq!(back.unwrap().body.unwrap()["things"], json!([5, 4]));
    let next = second["meta"]["next_page_url"].as_str().unwrap();
    let third =
        page(&follow(host, next), "things", rows([6, 5, 3, 2, 1].into_iter()), Order::Descending, 100);
    let third = third.unwrap().body.unwrap();
    assert_eq!((&third["things"], &third["meta"]["next_page_url"]), (&json!([1]), &Value::Null));
}

#[test]
fn the_2010_shape_is_flat_with_relative_links() {
    let host = "api.twilio.com";
    let first = page(
        &request(host, &[("PageSize", "2"), ("DateSent>", "2024-01-01")]),
        "things",
        rows(1..=3),
        Order::Ascending,
        1000,
    );
    let first = first.unwrap().body.unwrap();
    assert_eq!((&first["start"], &first["end"], &first["page_size"]), (&json!(0), &json!(1), &json!(2)));
    let next = first["next_page_uri"].as_str().unwrap();
    assert!(next.starts_with("/v1/Things?DateSent%3E=2024-01-01&PageSize=2&Page=1&PageToken=PA"), "{next}");
    let second = page(&follow(host, next), "things", rows(1..=3), Order::Ascending, 1000).unwrap();
    let second = second.body.unwrap();
    assert_eq!((&second["things"], &second["start"], &second["end"]), (&json!([3]), &json!(2), &json!(2)));
    assert_eq!(second["next_page_uri"], Value::Null);
    let empty =
        page(&request(host, &[]), "things", Vec::new(), Order::Ascending, 1000).unwrap().body.unwrap();
    assert_eq!((&empty["start"], &empty["end"]), (&json!(0), &json!(0)));
}

#[test]
fn bad_sizes_and_tokens_are_refused() {
    let code = |query: &[(&str, &str)]| {
        let answer = page(&request("sync.twilio.com", query), "things", rows(1..=3), Order::Ascending, 100);
        answer.map(|_| ()).map_err(|error| (error.status, error.code))
    };
    assert_eq!(code(&[("PageSize", "100")]), Ok(()));
    assert_eq!(code(&[("PageSize", "101")]), Err((400, 20007)));
    assert_eq!(code(&[("PageSize", "0")]), Err((400, 20001)));
    assert_eq!(code(&[("PageSize", "many")]), Err((400, 20001)));
    assert_eq!(code(&[("PageToken", "nonsense")]), Err((400, 20001)));
}
