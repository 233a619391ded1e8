//! `clausebook inspect`: prints the model of the site, for scripts.

use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use super::dirs;
use super::files::{FileRow, file_counts, file_table};
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::finding::visible;
use crate::framework::RequirementCounts;
use crate::pipeline::{self, Project};
use crate::site::{Page, PageId, Resolution, Target, encode};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook inspect pages --format json
  clausebook inspect files               what became of every file")]
pub(super) struct Arguments {
    /// What to print
    #[arg(value_enum, default_value_t = Subject::Pages)]
    subject: Subject,
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
        Subject::Requirements => print_requirements(&project, printer, arguments.format),
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

fn print_requirements(project: &Project, printer: &Printer, format: Format) -> Result<CommandStatus, CommandError> {
    let status = print(printer, format, &requirements(project), |row: &RequirementRow<'_>| {
        let mark = match (row.withdrawn, row.assessed, row.in_force) {
            (true, ..) => " (withdrawn)",
            (false, false, _) => " (not assessed)",
            (false, true, false) => " (superseded)",
            (false, true, true) => "",
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

fn requirements(project: &Project) -> Vec<RequirementRow<'_>> {
    let today = project.site.today();
    let rows = project.frameworks.iter().flat_map(|framework| {
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
