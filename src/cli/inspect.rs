//! `clausebook inspect`: prints the model of the site, for scripts.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use super::dirs;
use super::files::{FileRow, file_counts, file_table};
use super::printer::Printer;
use super::profile::profile;
use super::status::{CommandError, CommandStatus};
use crate::finding::visible;
use crate::framework::{Dimension, Inapplicable, RequirementCounts, RequirementIdx};
use crate::pipeline::{self, Project};
use crate::site::{Page, PageId, ProfileIdx, Resolution, Target, encode};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook inspect pages --format json
  clausebook inspect files               what became of every file")]
pub(super) struct Arguments {
    /// What to print
    #[arg(value_enum, default_value_t = Subject::Pages)]
    subject: Subject,
    /// The profile of `clausebook.yaml` that requirements are for [default: that of the site]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Include articles with a date in the future
    #[arg(long)]
    future: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// Every page with its headings, links, tags and children
    Pages,
    /// Every link with its target
    Links,
    /// Every requirement of every framework
    Requirements,
    /// Every dimension that decides whether a requirement applies, with its values
    Dimensions,
    /// Every URL of the site
    Urls,
    /// Every file, with its addresses or the reason why it has none
    Files,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Human,
    /// JSON
    Json,
}

/// A page, as `inspect pages --format json` prints it.
#[derive(Debug, Serialize)]
struct PageRow {
    url: String,
    source: String,
    title: String,
    weight: i64,
    kind: &'static str,
    children: Vec<String>,
    headings: Vec<HeadingRow>,
    links: Vec<String>,
    tags: Vec<String>,
    aliases: Vec<String>,
}

#[derive(Debug, Serialize)]
struct HeadingRow {
    level: u8,
    id: Option<String>,
    text: String,
}

/// A link, as `inspect links --format json` prints it.
#[derive(Debug, Serialize)]
struct LinkRow {
    page: String,
    source: String,
    target: String,
    leads_to: Option<String>,
    kind: &'static str,
}

/// A requirement, as `inspect requirements --format json` prints it.
#[derive(Debug, Serialize)]
struct RequirementRow<'p> {
    framework: &'p str,
    version: &'p str,
    id: &'p str,
    title: &'p str,
    depth: usize,
    parent: Option<&'p str>,
    assessed: bool,
    in_force: bool,
    tags: &'p [String],
    withdrawn: bool,
    went_to: &'p [String],
    /// Whether it applies in the profile.
    applies: bool,
    /// Why not.
    reason: Option<String>,
}

/// A value of a dimension, as `inspect dimensions --format json` prints it.
#[derive(Debug, Serialize)]
struct DimensionRow<'p> {
    framework: &'p str,
    dimension: &'p str,
    title: &'p str,
    value: &'p str,
    value_title: &'p str,
    revision: Option<&'p str>,
    /// The ids of requirements for this value, and others that name them too, alone.
    only: Vec<&'p str>,
    /// The ids of the only requirements that concern it; nothing where it leaves none out.
    all: Option<Vec<&'p str>>,
}

/// A URL, as `inspect urls --format json` prints it.
#[derive(Debug, Serialize)]
struct UrlRow {
    url: String,
    kind: &'static str,
    redirect: Option<String>,
}

