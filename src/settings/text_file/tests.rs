use std::fs;

use super::*;

#[test]
fn a_mark_before_the_text_is_no_part_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.json");
    for (bytes, text) in
        [(b"\xef\xbb\xbf{}\r\n".as_slice(), "{}\r\n"), (b"{}", "{}"), (b"", ""), (b"\xef\xbb\xbf", "")]
    {
        fs::write(&file, bytes).unwrap();
        assert_eq!(read(&file).unwrap(), text, "{bytes:?}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("event.json");
    let told = |path: &Path| read(path).unwrap_err();
    assert_eq!(told(&file), format!("{} cannot be read: there is no such file", file.display()));
    fs::write(&file, b"\xff\xfe{\0}\0").unwrap();
    assert_eq!(told(&file), format!("{} cannot be read: it is not UTF-8", file.display()));
    assert_eq!(told(folder.path()), format!("{} cannot be read: it is a folder", folder.path().display()));
}
