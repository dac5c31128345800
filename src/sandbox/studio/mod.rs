//! The Studio engine: reads a Flow definition, checks it, and runs one Execution of it.
//!
//! The engine knows nothing of HTTP, stores or Node: what a widget does to the world goes through [`World`].
//!
//! | module | holds |
//! |---|---|
//! | `definition` | the parsed definition |
//! | `catalog` | the widget types, their events and properties |
//! | `validate` | FlowValidate |
//! | `run` | one Execution and the loop that drives it |
//! | `context` | the Execution's context, which templates see |
//! | `widgets` | what each widget does, one file a widget |
//! | `conditions` | the conditions of `split-based-on` |
//! | `liquid` | the template language |
//! | `world` | what widgets ask of the sandbox |

mod catalog;
mod conditions;
mod context;
mod definition;
mod liquid;
mod run;
mod validate;
mod widgets;
mod world;

#[cfg(test)]
mod tests;

pub use definition::Definition;
pub use run::{Identity, Progress, Run, Step, Trigger, Warning};
pub use validate::{Issue, validate};
pub use world::{FunctionCall, HttpAnswer, HttpCall, NoAnswer, OutboundMessage, SendFailure, Subflow, World};
