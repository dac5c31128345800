//! The widget types FlowValidate knows, with the events they send and what it checks of their properties.
//!
//! Sources: the published flow schema (`docs/studio/rest-api/v2/schemas`) and the widget pages.

/// What FlowValidate demands of a widget type.
#[derive(Debug)]
pub(super) struct Widget {
    /// The type.
    pub(super) kind: &'static str,
    /// Its events; empty where they are not published, so that none is refused.
    pub(super) events: &'static [&'static str],
    /// Properties that must be there.
    pub(super) required: &'static [&'static str],
    /// Properties that must be text.
    pub(super) texts: &'static [&'static str],
    /// Properties that must be booleans.
    pub(super) booleans: &'static [&'static str],
}

const fn widget(
    kind: &'static str,
    events: &'static [&'static str],
    required: &'static [&'static str],
    texts: &'static [&'static str],
    booleans: &'static [&'static str],
) -> Widget {
    Widget { kind, events, required, texts, booleans }
}

const AGENT: &[&str] = &["completed", "live-agent-handoff", "hangup", "failed", "paused", "timeout"];
const CALL: &[&str] = &["answered", "busy", "noAnswer", "failed"];
const CALL_TEXTS: &[&str] = &[
    "from",
    "to",
    "send_digits",
    "sip_auth_username",
    "sip_auth_password",
    "recording_status_callback",
    "recording_channels",
    "trim",
    "machine_detection",
    "machine_detection_timeout",
    "machine_detection_speech_threshold",
    "machine_detection_speech_end_threshold",
    "machine_detection_silence_timeout",
];
const CALL_BOOLEANS: &[&str] = &["record", "detect_answering_machine"];
const ENQUEUED: &[&str] = &["callComplete", "failedToEnqueue", "callFailure"];

/// Every type of the published enumeration, and the newer ones of the widget pages.
pub(super) const WIDGETS: &[Widget] = &[
    widget("add-member-to-chat-channel", &[], &[], &[], &[]),
    widget(
        "add-twiml-redirect",
        &["return", "timeout", "fail"],
        &["url"],
        &["url", "method", "timeout"],
        &[],
    ),
    widget(
        "capture-payments",
        &["success", "maxFailedAttempts", "providerError", "payInterrupted", "hangup", "validationError"],
        &[],
        &[
            "payment_token_type",
            "payment_connector",
            "payment_amount",
            "description",
            "language",
            "currency",
            "postal_code",
            "payment_method",
        ],
        &["security_code"],
    ),
    widget(
        "connect-call-to",
        &["callCompleted", "hangup"],
        &["noun"],
        &["noun", "to", "caller_id", "sip_endpoint", "sip_username", "sip_password", "time_limit"],
        &["record"],
    ),
    widget("connect-virtual-agent", AGENT, &[], &[], &[]),
    widget("connect-virtual-agent-v2", AGENT, &[], &[], &[]),
    widget("create-chat-channel", &[], &[], &[], &[]),
    widget("create-task", &[], &[], &[], &[]),
    widget(
        "enqueue-call",
        ENQUEUED,
        &[],
        &["wait_url", "wait_url_method", "workflow_sid", "task_attributes", "queue_name"],
        &[],
    ),
    widget("fork-stream", &["next"], &[], &[], &[]),
    widget(
        "gather-input-on-call",
        &["keypress", "speech", "timeout"],
        &[],
        &[
            "play",
            "say",
            "voice",
            "hints",
            "finish_on_key",
            "language",
            "speech_model",
            "profanity_filter",
            "speech_timeout",
            "gather_language",
        ],
        &["stop_gather"],
    ),
    widget(
        "make-http-request",
        &["success", "failed"],
        &["url"],
        &["url", "method", "content_type", "body"],
        &["add_twilio_auth"],
    ),
    widget("make-outgoing-call-v1", CALL, &["from", "to"], CALL_TEXTS, CALL_BOOLEANS),
    widget("make-outgoing-call-v2", CALL, &["from", "to"], CALL_TEXTS, CALL_BOOLEANS),
    widget(
        "record-call",
        &["success", "failed"],
        &[],
        &["trim", "recording_status_callback", "recording_status_callback_method", "recording_channels"],
        &["record_call"],
    ),
    widget(
        "record-voicemail",
        &["recordingComplete", "noAudio", "hangup"],
        &[],
        &[
            "trim",
            "play_beep",
            "finish_on_key",
            "transcription_callback_url",
            "recording_status_callback_url",
        ],
        &["transcribe"],
    ),
    widget("resume-conversation", &["resumed", "failed"], &[], &[], &[]),
    widget("run-conversation-relay", &["success", "failed"], &[], &["interruptible"], &[]),
    widget(
        "run-function",
        &["success", "fail"],
        &["url"],
        &["url", "service_sid", "environment_sid", "function_sid"],
        &[],
    ),
    widget(
        "run-function-v2",
        &["success", "fail"],
        &["url"],
        &["url", "service_sid", "environment_sid", "function_sid"],
        &[],
    ),
    widget("run-subflow", &["completed", "failed"], &["flow_sid"], &["flow_sid", "flow_revision"], &[]),
    widget("say-play", &["audioComplete"], &[], &["say", "play", "voice", "language", "digits"], &[]),
    widget(
        "send-and-wait-for-reply",
        &["incomingMessage", "timeout", "deliveryFailure"],
        &["from"],
        &["from", "to", "body", "timeout", "service", "channel", "attributes", "media_url"],
        &[],
    ),
    widget(
        "send-message",
        &["sent", "failed"],
        &["from"],
        &["from", "to", "body", "service", "channel", "attributes", "media_url"],
        &[],
    ),
    widget(
        "send-to-flex",
        ENQUEUED,
        &["workflow", "channel"],
        &["workflow", "channel", "attributes", "priority", "timeout", "waitUrl", "waitUrlMethod"],
        &[],
    ),
    widget("set-variables", &["next"], &[], &[], &[]),
    widget("split-based-on", &["match", "noMatch"], &["input"], &["input"], &[]),
    widget("start-conversation", &["created", "failed"], &[], &[], &[]),
    widget(
        "trigger",
        &[
            "incomingMessage",
            "incomingCall",
            "incomingConversationMessage",
            "incomingRequest",
            "incomingParent",
        ],
        &[],
        &[],
        &[],
    ),
    widget("understand", &[], &[], &[], &[]),
    widget("update-sync-object", &[], &[], &[], &[]),
];

/// The condition types of `split-based-on`.
pub(super) const CONDITIONS: &[&str] = &[
    "equal_to",
    "not_equal_to",
    "matches_any_of",
    "does_not_match_any_of",
    "is_blank",
    "is_not_blank",
    "regex",
    "contains",
    "does_not_contain",
    "starts_with",
    "does_not_start_with",
    "less_than",
    "greater_than",
    "is_before_time",
    "is_after_time",
    "is_before_date",
    "is_after_date",
];

/// The widget type of this name.
pub(super) fn find(kind: &str) -> Option<&'static Widget> {
    WIDGETS.iter().find(|widget| widget.kind == kind)
}
