//! `clausebook export`: what a site knows of requirements, for other programs.

use std::path::Path;

use clap::ValueEnum;

use super::screen::Screen;
use super::{Failure, Outcome, place};
use crate::finding::nearest;
use crate::framework::oscal::export;
use crate::framework::{Framework, Frameworks, Origin};
use crate::pipeline;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to print
    #[arg(value_enum)]
    subject: Subject,
    /// The framework it is about [default: the site's own, where it has one]
    #[arg(long, value_name = "KEY")]
    framework: Option<String>,
    /// How to print it; OSCAL is always JSON
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// The day the document speaks of, such as 2026-11-22 [default: that of SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// A framework as an OSCAL catalog
    OscalCatalog,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON
    Json,
    /// Comma-separated values
    Csv,
}

pub(super) fn run(arguments: &Arguments, root: Option<&Path>, screen: &Screen) -> Result<Outcome, Failure> {
    let request = place::request(root, arguments.date.as_deref())?;
    let day = request.selection.now.day_iso();
    let project = pipeline::load(&request);
    let document = match (arguments.subject, arguments.format) {
        (Subject::OscalCatalog, Format::Json) => {
            let framework = framework(&project.frameworks, arguments.framework.as_deref())?;
            export::catalog(framework, &day)
        }
        (Subject::OscalCatalog, Format::Csv) => {
            return Err(Failure::Said("OSCAL is written in JSON, not as comma-separated values".to_owned()));
        }
    };
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::Said(error.to_string()))?;
    screen.print(&text)?;
    Ok(Outcome::Clean)
}

/// The framework asked for; else the only one of the site's own, else the built-in one.
fn framework<'f>(frameworks: &'f Frameworks, asked: Option<&str>) -> Result<&'f Framework, Failure> {
    if let Some(key) = asked {
        return frameworks.get(key).ok_or_else(|| {
            let near = nearest(key, frameworks.keys()).map(|near| format!("; did you mean `{near}`?"));
            let known = || format!("; there are {}", frameworks.keys().collect::<Vec<_>>().join(", "));
            Failure::Said(format!("no framework `{key}`{}", near.unwrap_or_else(known)))
        });
    }
    let own: Vec<&Framework> =
        frameworks.iter().filter(|framework| matches!(framework.origin, Origin::File(_))).collect();
    match own.as_slice() {
        [one] => Ok(one),
        [] => frameworks.iter().next().ok_or_else(|| Failure::Said("no framework is known".to_owned())),
        _ => {
            let keys: Vec<&str> = frameworks.keys().collect();
            Err(Failure::Said(format!("say which with `--framework KEY`: {}", keys.join(", "))))
        }
    }
}
