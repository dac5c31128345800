use serde_json::json;

use super::{Bundle, DirectoryError, FlowTemplate, Placeholders, TemplateError, Visibility, export};

/// A public function answers anybody, so all that it does must stand behind the wrapper that wants a token. `/login` wants
/// none, for it is where the first one comes from: it wants the password.
#[test]
fn every_embedded_function_is_closed_to_strangers() {
    let bundle = Bundle::embedded();
    for (path, visibility) in [
        ("/message-booked", Visibility::Protected),
        ("/session", Visibility::Private),
        ("/reminders", Visibility::Public),
        ("/login", Visibility::Public),
    ] {
        let file = bundle.functions.iter().find(|file| file.path == path);
        assert_eq!(file.map(|file| file.visibility), Some(visibility), "{path}");
    }
    for file in &bundle.functions {
        assert!(!file.path.contains(".protected") && !file.path.contains(".private"), "{}", file.path);
        if file.visibility == Visibility::Public {
            let source: String = std::str::from_utf8(&file.content).unwrap().split_whitespace().collect();
            let wrapper = if file.path == "/login" { "session.signingIn(" } else { "signedIn(['" };
            assert!(source.contains(&format!("exports.handler={wrapper}")), "{}", file.path);
            assert_eq!(source.matches("exports").count(), 1, "{}", file.path);
        }
    }
}

#[test]
fn the_page_is_public_and_the_template_is_not() {
    let bundle = Bundle::embedded();
    for file in &bundle.assets {
        let content_type = match file.path.rsplit_once('.') {
            Some((_, "html")) => "text/html",
            Some((_, "js")) => "text/javascript",
            Some((_, "css")) => "text/css",
            _ => "application/json",
        };
        let template = file.path == "/studio-flow-template.json";
        let visibility = if template { Visibility::Private } else { Visibility::Public };
        assert_eq!(
            (file.visibility, file.content_type.as_str()),
            (visibility, content_type),
            "{}",
            file.path
        );
    }
    for path in ["/index.html", "/controller.js", "/style.css", "/studio-flow-template.json"] {
        assert!(bundle.assets.iter().any(|file| file.path == path), "{path}");
    }
}

#[test]
fn every_event_has_a_sample() {
    for name in ["booked", "rescheduled", "modified", "confirmed", "canceled", "noshowed", "remind"] {
        let sample: serde_json::Value = serde_json::from_str(Bundle::event(name).unwrap()).unwrap();
        assert_eq!(sample["event_type"], name.to_uppercase());
    }
}

#[test]
fn the_flow_names_only_what_a_deployment_knows() {
    let bundle = Bundle::embedded();
    let paths = bundle.functions.iter().map(|file| file.path.as_str());
    let flow = bundle.flow().unwrap();
    assert_eq!(flow.check(paths.clone()), Ok(()));
    let missing = paths.filter(|path| *path != "/message-booked");
    assert_eq!(flow.check(missing), Err(TemplateError::Unknown("FUNCTION_SID:message-booked".to_owned())));
}

#[test]
fn a_placeholder_left_over_is_an_error() {
    let template = FlowTemplate::parse(r#"{"a":["x {PAM:ONE} y {PAM:TWO}"]}"#).unwrap();
    let mut values = Placeholders::default();
    values.set("ONE", "1");
    assert_eq!(template.fill(&values), Err(TemplateError::Unknown("TWO".to_owned())));
    values.set("TWO", "2");
    assert_eq!(template.fill(&values).unwrap(), json!({"a": ["x 1 y 2"]}));
}

#[test]
fn a_value_can_neither_break_the_json_nor_become_liquid_nor_another_placeholder() {
    let template = FlowTemplate::parse(r#"{"a":"{PAM:NAME}"}"#).unwrap();
    let mut values = Placeholders::default();
    values.set_text("NAME", r#"O"Neil {{ flow.sid }} $& {PAM:NAME}"#);
    let filled = template.fill(&values).unwrap();
    assert_eq!(
        filled["a"],
        r#"O"Neil {{ '{' }}{{ '{' }} flow.sid {{ '}' }}{{ '}' }} $& {{ '{' }}PAM:NAME{{ '}' }}"#
    );
}

#[test]
fn an_exported_app_that_nobody_edited_is_the_embedded_one() {
    let home = tempfile::tempdir().unwrap();
    let directory = home.path().join("app");
    let written = export(&directory).unwrap();
    for name in ["functions/message-booked.protected.js", "assets/index.html", "assets/controller.js"] {
        assert!(written.contains(&name.into()), "{name}: {written:?}");
    }
    let digests = |bundle: &Bundle| -> Vec<(String, String)> {
        let files = bundle.functions.iter().chain(&bundle.assets);
        files.map(|file| (file.path.clone(), file.digest.clone())).collect()
    };
    assert_eq!(digests(&Bundle::from_directory(&directory).unwrap()), digests(&Bundle::embedded()));
    assert!(matches!(export(&directory), Err(DirectoryError::NotEmpty { .. })), "nothing is overwritten");
}

/// A directory with the app in it, to be edited.
fn exported() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    export(home.path()).unwrap();
    home
}

#[test]
fn a_directory_tells_path_visibility_and_type_by_name() {
    let home = exported();
    for (name, content) in [
        ("functions/clinic/hello.protected.js", "exports.handler = () => {};"),
        ("functions/.eslintrc.js", "not a function"),
        ("assets/logo.private.svg", "<svg/>"),
        ("assets/hours.html", "<p>Grüezi</p>"),
        ("assets/LICENSE", "text"),
    ] {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let bundle = Bundle::from_directory(home.path()).unwrap();
    let find = |path: &str| bundle.functions.iter().chain(&bundle.assets).find(|file| file.path == path);
    for (path, visibility, content_type) in [
        ("/clinic/hello", Visibility::Protected, "application/javascript"),
        ("/logo.svg", Visibility::Private, "image/svg+xml"),
        ("/hours.html", Visibility::Public, "text/html"),
        ("/LICENSE", Visibility::Public, "application/octet-stream"),
    ] {
        let file = find(path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!((file.visibility, file.content_type.as_str()), (visibility, content_type), "{path}");
    }
    assert_eq!(bundle.functions.len(), Bundle::embedded().functions.len() + 1);
}

#[test]
fn a_name_that_cannot_be_a_path_is_refused() {
    for name in [
        "functions/two words.js".to_owned(),
        "functions/what?.js".to_owned(),
        "functions/message-booked.js".to_owned(),
        "assets/studio-flow-template.json".to_owned(),
        format!("assets/{0}/{0}", "long".repeat(40)),
    ] {
        let home = exported();
        let path = home.path().join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "").unwrap();
        match Bundle::from_directory(home.path()) {
            Err(DirectoryError::Name { path: named, .. }) => assert_eq!(named.parent(), path.parent()),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn a_flow_that_could_not_be_filled_is_refused() {
    for text in ["{", r#"{"a":"{PAM:SERVICE}"}"#, r#"{"a":"{PAM:FUNCTION_SID:message-moved}"}"#] {
        let home = exported();
        std::fs::write(home.path().join("studio-templates/appointment-management.json"), text).unwrap();
        let refused = Bundle::from_directory(home.path());
        assert!(matches!(refused, Err(DirectoryError::Template { .. })), "{text}: {refused:?}");
    }
}

#[test]
fn a_template_with_a_byte_order_mark_is_the_template() {
    let home = exported();
    let path = home.path().join("studio-templates/appointment-management.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
    assert_eq!(Bundle::from_directory(home.path()).unwrap().digest(), Bundle::embedded().digest());
}