pub(super) fn run(
    arguments: &Arguments,
    root: Option<&Path>,
    printer: &Printer,
) -> Result<CommandStatus, CommandError> {
    let mut request = dirs::request(root, None)?;
    request.selection.drafts = arguments.drafts;
    request.selection.future = arguments.future;
    let project = pipeline::load(&request);
    match arguments.subject {
        Subject::Pages => print(printer, arguments.format, &pages(&project), |row: &PageRow| {
            format!("{:<10}{:<60} {}", row.kind, row.url, row.title)
        }),
        Subject::Links => print(printer, arguments.format, &links(&project), |row: &LinkRow| {
            format!("{:<10}{} -> {}", row.kind, row.page, row.leads_to.as_ref().unwrap_or(&row.target))
        }),
        Subject::Requirements => {
            let profile = profile(&project, arguments.profile.as_deref())?;
            print_requirements(&project, profile, (printer, arguments.format))
        }
        Subject::Dimensions => print(printer, arguments.format, &dimensions(&project), |row: &DimensionRow<'_>| {
            let only = if row.only.is_empty() { String::new() } else { format!(", only {}", row.only.len()) };
            let all = row.all.as_ref().map(|all| format!(", {} in all", all.len())).unwrap_or_default();
            let title = [Some(row.value_title), row.revision].into_iter().flatten().collect::<Vec<_>>().join(" ");
            format!("{:<14} {:<24} {:<20} {title}{only}{all}", row.framework, row.dimension, row.value)
        }),
        Subject::Urls => print(printer, arguments.format, &urls(&project), |row: &UrlRow| match &row.redirect {
            Some(target) => format!("{:<10}{} -> {target}", row.kind, row.url),
            None => format!("{:<10}{}", row.kind, row.url),
        }),
        Subject::Files => print_files(&project, printer, arguments.format),
    }
}

fn print_files(project: &Project, printer: &Printer, format: Format) -> Result<CommandStatus, CommandError> {
    let ledger = project.whole_ledger();
    if format == Format::Json {
        let rows: Vec<FileRow<'_>> = ledger.iter().map(FileRow::new).collect();
        return print(printer, format, &rows, |_| String::new());
    }
    for line in file_table(&ledger) {
        printer.print(&line)?;
    }
    printer.status(&file_counts(&ledger))?;
    Ok(CommandStatus::Clean)
}

fn print_requirements(
    project: &Project,
    profile: Option<ProfileIdx>,
    (printer, format): (&Printer, Format),
) -> Result<CommandStatus, CommandError> {
    let status = print(printer, format, &requirements(project, profile), |row: &RequirementRow<'_>| {
        let mark = match (row.withdrawn, row.assessed, row.in_force, &row.reason) {
            (true, ..) => " (withdrawn)".to_owned(),
            (false, false, ..) => " (not assessed)".to_owned(),
            (false, true, _, Some(reason)) => format!(" ({reason})"),
            (false, true, false, None) => " (superseded)".to_owned(),
            (false, true, true, None) => String::new(),
        };
        let id = format!("{}{}", "  ".repeat(row.depth), row.id);
        format!("{:<14} {id:<24} {}{mark}", row.framework, row.title)
    })?;
    if format == Format::Human {
        for framework in project.frameworks.iter() {
            let RequirementCounts { identifiers, assessed, in_force } = framework.counts(project.site.today());
            let name = format!("{} {}", framework.key, framework.version);
            printer
                .print(&format!("{name}: {identifiers} ids, {assessed} assessed requirements, {in_force} in force"))?;
        }
    }
    Ok(status)
}

fn print<Row: Serialize>(
    printer: &Printer,
    format: Format,
    rows: &[Row],
    line: impl Fn(&Row) -> String,
) -> Result<CommandStatus, CommandError> {
    match format {
        Format::Json => {
            let text = serde_json::to_string_pretty(rows).map_err(|error| CommandError::Message(error.to_string()))?;
            printer.print_json(&text)?;
        }
        Format::Human => {
            let lines: Vec<String> = rows.iter().map(|row| visible(&line(row)).into_owned()).collect();
            printer.print_text(&lines.join("\n"))?;
        }
    }
    Ok(CommandStatus::Clean)
}

