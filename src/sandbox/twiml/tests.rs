use super::{Malformed, Reply, Verb, read};

fn texts(twiml: &str) -> Vec<String> {
    let text = |verb| match verb {
        Verb::Message(reply) => reply.body,
        Verb::Redirect { url, method } => format!("{method} {url}"),
    };
    read(twiml).unwrap().into_iter().map(text).collect()
}

#[test]
fn verbs_in_their_order() {
    for (twiml, found) in [
        ("<Response><Message>Hello &amp; welcome</Message></Response>", vec!["Hello & welcome"]),
        (
            "<?xml version='1.0' encoding='UTF-8'?>\n<Response><Message><Body>One</Body></Message><Sms>Two</Sms></Response>",
            vec!["One", "Two"],
        ),
        ("<Response><Message>\n  Three\n</Message></Response>", vec!["Three"]),
        (
            "<Response><!-- no <Message> --><Message><![CDATA[a < b & c]]></Message></Response>",
            vec!["a < b & c"],
        ),
        (
            "<Response><Message>&#128075; &#x48;i &copy; & &lt;b&gt;</Message></Response>",
            vec!["👋 Hi &copy; & <b>"],
        ),
        (
            "<Response><Pause/><Redirect method='get'>../other?a=1&amp;b=2</Redirect></Response>",
            vec!["GET ../other?a=1&b=2"],
        ),
        (
            "<Response><Redirect>https://example.com/x</Redirect></Response>",
            vec!["POST https://example.com/x"],
        ),
        ("<Response/>", vec![]),
        ("<Response></Response>", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(texts(twiml), found, "{twiml}");
    }
}

#[test]
fn a_message_has_addresses_media_and_a_status_callback() {
    let twiml = "<Response><Message to=\"+1\" from='+2' statusCallback=\"/status\"><Body>Look</Body>\
                 <Media>https://example.com/a.png</Media><Media> https://example.com/b.png </Media></Message>\
                 <Message action=\"/old\"><Media>https://example.com/c.png</Media></Message></Response>";
    let whole = Reply {
        to: Some("+1".to_owned()),
        from: Some("+2".to_owned()),
        body: "Look".to_owned(),
        media: vec!["https://example.com/a.png".to_owned(), "https://example.com/b.png".to_owned()],
        status_callback: Some("/status".to_owned()),
    };
    let media_only = Reply {
        media: vec!["https://example.com/c.png".to_owned()],
        status_callback: Some("/old".to_owned()),
        ..Reply::default()
    };
    assert_eq!(read(twiml), Ok(vec![Verb::Message(whole), Verb::Message(media_only)]));
}

#[test]
fn what_is_no_twiml() {
    for text in [
        "hello",
        "{\"a\":1}",
        "<Response><Message>Hello</Response>",
        "<Response><Message>Hello</Message>",
        "<Response><Message to=+1>Hello</Message></Response>",
        "<Message>Hello</Message>",
        "<Response/><Response/>",
        "<Response/> and more",
        "</Response>",
        "<html><body>Error</body></html>",
    ] {
        assert_eq!(read(text), Err(Malformed), "{text}");
    }
    assert_eq!(read(&"<a>".repeat(100_000)), Err(Malformed));
}
