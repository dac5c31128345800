use super::*;
use crate::sandbox::functions::testing::{BUILD, Bench, file, input, settings};
use crate::sandbox::functions::{Functions, Limits};

fn packages(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, version)| ((*name).to_owned(), (*version).to_owned())).collect()
}

#[test]
fn a_digest_stands_for_names_versions_and_nodes_major() {
    let digest = dependencies_digest(&packages(&[("a", "1.0.0"), ("b", "2.0.0")]), 22);
    assert_eq!(digest, dependencies_digest(&packages(&[("b", "2.0.0"), ("a", "1.0.0")]), 22));
    assert_eq!(digest.len(), 32);
    let others = [
        dependencies_digest(&packages(&[("a", "1.0.0"), ("b", "2.0.0")]), 20),
        dependencies_digest(&packages(&[("a", "1.0.0"), ("b", "2.0.1")]), 22),
        dependencies_digest(&packages(&[("a", "1.0.0")]), 22),
    ];
    assert!(!others.contains(&digest));
}

#[test]
fn installs_what_is_declared_but_the_platforms_own_package() {
    let declared = packages(&[("twilio", "6.2.0"), (PLATFORM_PACKAGE, "2.1.0"), ("any", "")]);
    assert_eq!(installed_packages(&declared).unwrap(), packages(&[("twilio", "6.2.0"), ("any", "*")]));
    for version in ["file:../secret", "git+ssh://example/x", "user/repository", "https://example/x.tgz"] {
        let refused = installed_packages(&packages(&[("x", version)])).unwrap_err();
        assert_eq!(refused.code, BUILD_FAILED);
        assert!(refused.message.contains("is not a version of the npm registry"), "{refused}");
    }
}

#[test]
fn gives_npms_reason_in_one_line_without_places() {
    let reason = |code: &str, summary: &str| {
        let printed = serde_json::json!({ "error": { "code": code, "summary": summary, "detail": "…" } });
        npm_reason(format!("npm said something\n{printed}").as_bytes())
    };
    assert_eq!(
        reason("ETARGET", "No matching version found for twilio@99.9.9."),
        "npm: No matching version found for twilio@99.9.9. (ETARGET)"
    );
    assert_eq!(
        reason("E404", "404 Not Found - GET https://npm.example/nope - Not found\nand more"),
        "npm: 404 Not Found - GET … - Not found (E404)"
    );
    assert_eq!(
        reason("EACCES", "permission denied, mkdir '/home/me/cache'"),
        "npm: permission denied, mkdir … (EACCES)"
    );
    assert_eq!(
        reason("ENOTFOUND", "request to https://npm.example/twilio failed"),
        "npm cannot reach its registry (ENOTFOUND)"
    );
    assert_eq!(npm_reason(b""), "npm install failed without a reason");
}

#[tokio::test]
async fn unpacks_files_at_their_paths_once() {
    let bench = Bench::new().await;
    assert!(!bench.functions.has_build(BUILD));
    let mut build = input(vec![
        file("/hello", Visibility::Public, "1"),
        file("/deep/er", Visibility::Private, "2"),
        file("/", Visibility::Public, "3"),
    ]);
    build.assets = vec![file("/index.html", Visibility::Public, "4")];
    bench.functions.build(build.clone()).await.unwrap();
    assert!(bench.functions.has_build(BUILD));

    let root = bench.folder.path().join("builds").join(BUILD);
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    assert_eq!(read("functions/hello.js"), "1");
    assert_eq!(read("functions/deep/er.js"), "2");
    assert_eq!(read("assets/index.html"), "4");

    // A second time nothing is written: what is there stays as it is.
    fs::write(root.join("functions/hello.js"), "changed").unwrap();
    bench.functions.build(build.clone()).await.unwrap();
    assert_eq!(read("functions/hello.js"), "changed");

    fs::remove_dir_all(&root).unwrap();
    assert!(!bench.functions.has_build(BUILD));
    bench.functions.build(build).await.unwrap();
    assert_eq!(read("functions/hello.js"), "1");
}

