use secrecy::ExposeSecret;

use super::{Annotations, EnvFile};

fn value(text: &str) -> String {
    EnvFile::parse(".env", text).get("KEY").unwrap().value.expose_secret().to_owned()
}

fn notes(text: &str) -> Annotations {
    let file = EnvFile::parse(".env", text);
    let declaration = file.get("KEY").unwrap();
    assert_eq!(declaration.problem, None);
    declaration.notes.clone()
}

fn problem(text: &str) -> String {
    EnvFile::parse(".env", text).get("KEY").unwrap().problem.clone().unwrap()
}

#[test]
fn values_are_read_as_dotenv_reads_them() {
    for (text, expected) in [
        ("KEY=", ""),
        ("KEY=plain value  ", "plain value"),
        ("  export KEY = a b ", "a b"),
        ("KEY=a # a comment", "a"),
        ("KEY=https://ehr.clinic.org/in?a=b&c=d#e", "https://ehr.clinic.org/in?a=b&c=d#e"),
        ("KEY=\"a # b\" # a comment", "a # b"),
        (r#"KEY="say \"hi\"\nand \\ \x""#, "say \"hi\"\nand \\ \\x"),
        (r"KEY='raw \n'", r"raw \n"),
        ("KEY=`it's \"so\"`", "it's \"so\""),
        ("KEY=Dr. O'Neill \"and\" co", "Dr. O'Neill \"and\" co"),
        ("KEY=mark\r\nOTHER=1\r\n", "mark"),
        ("KEY=first\nKEY=last", "last"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn comments_directly_above_say_what_it_is() {
    let all = notes(
        "# description: The clinic\n# format: PHONE_NUMBER\n# required: false\n# link: https://x.org/a:b\n\
         # default: +12025550123\n# configurable: false\n# contentKey: AUTO\nKEY=",
    );
    assert_eq!(all.description.as_deref(), Some("The clinic"));
    assert_eq!((all.format.as_str(), all.required, all.configurable), ("phone_number", false, Some(false)));
    assert_eq!(all.link.as_deref(), Some("https://x.org/a:b"));
    assert_eq!(all.default.as_deref(), Some("+12025550123"));
    assert_eq!(all.content_key.as_deref(), Some("AUTO"));
}

#[test]
fn free_comments_are_the_description_unless_there_is_one() {
    let guessed = notes("# The clinic,\n#   as patients know it: \n# format: text\nKEY=");
    assert_eq!(guessed.description.as_deref(), Some("The clinic,\nas patients know it:"));
    let told = notes("# before\n# description: The clinic\n# after\nKEY=");
    assert_eq!(told.description.as_deref(), Some("The clinic"));
}

#[test]
fn an_empty_line_ends_what_comments_belong_to() {
    assert_eq!(notes("# format: url\n\nKEY="), Annotations::default());
    assert_eq!(notes("# format: url\nOTHER=\nKEY="), Annotations::default());
    assert_eq!(notes("KEY=").configurable, None);
    assert_eq!(notes("#\nKEY=").configurable, Some(true), "any comment makes it configurable");
}

#[test]
fn every_format_of_the_schema_is_known() {
    for format in ["text", "email", "url", "sid", "integer", "number", "secret", "list(email)"] {
        assert_eq!(notes(&format!("# format: {format}\nKEY=")).format, format);
    }
    assert_eq!(notes("# format: map( email , phone_number )\nKEY=").format, "map(email,phone_number)");
    assert_eq!(notes("# format: file(json)\n# credentialKey: auth\nKEY=a.json").format, "file(json)");
    assert!(notes("# format: secret\nKEY=").is_secret());
}

#[test]
fn what_the_reference_refuses_is_a_problem_of_its_declaration_alone() {
    for (text, rule) in [
        ("# format: phone\nKEY=", "unknown format \"phone\""),
        ("# format: list(list(text))\nKEY=", "unknown format"),
        ("# required: yes\nKEY=", "neither true nor false"),
        ("# configurable:\nKEY=", "neither true nor false"),
        ("# format: file(json)\nKEY=", "contentKey"),
        ("KEY=\"open", "no closing quote"),
        ("KEY=\"a\" b", "behind its closing quote"),
    ] {
        assert!(problem(text).contains(rule), "{text}: {}", problem(text));
    }
    let file = EnvFile::parse(".env", "# format: nonsense\nOTHER=\nnot a declaration\nKEY=fine");
    assert_eq!(file.get("KEY").unwrap().problem, None);
    assert_eq!(file.get("KEY").unwrap().line, 4);
}

#[test]
fn a_variable_without_an_equals_sign_is_a_mistake_if_a_value_follows() {
    for text in ["KEY: Owl", "KEY Owl", "KEY=right\nKEY : Owl"] {
        assert_eq!(problem(text), "has no = between its name and its value", "{text}");
    }
    for text in ["KEY", "- KEY", "", "# KEY: Owl"] {
        assert!(EnvFile::parse(".env", text).get("KEY").is_none(), "{text}");
    }
}