fn pages(project: &Project) -> Vec<PageRow> {
    let site = &project.site;
    let row = |(id, page): (PageId, &Page)| PageRow {
        url: encode(&page.url),
        source: page.path.clone(),
        title: page.title.clone(),
        weight: page.front.weight.as_ref().map_or(0, |weight| weight.value),
        kind: page.kind.name(),
        children: page.children.iter().map(|child| encode(&site.page(*child).url)).collect(),
        headings: headings(page),
        links: page.links().map(|link| link.destination.clone()).collect(),
        tags: page.front.tags.iter().map(|tag| tag.value.clone()).collect(),
        aliases: site.aliases().iter().filter(|alias| alias.page == id).map(|alias| encode(&alias.url)).collect(),
    };
    site.pages().map(row).collect()
}

fn headings(page: &Page) -> Vec<HeadingRow> {
    let row = |heading: &crate::markdown::Heading| HeadingRow {
        level: heading.level,
        id: heading.id.clone(),
        text: heading.text.clone(),
    };
    page.document.headings.iter().map(row).collect()
}

fn links(project: &Project) -> Vec<LinkRow> {
    let resolver = project.resolver();
    let mut rows = Vec::new();
    for (id, page) in project.site.pages() {
        for (file, link) in project.site.links(id) {
            let (kind, leads_to) = match resolver.resolve(id, link) {
                Resolution::Found(route) => (kind_of(project, route.target), Some(encode(&route.url))),
                Resolution::Elsewhere => ("external", None),
                Resolution::Missing(_) => ("broken", None),
            };
            let target = link.destination.clone();
            let source = project.sources.get(file).path.clone();
            rows.push(LinkRow { page: encode(&page.url), source, target, leads_to, kind });
        }
    }
    rows
}

fn dimensions(project: &Project) -> Vec<DimensionRow<'_>> {
    let mut rows = Vec::new();
    for framework in project.frameworks.iter() {
        let ids = |list: &[RequirementIdx]| list.iter().map(|idx| framework.requirement(*idx).id.as_str()).collect();
        for Dimension { key, title, values } in framework.dimensions() {
            rows.extend(values.iter().map(|value| DimensionRow {
                framework: &framework.key,
                dimension: key,
                title,
                value: &value.key,
                value_title: &value.title,
                revision: value.revision.as_deref(),
                only: ids(&value.only),
                all: value.all.as_deref().map(ids),
            }));
        }
    }
    rows
}

fn requirements(project: &Project, profile: Option<ProfileIdx>) -> Vec<RequirementRow<'_>> {
    let today = project.site.today();
    let rows = project.frameworks.iter().flat_map(|framework| {
        let applicability = project.site.profiles().applicability(framework, profile);
        framework.requirements().map(move |(idx, requirement)| RequirementRow {
            framework: &framework.key,
            version: &framework.version,
            id: &requirement.id,
            title: &requirement.title,
            depth: requirement.depth,
            parent: requirement.parent.map(|parent| framework.requirement(parent).id.as_str()),
            assessed: framework.is_assessed(idx),
            in_force: framework.is_in_force(idx, today),
            tags: &requirement.tags,
            withdrawn: requirement.withdrawn.is_some(),
            went_to: requirement.withdrawn.as_deref().unwrap_or_default(),
            applies: applicability.applies(idx),
            reason: applicability.reason(idx).map(Inapplicable::words),
        })
    });
    rows.collect()
}

fn urls(project: &Project) -> Vec<UrlRow> {
    let site = &project.site;
    let row = |url: &str| {
        let target = site.at(url)?;
        let redirect = match target {
            Target::Alias(index) => Some(encode(&site.page(site.aliases()[index].page).url)),
            Target::Page(_) | Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile => None,
        };
        Some(UrlRow { url: encode(url), kind: kind_of(project, target), redirect })
    };
    site.urls().into_iter().filter_map(row).collect()
}

fn kind_of(project: &Project, target: Target) -> &'static str {
    match target {
        Target::Page(id) => project.site.page(id).kind.name(),
        Target::Alias(_) => "alias",
        Target::Asset(_) => "asset",
        Target::GeneratedPage(id) => project.site.generated(id).subject.name(),
        Target::GeneratedFile => "made",
    }
}