#[tokio::test]
async fn refuses_a_path_that_leaves_the_build() {
    let bench = Bench::new().await;
    for path in ["/../evil", "/a/../../evil", "evil", "//evil", "/a//b", "/a/.", "/c:evil", "/a\\..\\b"] {
        let refused =
            bench.functions.build(input(vec![file(path, Visibility::Public, "")])).await.unwrap_err();
        assert_eq!(refused.message, format!("{path} cannot be the path of a file"));
    }
    let sid = BuildInput { sid: "../ZB".to_owned(), ..input(Vec::new()) };
    assert!(bench.functions.build(sid).await.is_err());
    assert!(!bench.functions.has_build("../ZB"));
    // Nor is anything left of what was tried.
    assert_eq!(fs::read_dir(bench.folder.path().join("builds")).unwrap().count(), 0);
}

#[tokio::test]
async fn two_processes_may_build_at_once() {
    let bench = Bench::new().await;
    let other = Functions::new(settings(&bench.folder).await);
    let build = input((0..50).map(|n| file(&format!("/f{n}"), Visibility::Public, "x")).collect());
    let (first, second) = tokio::join!(bench.functions.build(build.clone()), other.build(build));
    first.unwrap();
    second.unwrap();
    assert_eq!(bench.functions.inner.manifest(BUILD).unwrap().functions.len(), 50);
    assert_eq!(fs::read_dir(bench.folder.path().join("builds")).unwrap().count(), 1);
}

#[test]
fn a_killed_process_leaves_nothing_for_long() {
    let parent = tempfile::TempDir::new().unwrap();
    let left = parent.path().join(".tmp-left");
    let recent = parent.path().join(".tmp-recent");
    fs::create_dir(&recent).unwrap();
    fs::create_dir(&left).unwrap();
    let fresh = TemporaryFolder::create(parent.path()).unwrap();
    let now = fs::metadata(fresh.path()).unwrap().modified().unwrap();
    let folder = fs::File::open(&left).unwrap();
    folder.set_modified(now - STALE * 2).unwrap();
    remove_stale(parent.path(), fresh.path());
    assert!(!left.exists());
    assert!(recent.exists() && fresh.path().exists());
}

/// The one Rust test that asks the npm registry.
#[tokio::test]
async fn installs_dependencies_once_and_says_why_not() {
    let bench = Bench::new().await;
    let source = "const ms = require('ms'); exports.handler = (c, e, done) => done(null, ms(e.time) + '');";
    let mut build = input(vec![file("/ms", Visibility::Public, source)]);
    build.dependencies = packages(&[("ms", "2.1.3"), (PLATFORM_PACKAGE, "2.1.0")]);
    bench.functions.build(build.clone()).await.unwrap();
    assert_eq!(bench.get("/ms?time=2h").await.text_body(), "7200000");

    let dependencies = bench.folder.path().join("dependencies");
    let installed =
        || fs::read_dir(&dependencies).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let before = installed();
    assert_eq!(before.len(), 1);

    // Another Build with the same set needs no npm: here it would run out of time at once.
    let no_time = Limits { install: Duration::ZERO, ..Limits::default() };
    let again = Functions::with_limits(settings(&bench.folder).await, no_time);
    build.sid = "ZB00000000000000000000000000000002".to_owned();
    again.build(build.clone()).await.unwrap();
    assert_eq!(installed(), before);

    // Dependencies that went missing are installed again, for the Build that is there.
    fs::remove_dir_all(&before[0]).unwrap();
    assert!(!bench.functions.has_build(BUILD));
    build.sid = BUILD.to_owned();
    bench.functions.build(build.clone()).await.unwrap();
    assert!(bench.functions.has_build(BUILD));
    assert_eq!(bench.get("/ms?time=1s").await.text_body(), "1000");

    build.sid = "ZB00000000000000000000000000000003".to_owned();
    build.dependencies = packages(&[("ms", "99.99.99")]);
    let refused = bench.functions.build(build).await.unwrap_err();
    assert_eq!(refused.code, BUILD_FAILED);
    assert_eq!(refused.message, "npm: No matching version found for ms@99.99.99. (ETARGET)");
    assert_eq!(installed(), before);
    bench.functions.stop().await;
}
