//! `clausebook pdf`: a series as one PDF, printed by an installed browser.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::browser::{self, PrintJob};
use super::dirs::{self, Dirs};
use super::printer::{Format, Printer};
use super::serve::url;
use super::status::{CommandError, CommandStatus};
use crate::config::Paper;
use crate::finding::{BuildEffect, Finding, Report, nearest};
use crate::pipeline::{Project, Purpose};
use crate::serve::{self, Follow, Preview, Server, Settings, TakenPort, WatchMode};
use crate::site::{Subject, encode};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook pdf pci-dss
  clausebook pdf /guides/soc2/ --out soc2.pdf")]
pub(super) struct Arguments {
    /// The section, by its address; one that has a print page
    series: String,
    /// The file to write [default: the section's name with `.pdf`, in the current folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The base URL of the site, in place of `base_url` in clausebook.yaml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The date to build for [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// The path or the name of Chromium, Chrome or Edge [default: an installed one]
    #[arg(long, value_name = "PATH")]
    browser: Option<PathBuf>,
    /// Run the browser without its sandbox, as the root user of a container has to
    #[arg(long)]
    no_sandbox: bool,
    /// Seconds after which the browser is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

pub(super) fn run(arguments: &Arguments, dirs: &Dirs<'_>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let mut request = dirs::request(dirs.root, arguments.date.as_deref())?;
    request.base_url = dirs::base_url(arguments.base_url.as_deref())?;
    request.caches = dirs.caches(&request.root, printer);
    request.purpose = Purpose::Pages;
    request.default_paper = Some(Paper::A4);
    let browser = browser::find(arguments.browser.as_deref())?;
    let preview = Preview::fixed(request);
    let snapshot = preview.current();
    let project = &snapshot.project;
    let fatal: Vec<Finding> =
        project.check().into_iter().filter(|finding| finding.code.build_effect() == BuildEffect::Stops).collect();
    if !fatal.is_empty() {
        let report = Report::new(&fatal, &project.sources, &project.config.levels);
        printer.findings(&report, Format::Human)?;
        printer.status("no PDF was written")?;
        return Ok(CommandStatus::Findings);
    }
    let page = print_page(project, &arguments.series)?;
    let target = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.pdf", page.name)));
    refuse_other_file(&target)?;

    let base = project.config.base.path.clone();
    let time_limit = Duration::from_secs(arguments.timeout);
    let options = PrintOptions { browser: &browser, no_sandbox: arguments.no_sandbox, time_limit };
    Press::start(preview, &base)?.print(&page.url, &target, &options)?;
    let cannot_write =
        |error: std::io::Error| CommandError::Message(format!("cannot write `{}`: {error}", target.display()));
    let bytes = std::fs::metadata(&target).map_err(cannot_write)?.len();
    printer.status(&format!("wrote {} ({} kB): {}", target.display(), bytes.div_ceil(1000), page.title))?;
    Ok(CommandStatus::Clean)
}

/// How a browser prints.
pub(super) struct PrintOptions<'a> {
    pub(super) browser: &'a Path,
    pub(super) no_sandbox: bool,
    /// When to give up.
    pub(super) time_limit: Duration,
}

/// A site that is served to a browser which prints its pages.
pub(super) struct Press {
    /// The address of the front page.
    root: String,
    /// Ends when it is dropped.
    _server: Server,
}

impl Press {
    /// Serves the site of a preview whose addresses begin with `base`.
    pub(super) fn start(preview: Preview, base: &str) -> Result<Self, CommandError> {
        let settings = Settings {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            taken_port: TakenPort::Fail,
            watch: WatchMode::Native,
            follow: Follow::Nothing,
            editor: None,
        };
        let server = serve::start(Arc::new(preview), &settings, |_| true)
            .map_err(|error| CommandError::Message(error.to_string()))?;
        Ok(Self { root: url(server.address, base), _server: server })
    }

    /// Prints the page at an address of the site into a file, which is replaced as a whole.
    pub(super) fn print(&self, url: &str, target: &Path, options: &PrintOptions<'_>) -> Result<(), CommandError> {
        let address = format!("{}{}", self.root, encode(url.trim_start_matches('/')));
        // Beside the target: some browsers may not read or write temporary folders of other programs.
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let cannot_write =
            |error: std::io::Error| CommandError::Message(format!("cannot write `{}`: {error}", target.display()));
        let scratch = tempfile::Builder::new().prefix("clausebook-pdf-").tempdir_in(folder).map_err(cannot_write)?;
        let scratch_path = scratch.path().canonicalize().map_err(cannot_write)?;
        let (file, profile) = (scratch_path.join("series.pdf"), scratch_path.join("profile"));
        browser::print(
            options.browser,
            &PrintJob {
                url: &address,
                file: &file,
                profile: &profile,
                time_limit: options.time_limit,
                no_sandbox: options.no_sandbox,
            },
        )?;
        std::fs::rename(&file, target).map_err(cannot_write)
    }
}

/// The print page of a section.
struct PrintPage {
    url: String,
    title: String,
    /// The last part of the section's address.
    name: String,
}

/// The print page of the section at an address, which may be without slashes around it.
fn print_page(project: &Project, series: &str) -> Result<PrintPage, CommandError> {
    let site = &project.site;
    let pages = site.all_generated().filter_map(|(_, page)| match page.subject {
        Subject::Print(section) => Some((site.page(section).url.as_str(), page)),
        Subject::Documents
        | Subject::Redline(_)
        | Subject::Frameworks
        | Subject::Framework(_)
        | Subject::Principal(..)
        | Subject::Coverage(_)
        | Subject::MapFor(..)
        | Subject::CoverageFor(..)
        | Subject::Changes(_)
        | Subject::Crosswalk(_)
        | Subject::Party(..) => None,
    });
    let pages: Vec<_> = pages.collect();
    let wanted = series.trim_matches('/');
    let wanted = wanted.strip_suffix("/print").unwrap_or(wanted);
    if let Some((section, page)) = pages.iter().find(|(section, _)| section.trim_matches('/') == wanted) {
        let last = section.trim_matches('/').rsplit('/').next().unwrap_or_default();
        let name = if last.is_empty() { "site".to_owned() } else { last.to_owned() };
        return Ok(PrintPage { url: page.url.clone(), title: page.title.clone(), name });
    }
    if pages.is_empty() {
        return Err(CommandError::Message(
            "no section has a print page; `print: true` in the front matter of its `_index.md` makes one".to_owned(),
        ));
    }
    let near = nearest(wanted, pages.iter().map(|(section, _)| section.trim_matches('/')));
    let hint = near.map_or_else(
        || {
            let known: Vec<String> = pages.iter().map(|(section, _)| format!("`{section}`")).collect();
            format!("; the sections with one are {}", known.join(", "))
        },
        |near| format!("; did you mean `/{near}/`?"),
    );
    Err(CommandError::Message(format!(
        "no print page for `{series}`: `print: true` in the front matter of the section's `_index.md` makes one{hint}"
    )))
}

/// A file that is no PDF was not made by this command.
fn refuse_other_file(target: &Path) -> Result<(), CommandError> {
    let Ok(metadata) = std::fs::symlink_metadata(target) else { return Ok(()) };
    let mut start = [0; 5];
    let is_pdf = metadata.is_file()
        && std::fs::File::open(target).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && &start == b"%PDF-";
    if is_pdf {
        return Ok(());
    }
    Err(CommandError::Message(format!(
        "`{}` is not a PDF, so it is not replaced; give another file with `--out`",
        target.display()
    )))
}
