//! Code actions: fixes of findings, ignores with a reason, and aliases for addresses that are gone.

mod action;
mod alias;
mod fixes;
mod ignore;

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use action::{Action, Asked, Kind};

use crate::lsp::outbox::Failure;
use crate::lsp::query::{self, Feature, Query, Reach};

pub(super) const FEATURE: Feature = Feature {
    method: "textDocument/codeAction",
    capability: (
        "codeActionProvider",
        |_| json!({"codeActionKinds": Kind::ALL.map(Kind::name), "resolveProvider": false}),
    ),
    reach: Reach::Current,
    answer,
};

fn answer(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let range: lsp::Range = query::parameters(&parameters["range"])?;
    let Some(file) = query.file() else { return Ok(Value::Null) };
    let Some(span) = query.site.lines(file).span(range) else { return Ok(Value::Null) };
    let asked = Asked::new(query, file, span, &parameters["context"]);
    let mut actions = fixes::actions(&asked);
    if asked.wants(Kind::QuickFix) {
        actions.extend(alias::actions(&asked));
        actions.extend(ignore::actions(&asked));
    }
    actions.retain(|action| asked.wants(action.kind) && !action.edits.is_empty());
    Ok(actions.iter().map(|action| written(action, &asked)).collect())
}

fn written(action: &Action<'_>, asked: &Asked<'_>) -> Value {
    let mut written = json!({
        "title": action.title,
        "kind": action.kind.name(),
        "edit": action.edits.of_workspace(asked.query),
    });
    let diagnostics = asked.diagnostics_of(&action.findings);
    if !diagnostics.is_empty() {
        written["diagnostics"] = json!(diagnostics);
    }
    if action.is_preferred {
        written["isPreferred"] = json!(true);
    }
    written
}
