//! Gives what somebody renamed the name back by which the next run finds it.

use super::apply::Work;
use super::drift::COMMIT;
use super::observed::Stack;
use crate::error::Result;

impl Work<'_> {
    /// The stack with its own names, if the plan puts some back.
    pub(super) async fn put_names_back(&self, stack: Option<&Stack>, marked: &str) -> Result<Option<Stack>> {
        let Some(stack) = stack.filter(|_| self.plan.work.rename) else { return Ok(None) };
        self.observer.step("putting names back");
        let mut stack = stack.clone();
        if let Some(sync) = &mut stack.sync
            && sync.friendly_name.as_deref() != Some(marked)
        {
            *sync = self.client.rename_sync_service(&sync.sid, marked).await?;
            self.observer.done(1);
        }
        if let Some(service) = &mut stack.messaging
            && service.friendly_name != marked
        {
            let routing = service.use_inbound_webhook_on_number;
            *service = self.client.rename_messaging_service(&service.sid, marked, routing).await?;
            self.observer.done(1);
        }
        if let Some(live) = &mut stack.flow
            && live.flow.friendly_name != marked
        {
            let commit = format!("{COMMIT}puts the name back");
            live.flow = self.client.rename_flow(&live.flow, marked, None, &commit).await?;
            self.observer.done(1);
        }
        Ok(Some(stack))
    }
}
