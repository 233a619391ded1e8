//! `clausebook export`: data on requirements, for other programs.

mod framework;
mod oscal;
mod pack;

pub(in crate::cli) use pack::{is_pack, verify as verify_pack};

use std::path::Path;

use clap::ValueEnum;
use serde_json::Value;

use framework::{find, one_framework};

use super::dirs;
use super::printer::Printer;
use super::profile::profile;
use super::status::{CommandError, CommandStatus};
use crate::pipeline::{self, BuildCache, Project};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook export coverage --framework pci-dss --format csv > coverage.csv
  clausebook export oscal-catalog --framework pci-dss > catalog.json
  clausebook export pack --framework pci-dss --out evidence.zip")]
pub(super) struct Arguments {
    /// What to print
    #[arg(value_enum)]
    subject: Subject,
    /// The framework to export
    #[arg(long, value_name = "KEY")]
    framework: Option<String>,
    /// The profile of `clausebook.yaml` that coverage or a pack is for [default: that of the site]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The output format; OSCAL is always JSON
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// The date of the document, such as 2026-11-22 [default: that of SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    #[command(flatten)]
    pack: pack::Options,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// A framework as an OSCAL catalog
    OscalCatalog,
    /// Who implements which requirement, as an OSCAL component definition
    OscalComponent,
    /// The site's crosswalks as an OSCAL mapping collection
    OscalMapping,
    /// The coverage of each requirement of a framework
    Coverage,
    /// Every place that explains a requirement, mentions it or has it in a table
    Requirements,
    /// All that an assessor is given, as one file or folder
    Pack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON
    Json,
    /// Comma-separated values
    Csv,
}

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    if arguments.subject == Subject::Pack {
        let Arguments { framework, profile, date, pack, .. } = arguments;
        let wanted = pack::Wanted {
            framework: framework.as_deref(),
            profile: profile.as_deref(),
            date: date.as_deref(),
            options: pack,
        };
        return pack::run(&wanted, root, printer);
    }
    if let Some(option) = arguments.pack.given() {
        return Err(CommandError::Message(format!("`{option}` is for `export pack`; the others are printed")));
    }
    let request = dirs::request(root, arguments.date.as_deref())?;
    let day = request.selection.now.day_iso();
    let project = pipeline::load(&request);
    let key = arguments.framework.as_deref();
    let text = match (arguments.subject, arguments.format) {
        (Subject::Coverage | Subject::Requirements, format) => edges(&project, arguments, format)?,
        (_, Format::Csv) => {
            return Err(CommandError::Message("OSCAL has no CSV format; use `--format json`".to_owned()));
        }
        (Subject::OscalCatalog | Subject::Pack, _) => {
            let exported = oscal::catalog(&project, one_framework(&project, key)?, &day);
            oscal::notes(&exported).iter().for_each(|note| printer.note(note));
            pretty(&exported.document)?
        }
        (Subject::OscalComponent, _) => pretty(&oscal::components(&project, find(&project.frameworks, key)?, &day))?,
        (Subject::OscalMapping, _) => {
            let mappings = oscal::mappings(&project, find(&project.frameworks, key)?, &day);
            pretty(&mappings.ok_or_else(|| CommandError::Message("no crosswalk to export".to_owned()))?)?
        }
    };
    let text = text.trim_end_matches('\n');
    match arguments.format {
        Format::Json => printer.print_json(text)?,
        Format::Csv => printer.print_data(text)?,
    }
    Ok(CommandStatus::Clean)
}

fn edges(project: &Project, arguments: &Arguments, format: Format) -> Result<String, CommandError> {
    let (resolver, facts) = (project.resolver(), project.asset_info(&mut BuildCache::default()));
    let renderer = project.renderer(&resolver, &facts);
    let (frameworks, key) = (&project.frameworks, arguments.framework.as_deref());
    let profile = profile(project, arguments.profile.as_deref())?;
    Ok(match (arguments.subject, format) {
        (Subject::Coverage, Format::Csv) => renderer.coverage_csv(one_framework(project, key)?, profile),
        (Subject::Coverage, Format::Json) => renderer.coverage_json(one_framework(project, key)?, profile),
        (_, Format::Csv) => renderer.edges_csv(find(frameworks, key)?),
        (_, Format::Json) => renderer.edges_json(find(frameworks, key)?),
    })
}

fn pretty(document: &Value) -> Result<String, CommandError> {
    serde_json::to_string_pretty(document).map_err(|error| CommandError::Message(error.to_string()))
}
