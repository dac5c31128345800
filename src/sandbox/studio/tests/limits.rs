use serde_json::json;

use super::support::{Fake, codes, play, state};
use crate::sandbox::studio::Progress;

#[tokio::test]
async fn the_same_widget_runs_ten_times_in_a_row_at_most() {
    let world = Fake::default();
    let states = [state("again", "send-message", &[("sent", "again")], json!({"from": "", "body": "x"}))];
    let run = play(&states, json!({}), &world).await;
    assert_eq!((run.progress.clone(), codes(&run)), (Progress::Ended, vec![81001]));
    assert_eq!(world.bodies().len(), 10);
}

#[tokio::test]
async fn an_execution_has_a_thousand_steps_at_most() {
    let states = [
        state("ping", "set-variables", &[("next", "pong")], json!({})),
        state("pong", "set-variables", &[("next", "ping")], json!({})),
    ];
    let run = play(&states, json!({}), &Fake::default()).await;
    assert_eq!((run.progress.clone(), codes(&run)), (Progress::Ended, vec![81000]));
    assert_eq!(run.steps.len(), 1_000);
}
