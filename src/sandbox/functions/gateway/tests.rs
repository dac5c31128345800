use std::process::Command;
use std::time::{Duration, Instant};

use super::*;
use crate::sandbox::functions::testing::{BUILD, Bench, DOMAIN, file, input, request};

const ECHO: &str = "exports.handler = (context, event, callback) => callback(null, event);";
const TEXT: &str = "exports.handler = (context, event, callback) => callback(null, 'text');";

/// One of each kind and visibility.
async fn full_bench() -> Bench {
    let bench = Bench::new().await;
    let mut build = input(vec![
        file("/public", Visibility::Public, TEXT),
        file("/echo", Visibility::Public, ECHO),
        file("/protected", Visibility::Protected, ECHO),
        file("/private", Visibility::Private, TEXT),
    ]);
    build.assets = vec![
        file("/page.html", Visibility::Public, "<p>page</p>"),
        file("/grüß.html", Visibility::Public, "umlauts"),
        file("/index.html", Visibility::Public, "not for /"),
        file("/protected.html", Visibility::Protected, "protected"),
        file("/private.html", Visibility::Private, "private"),
    ];
    bench.functions.build(build).await.unwrap();
    bench
}

fn is_alive(pid: u32) -> bool {
    Command::new("kill").args(["-0", &pid.to_string()]).output().unwrap().status.success()
}

