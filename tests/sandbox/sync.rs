//! Sync: revisions, races, times to live, order.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Bench, answer, refused};

async fn service(bench: &Bench) -> String {
    let (status, body) = bench.post("/sync.twilio.com/v1/Services", &[("FriendlyName", "App")]).await;
    assert_eq!(status, 201, "{body}");
    format!("/sync.twilio.com/v1/Services/{}", body["sid"].as_str().unwrap())
}

#[tokio::test]
async fn documents_have_names_and_revisions() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    let documents = format!("{root}/Documents");
    let form = [("UniqueName", "settings"), ("Data", r#"{"a":1}"#)];
    let (status, made) = bench.post(&documents, &form).await;
    assert_eq!((status, &made["data"], &made["created_by"]), (201, &json!({"a": 1}), &json!("system")));
    assert_eq!(refused(&bench.post(&documents, &form).await), (409, 54301));
    let path = format!("{documents}/settings");
    let fetched = bench.request(Method::GET, &path).send().await.unwrap();
    let etag = fetched.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(etag, format!("\"{}\"", made["revision"].as_str().unwrap()));
    let update = |if_match: &str| {
        bench.request(Method::POST, &path).header("if-match", if_match).form(&[("Data", r#"{"a":2}"#)])
    };
    let (status, updated) = answer(update(&etag)).await;
    assert_eq!((status, &updated["data"]), (200, &json!({"a": 2})));
    assert_ne!(updated["revision"], made["revision"]);
    assert_eq!(refused(&answer(update(&etag)).await), (412, 54103));
    assert_eq!(answer(update(updated["revision"].as_str().unwrap())).await.0, 200);
    assert_eq!(refused(&bench.post(&path, &[("Data", "[1]")]).await), (400, 54008));
    let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(16 * 1024));
    assert_eq!(refused(&bench.post(&path, &[("Data", &large)]).await), (413, 54006));
    assert_eq!(bench.delete(&path).await.0, 204);
    assert_eq!(refused(&bench.get(&path).await), (404, 54100));
    assert_eq!(bench.post("/sync.twilio.com/v1/Services/default/Documents", &form).await.0, 201);
}

#[tokio::test]
async fn of_many_at_once_only_one_update_from_a_revision_wins() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    bench.post(&format!("{root}/Maps"), &[("UniqueName", "appointments")]).await;
    let items = format!("{root}/Maps/appointments/Items");
    let (status, made) = bench.post(&items, &[("Key", "a/1 é"), ("Data", r#"{"count":0}"#)]).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(refused(&bench.post(&items, &[("Key", "a/1 é"), ("Data", "{}")]).await), (409, 54208));
    assert_eq!(refused(&bench.post(&items, &[("Key", "b")]).await), (400, 20001));
    let item = format!("{items}/a%2F1%20%C3%A9");
    assert_eq!(bench.get(&item).await.1["key"], "a/1 é");
    let revision = made["revision"].as_str().unwrap();
    let tries = (0..8).map(|number| {
        let form = [("Data", format!(r#"{{"count":{number}}}"#))];
        answer(bench.request(Method::POST, &item).header("if-match", revision).form(&form))
    });
    let answers = futures::future::join_all(tries).await;
    let won: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
    assert_eq!(won.len(), 1);
    assert!(answers.iter().filter(|(status, _)| *status != 200).all(|lost| refused(lost) == (412, 54205)));
    assert_eq!(bench.get(&item).await.1["data"], won[0].1["data"]);
    // Deleted and made again it is another one, also for who still has the old revision.
    let delete = |revision: &str| answer(bench.request(Method::DELETE, &item).header("if-match", revision));
    assert_eq!(refused(&delete(revision).await), (412, 54205));
    assert_eq!(delete(won[0].1["revision"].as_str().unwrap()).await.0, 204);
    bench.post(&items, &[("Key", "a/1 é"), ("Data", "{}")]).await;
    assert_eq!(refused(&delete(revision).await), (412, 54205));
    assert_eq!(refused(&bench.get(&format!("{items}/none")).await), (404, 54201));
    assert_eq!(refused(&bench.get(&format!("{root}/Maps/none/Items")).await), (404, 54200));
}

#[tokio::test]
async fn items_come_in_the_order_of_their_keys() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    let (_, map) = bench.post(&format!("{root}/Maps"), &[]).await;
    let items = format!("{root}/Maps/{}/Items", map["sid"].as_str().unwrap());
    for key in ["b", "d", "a", "c", "e"] {
        bench.post(&items, &[("Key", key), ("Data", "{}")]).await;
    }
    let keys = async |query: &str| {
        let mut keys = Vec::new();
        let mut next = Some(format!("{items}?{query}"));
        while let Some(link) = next {
            let (status, page) = bench.get(&link).await;
            assert_eq!(status, 200, "{page}");
            keys.extend(
                page["items"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().to_owned()),
            );
            next = page["meta"]["next_page_url"].as_str().map(|link| link.replace("https://", "/"));
        }
        keys.concat()
    };
    assert_eq!(keys("PageSize=2").await, "abcde");
    assert_eq!(keys("PageSize=2&Order=desc").await, "edcba");
    assert_eq!(keys("PageSize=1&From=bb").await, "cde");
    assert_eq!(keys("From=c").await, "cde");
    assert_eq!(keys("From=c&Bounds=exclusive&PageSize=1").await, "de");
    assert_eq!(keys("From=c&Bounds=exclusive&Order=desc").await, "ba");
    assert_eq!(refused(&bench.get(&format!("{items}?PageSize=101")).await), (400, 20007));
    assert_eq!(refused(&bench.get(&format!("{items}?Order=up")).await), (400, 20001));
}

#[tokio::test]
async fn what_has_a_time_to_live_is_gone_after_it_by_the_sandboxs_clock() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    bench.post(&format!("{root}/Maps"), &[("UniqueName", "m"), ("Ttl", "7200")]).await;
    let items = format!("{root}/Maps/m/Items");
    let (_, short) = bench.post(&items, &[("Key", "short"), ("Data", "{}"), ("ItemTtl", "3600")]).await;
    let (_, forever) = bench.post(&items, &[("Key", "forever"), ("Data", "{}"), ("Ttl", "0")]).await;
    assert!(short["date_expires"].is_string());
    assert_eq!(forever["date_expires"], Value::Null);
    bench.post(&items, &[("Key", "kept"), ("Data", "{}"), ("Ttl", "3600")]).await;
    bench.post(&format!("{items}/kept"), &[("Ttl", "0")]).await;
    bench.advance(3601).await;
    assert_eq!(refused(&bench.get(&format!("{items}/short")).await), (404, 54201));
    assert_eq!(bench.get(&format!("{items}/forever")).await.0, 200);
    assert_eq!(bench.get(&format!("{items}/kept")).await.0, 200);
    assert_eq!(
        refused(&bench.post(&items, &[("Key", "x"), ("Data", "{}"), ("Ttl", "-1")]).await),
        (400, 20001)
    );
    bench.advance(3600).await;
    assert_eq!(refused(&bench.get(&format!("{items}/forever")).await), (404, 54200), "the Map took it along");
}

#[tokio::test]
async fn a_list_numbers_its_items_and_never_gives_an_index_twice() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    let (status, list) = bench.post(&format!("{root}/Lists"), &[("UniqueName", "log")]).await;
    assert_eq!(status, 201, "{list}");
    assert!(list["sid"].as_str().unwrap().starts_with("ES"));
    assert_eq!(refused(&bench.post(&format!("{root}/Lists"), &[("UniqueName", "log")]).await), (409, 54301));
    // A Map may have the same name, and neither is found as the other.
    assert_eq!(bench.post(&format!("{root}/Maps"), &[("UniqueName", "log")]).await.0, 201);
    let sid = list["sid"].as_str().unwrap();
    assert_eq!(refused(&bench.get(&format!("{root}/Maps/{sid}")).await), (404, 54200));
    assert_eq!(refused(&bench.get(&format!("{root}/Lists/none")).await), (404, 54150));
    let (_, lists) = bench.get(&format!("{root}/Lists")).await;
    assert_eq!((lists["meta"]["key"].as_str(), lists["lists"].as_array().unwrap().len()), (Some("lists"), 1));

    let items = format!("{root}/Lists/log/Items");
    for number in 0..12 {
        let (status, item) = bench.post(&items, &[("Data", &format!(r#"{{"n":{number}}}"#))]).await;
        assert_eq!(
            (status, &item["index"], &item["list_sid"]),
            (201, &number.into(), &list["sid"]),
            "{item}"
        );
    }
    assert_eq!(refused(&bench.post(&items, &[]).await), (400, 20001));
    assert_eq!(refused(&bench.post(&items, &[("Data", "[1]")]).await), (400, 54008));
    assert_eq!(bench.delete(&format!("{items}/11")).await.0, 204);
    assert_eq!(bench.post(&items, &[("Data", "{}")]).await.1["index"], 12);
    assert_eq!(refused(&bench.get(&format!("{items}/11")).await), (404, 54151));
    assert_eq!(refused(&bench.get(&format!("{items}/x")).await), (404, 54151));

    let (_, second) = bench.get(&format!("{items}/1")).await;
    assert_eq!(second["data"], serde_json::json!({"n": 1}));
    assert!(second["url"].as_str().unwrap().ends_with("/Items/1"));
    let update = async |revision: &str| {
        let form = [("Data", r#"{"n":"one"}"#)];
        let request = bench.request(Method::POST, &format!("{items}/1")).header("if-match", revision);
        answer(request.form(&form)).await
    };
    assert_eq!(update(second["revision"].as_str().unwrap()).await.1["data"]["n"], "one");
    assert_eq!(refused(&update(second["revision"].as_str().unwrap()).await), (412, 54155));

    let indexes = async |query: &str| {
        let mut indexes = Vec::new();
        let mut next = Some(format!("{items}?{query}"));
        while let Some(link) = next {
            let (status, page) = bench.get(&link).await;
            assert_eq!(status, 200, "{page}");
            indexes
                .extend(page["items"].as_array().unwrap().iter().map(|row| row["index"].as_u64().unwrap()));
            next = page["meta"]["next_page_url"].as_str().map(|link| link.replace("https://", "/"));
        }
        indexes
    };
    assert_eq!(indexes("PageSize=5").await, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
    assert_eq!(indexes("From=9&PageSize=2").await, [9, 10, 12]);
    assert_eq!(indexes("From=10&Bounds=exclusive").await, [12]);
    assert_eq!(indexes("Order=desc&From=2").await, [2, 1, 0]);
    assert_eq!(refused(&bench.get(&format!("{items}?From=x")).await), (400, 20001));
    assert_eq!(bench.delete(&format!("{root}/Lists/log")).await.0, 204);
    assert_eq!(refused(&bench.get(&items).await), (404, 54150));
}

#[tokio::test]
async fn a_stream_takes_what_is_published_to_it() {
    let bench = Bench::new().await;
    let root = service(&bench).await;
    let form = [("UniqueName", "news"), ("Ttl", "3600")];
    let (status, stream) = bench.post(&format!("{root}/Streams"), &form).await;
    assert_eq!(status, 201, "{stream}");
    assert_eq!(refused(&bench.post(&format!("{root}/Streams"), &form).await), (409, 54301));
    let messages = format!("{root}/Streams/news/Messages");
    let (status, message) = bench.post(&messages, &[("Data", r#"{"a":1}"#)]).await;
    assert_eq!((status, &message["data"]["a"]), (201, &1.into()));
    assert!(message["sid"].as_str().unwrap().starts_with("TZ"));
    assert_eq!(refused(&bench.post(&messages, &[]).await), (400, 54251));
    assert_eq!(refused(&bench.post(&messages, &[("Data", &"x".repeat(4097))]).await), (413, 54006));
    let (_, updated) = bench.post(&format!("{root}/Streams/news"), &[("Ttl", "7200")]).await;
    assert_ne!(updated["date_expires"], stream["date_expires"]);
    assert_eq!(bench.get(&format!("{root}/Streams")).await.1["streams"][0]["sid"], stream["sid"]);
    bench.advance(7201).await;
    assert_eq!(refused(&bench.post(&messages, &[("Data", "{}")]).await), (404, 54250));
}
