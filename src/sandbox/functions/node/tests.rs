use super::*;

#[tokio::test]
async fn finds_node_by_an_absolute_path() {
    let node = find_node(None).await.unwrap();
    assert!(node.is_absolute(), "{}", node.display());
    assert_eq!(find_node(Some(node.clone())).await.unwrap(), node);
    assert!(major(&version(&node).await.unwrap()).unwrap() >= OLDEST_MAJOR);
}

#[tokio::test]
async fn says_when_it_is_missing() {
    let missing = find_node(Some(PathBuf::from("there-is-no-such-node"))).await;
    assert!(matches!(missing, Err(NodeProblem::Missing)), "{missing:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn says_when_it_is_too_old() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::TempDir::new().unwrap();
    let old = folder.path().join("node");
    std::fs::write(&old, "#!/bin/sh\necho v16.20.2 /usr/bin/node\n").unwrap();
    std::fs::set_permissions(&old, std::fs::Permissions::from_mode(0o755)).unwrap();
    let found = find_node(Some(old)).await;
    assert!(matches!(&found, Err(NodeProblem::TooOld { found }) if found == "v16.20.2"), "{found:?}");
}

#[test]
fn reads_a_version() {
    assert_eq!(major("v22.20.0"), Some(22));
    assert_eq!(major("22.20.0"), None);
    assert_eq!(major("v"), None);
}