#[tokio::test]
async fn public_files_are_served_and_private_ones_do_not_exist() {
    let bench = full_bench().await;
    let function = bench.get("/public").await;
    assert_eq!((function.status, function.text_body()), (200, "text"));
    let asset = bench.get("/page.html").await;
    assert_eq!((asset.status, asset.text_body()), (200, "<p>page</p>"));
    assert_eq!(asset.header("content-type"), Some("text/html"));
    assert_eq!(bench.get("/gr%C3%BC%C3%9F.html").await.text_body(), "umlauts");
    for path in ["/private", "/private.html", "/nowhere", "/public.js", "/public/"] {
        for method in ["GET", "POST", "OPTIONS"] {
            let response = bench.serve(request(method, path)).await;
            assert_eq!((response.status, response.text_body()), (404, "Not found"), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_root_shows_an_asset_of_the_assets_folder_only() {
    let bench = full_bench().await;
    assert_eq!(bench.get("/").await.status, 404);
    let other = Bench::new().await;
    let mut build = input(Vec::new());
    build.assets = vec![file("/assets/index.html", Visibility::Public, "root")];
    other.functions.build(build).await.unwrap();
    assert_eq!(other.get("/").await.text_body(), "root");
}

#[tokio::test]
async fn an_asset_is_not_sent_again_to_who_has_it() {
    let bench = full_bench().await;
    let first = bench.get("/page.html").await;
    let etag = first.header("etag").unwrap();
    for (known, status) in [
        (etag.to_owned(), 304),
        (format!("\"x\", W/{etag}"), 304),
        ("*".to_owned(), 304),
        ("\"x\"".to_owned(), 200),
    ] {
        let response = bench.serve(request("GET", "/page.html").with_header("if-none-match", &known)).await;
        assert_eq!((response.status, response.body.is_empty()), (status, status == 304), "{known}");
        assert_eq!(response.header("etag"), Some(etag));
    }
    let head = bench.serve(request("HEAD", "/page.html")).await;
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(etag)));
}

#[tokio::test]
async fn protected_files_want_a_signature_for_the_url_that_was_called() {
    let bench = full_bench().await;
    let parameters = [("a".to_owned(), "1".to_owned())];
    let sign = |url: &str, parameters: &[(String, String)]| signature::sign("12345", url, parameters);
    let post = || request("POST", "/protected?x=y").with_form("a=1");

    for url in [
        format!("https://{DOMAIN}/protected?x=y"),
        format!("https://{DOMAIN}:443/protected?x=y"),
        format!("http://{DOMAIN}/protected?x=y"),
        format!("http://127.0.0.1:9/{DOMAIN}/protected?x=y"),
    ] {
        let signed = post().with_header(signature::HEADER, &sign(&url, &parameters));
        let response = bench.serve(signed).await;
        assert_eq!(response.status, 200, "{url}");
        let event: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!((&event["a"], &event["x"]), (&json!("1"), &json!("y")));
    }
    for signature in [
        None,
        Some(sign(&format!("https://{DOMAIN}/protected"), &parameters)),
        Some(sign(&format!("https://{DOMAIN}/protected?x=y"), &[])),
        Some(sign("https://other-1.twil.io/protected?x=y", &parameters)),
        Some(signature::sign("54321", &format!("https://{DOMAIN}/protected?x=y"), &parameters)),
    ] {
        let request = match &signature {
            Some(signature) => post().with_header(signature::HEADER, signature),
            None => post(),
        };
        let response = bench.serve(request).await;
        assert_eq!(response.status, 403, "{signature:?}");
        assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
        assert!(response.logs.is_empty());
    }

    assert_eq!(bench.get("/protected.html").await.status, 403);
    let signature = sign(&format!("https://{DOMAIN}/protected.html"), &[]);
    let signed = request("GET", "/protected.html").with_header(signature::HEADER, &signature);
    assert_eq!(bench.serve(signed).await.text_body(), "protected");
}

#[tokio::test]
async fn the_platform_answers_a_preflight() {
    let bench = full_bench().await;
    for path in ["/public", "/protected", "/page.html"] {
        let response = bench.serve(request("OPTIONS", path)).await;
        assert_eq!((response.status, response.body.len()), (204, 0));
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        assert_eq!(response.header("access-control-allow-methods"), Some("GET, POST, OPTIONS"));
    }
    assert_eq!(bench.get("/public").await.header("access-control-allow-origin"), None);
    assert!(bench.functions.inner.workers.lock().await.len() == 1, "a preflight starts no Node");
}

#[tokio::test]
async fn methods_and_sizes_have_limits() {
    let bench = full_bench().await;
    for method in ["PUT", "DELETE", "PATCH", "HEAD"] {
        let response = bench.serve(request(method, "/public")).await;
        assert_eq!(
            (response.status, response.header("allow")),
            (405, Some("GET, POST, OPTIONS")),
            "{method}"
        );
    }
    assert_eq!(bench.serve(request("POST", "/page.html")).await.status, 405);

    let body = |size: usize| request("POST", "/public").with_body("text/plain", &"x".repeat(size));
    assert_eq!(bench.serve(body(MAX_REQUEST_BYTES)).await.status, 413);
    assert_eq!(bench.serve(body(MAX_REQUEST_BYTES - 1000)).await.status, 200);

    let long = request("GET", "/public").with_header("x-long", &"x".repeat(MAX_HEADER_BYTES));
    assert_eq!(bench.serve(long).await.status, 431);
    let mut many = request("GET", "/public");
    many.headers.resize(MAX_HEADERS + 1, ("x-many".to_owned(), "1".to_owned()));
    assert_eq!(bench.serve(many).await.status, 431);
}

#[tokio::test]
async fn a_response_has_limits_too() {
    let bench = Bench::new().await;
    let source = "exports.handler = (c, e, done) => { \
        const r = new Twilio.Response(); r.appendHeader('x-long', 'x'.repeat(+e.head)); \
        r.setBody('x'.repeat(+e.body)); console.log('ran'); done(null, r); };";
    bench.deploy(&[("/big", source)]).await;
    assert_eq!(bench.get("/big?head=10&body=4194304").await.body.len(), 4_194_304);
    assert_eq!(bench.get("/big?head=10&body=4194305").await.status, 500);
    let response = bench.get("/big?head=16000&body=1").await;
    assert_eq!((response.status, response.log().as_str()), (431, "info: ran\n"));
}

#[tokio::test]
async fn a_function_sees_its_environment_and_nothing_of_this_machines() {
    let bench = Bench::new().await;
    let source = "exports.handler = (context, event, callback) => callback(null, \
        { context, env: Object.keys(process.env), tz: new Date().getTimezoneOffset(), at: Date.now() });";
    bench.deploy(&[("/env", source)]).await;
    let year = 365 * 86_400_000;
    let response = bench.functions.serve(&bench.environment, request("GET", "/env"), year).await;
    let answer: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    let context = json!({
        "PATH": "/env", "DOMAIN_NAME": DOMAIN, "SERVICE_SID": bench.environment.service_sid,
        "ENVIRONMENT_SID": bench.environment.sid, "ACCOUNT_SID": bench.environment.account_sid,
        "AUTH_TOKEN": "12345", "COLOUR": "green",
    });
    assert_eq!(answer["context"], context);
    assert_eq!(answer["tz"], 0);
    // Cargo gives its tests many variables; none of them arrives.
    let known = ["PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "TZ", "COLOUR"];
    for name in answer["env"].as_array().unwrap() {
        let name = name.as_str().unwrap();
        assert!(known.contains(&name) || name.starts_with("PAM_SANDBOX_"), "{name}");
    }
    let plain: serde_json::Value = serde_json::from_slice(&bench.get("/env").await.body).unwrap();
    let ahead = answer["at"].as_i64().unwrap() - plain["at"].as_i64().unwrap();
    assert!((ahead - year).abs() < 60_000, "{ahead}");
}

#[tokio::test]
async fn credentials_are_given_only_when_the_service_includes_them() {
    let mut bench = Bench::new().await;
    bench.environment.include_credentials = false;
    let source =
        "exports.handler = (context, event, callback) => callback(null, Object.keys(context).join());";
    bench.deploy(&[("/keys", source)]).await;
    let keys = bench.get("/keys").await;
    assert!(!keys.text_body().contains("AUTH_TOKEN") && !keys.text_body().contains("ACCOUNT_SID"));
}

#[tokio::test]
async fn a_worker_stays_until_the_variables_or_the_build_change() {
    let mut bench = Bench::new().await;
    let source = "let count = 0; exports.handler = (c, e, done) => done(null, c.COLOUR + ++count);";
    bench.deploy(&[("/count", source)]).await;
    assert_eq!(bench.get("/count").await.text_body(), "green1");
    assert_eq!(bench.get("/count").await.text_body(), "green2");
    let first = bench.pid().await;

    bench.environment.variables.insert("COLOUR".to_owned(), "red".to_owned());
    assert_eq!(bench.get("/count").await.text_body(), "red1");

    let mut build = input(vec![file("/count", Visibility::Public, TEXT)]);
    build.sid = BUILD.replace('1', "2");
    bench.environment.build_sid.clone_from(&build.sid);
    bench.functions.build(build).await.unwrap();
    assert_eq!(bench.get("/count").await.text_body(), "text");
    wait_until(|| !is_alive(first)).await;
}

#[tokio::test]
async fn a_build_serves_after_a_restart() {
    let bench = full_bench().await;
    let settings = bench.functions.inner.settings.clone();
    bench.functions.stop().await;
    let restarted = crate::sandbox::functions::Functions::new(settings);
    assert!(restarted.has_build(BUILD));
    let response = restarted.serve(&bench.environment, request("GET", "/public"), 0).await;
    assert_eq!(response.text_body(), "text");
}

#[tokio::test]
async fn a_build_that_is_not_here_is_said_so() {
    let bench = Bench::new().await;
    let response = bench.get("/anything").await;
    assert_eq!(response.status, 500);
    assert!(response.log().contains("is not here"), "{}", response.log());
}

#[tokio::test]
async fn what_a_function_writes_is_logged_with_its_answer() {
    let bench = Bench::new().await;
    let source = "exports.handler = async (c, e, done) => { console.log('one', 1); await null; \
        console.warn('two'); console.error('three'); done(null, 'x'); };";
    bench.deploy(&[("/talk", source)]).await;
    let response = bench.get("/talk").await;
    assert_eq!(response.log(), "info: one 1\nwarn: two\nerror: three\n");
    assert!(response.logs.iter().all(|line| line.function_path == "/talk"));
}

#[tokio::test]
async fn a_failure_tells_the_log_and_not_the_caller() {
    let bench = Bench::new().await;
    bench
        .deploy(&[
            ("/throws", "exports.handler = () => { throw new Error('Jane Doe'); };"),
            ("/broken", "exports.handler = ("),
            ("/none", "exports.other = 1;"),
        ])
        .await;
    for (path, reason) in [("/throws", "Jane Doe"), ("/broken", "SyntaxError"), ("/none", "no \"handler\"")] {
        let response = bench.get(path).await;
        assert_eq!(
            (response.status, response.text_body()),
            (500, "The Function failed (82002). Its log says why.")
        );
        let log = response.log();
        assert!(log.starts_with("error: 82002: ") && log.contains(reason), "{log}");
        assert!(!log.contains(&*bench.folder.path().to_string_lossy()), "{log}");
    }
}

#[tokio::test]
async fn no_answer_is_504_and_retires_the_worker_when_the_others_are_done() {
    let bench = Bench::impatient().await;
    let slow = "exports.handler = (c, e, done) => setTimeout(() => done(null, 'slow'), 800);";
    bench.deploy(&[("/never", "exports.handler = async () => 'no answer';"), ("/slow", slow)]).await;
    assert_eq!(bench.get("/slow").await.status, 200);
    let pid = bench.pid().await;
    let late = async {
        tokio::time::sleep(Duration::from_millis(1000)).await;
        bench.get("/slow").await
    };
    let (never, late) = tokio::join!(bench.get("/never"), late);
    assert_eq!(never.status, 504);
    assert_eq!(never.log(), "error: 82002: no answer within 1.5 s. Does the Function call its callback?\n");
    assert_eq!((late.status, late.text_body()), (200, "slow"));
    wait_until(|| !is_alive(pid)).await;
    assert_eq!(bench.get("/slow").await.status, 200);
    assert_ne!(bench.pid().await, pid);
}

#[tokio::test]
async fn a_blocked_worker_is_killed_and_those_who_waited_are_served() {
    let bench = Bench::impatient().await;
    let count = "let n = 0; exports.handler = (c, e, done) => done(null, 'n' + ++n);";
    bench.deploy(&[("/block", "exports.handler = () => { for (;;); };"), ("/count", count)]).await;
    assert_eq!(bench.get("/count").await.text_body(), "n1");
    let pid = bench.pid().await;
    let waiting = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        bench.get("/count").await
    };
    let (blocked, waited) = tokio::join!(bench.get("/block"), waiting);
    assert_eq!(blocked.status, 504);
    // It never began in the blocked process, so it was run in the next one, once.
    assert_eq!((waited.status, waited.text_body()), (200, "n1"));
    wait_until(|| !is_alive(pid)).await;
}

#[tokio::test]
async fn process_exit_fails_what_is_under_way_and_the_next_call_works() {
    let bench = Bench::new().await;
    let source = "exports.handler = (c, e, done) => { \
        if (e.exit) setTimeout(() => process.exit(1), 50); else if (e.wait) return; else done(null, 'fine'); };";
    bench.deploy(&[("/exit", source)]).await;
    let (exit, wait) = tokio::join!(bench.get("/exit?exit=1"), bench.get("/exit?wait=1"));
    assert_eq!((exit.status, wait.status), (500, 500));
    assert!(exit.log().contains("82002: the process ended before the Function answered"), "{}", exit.log());
    assert_eq!(bench.get("/exit").await.text_body(), "fine");
}

#[tokio::test]
async fn a_caller_that_hangs_up_does_not_stop_a_function() {
    let bench = Bench::new().await;
    let marker = bench.folder.path().join("marker");
    let source = format!(
        "exports.handler = (c, e, done) => setTimeout(() => {{ \
            require('fs').writeFileSync({marker:?}, ''); done(); }}, 300);"
    );
    bench.deploy(&[("/write", &source)]).await;
    let hung_up = tokio::time::timeout(Duration::from_millis(100), bench.get("/write")).await;
    assert!(hung_up.is_err());
    wait_until(|| marker.exists()).await;
}

#[tokio::test]
async fn stop_leaves_no_process() {
    let bench = full_bench().await;
    assert_eq!(bench.get("/public").await.status, 200);
    let pid = bench.pid().await;
    assert!(is_alive(pid));
    bench.functions.stop().await;
    assert!(!is_alive(pid));
}

#[tokio::test]
async fn dropping_it_leaves_no_process() {
    let bench = full_bench().await;
    assert_eq!(bench.get("/public").await.status, 200);
    let pid = bench.pid().await;
    drop(bench);
    wait_until(|| !is_alive(pid)).await;
}

async fn wait_until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(10), "it does not come true");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
