//! `clausebook serve`: the site in a browser, while it is being written.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Instant;

use super::dirs::{self, Dirs};
use super::printer::Printer;
use super::status::{CommandError, CommandStatus};
use crate::finding::{BuildEffect as Effect, Finding, Report};
use crate::pipeline::Purpose;
use crate::serve::{self, Follow, Notice, Preview, Settings, Snapshot, TakenPort, WatchMode};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  clausebook serve --open
  clausebook serve --bind 0.0.0.0 --port 8080")]
pub(super) struct Arguments {
    /// The port to listen at; any free one where it is 0 [default: 4000, else the next free one]
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Show the site in the browser at once
    #[arg(long)]
    open: bool,
    /// Have the browser go to the page that was edited
    #[arg(long)]
    follow: bool,
    /// Poll for changes, for network drives that do not report them
    #[arg(long)]
    poll: bool,
    /// Leave out drafts and articles whose date is in the future
    #[arg(long)]
    no_drafts: bool,
}

/// The port where none is given.
const PORT: u16 = 4000;

/// The setting that names the address by which findings open in an editor.
const EDITOR: &str = "CLAUSEBOOK_EDITOR";

/// What the command waits for.
enum Event {
    Notice(Notice),
    /// The user ends the preview.
    Interrupt,
}

pub(super) fn run(arguments: &Arguments, dirs: &Dirs<'_>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let started = Instant::now();
    let mut request = dirs::request(dirs.root, None)?;
    let caches = dirs.caches(&request.root, printer);
    request.caches = caches.clone();
    request.purpose = Purpose::Pages;
    request.is_preview = true;
    request.selection.drafts = !arguments.no_drafts;
    request.selection.future = !arguments.no_drafts;
    let began = request.selection.now;
    // Where the clock cannot be read any more, the day stays the same.
    let preview = Arc::new(Preview::open(request, move || dirs::end_of_day(None).unwrap_or(began)));
    let port = arguments.port.unwrap_or(PORT);
    let settings = Settings {
        bind: arguments.bind,
        port,
        taken_port: if arguments.port.is_some() { TakenPort::Fail } else { TakenPort::UseNext },
        watch: if arguments.poll { WatchMode::Poll } else { WatchMode::Native },
        follow: if arguments.follow { Follow::Edits } else { Follow::Nothing },
        editor: std::env::var(EDITOR).ok().filter(|pattern| !pattern.is_empty()),
    };
    let (sender, events) = mpsc::channel();
    let interrupt = sender.clone();
    let handler = ctrlc::set_handler(move || {
        // The receiver is gone when the command is already ending.
        let _ = interrupt.send(Event::Interrupt);
    });
    handler.map_err(|error| CommandError::Message(error.to_string()))?;
    let report_notice = move |notice| sender.send(Event::Notice(notice)).is_ok();
    let server = serve::start(preview.clone(), &settings, report_notice)
        .map_err(|error| CommandError::Message(error.to_string()))?;
    if port != 0 && server.address.port() != port {
        printer.status(&format!("port {port} is taken"))?;
    }
    let address = url(server.address, &preview.current().project.config.base.path);
    let time = started.elapsed().as_millis();
    printer.print(&format!("serving {address} (ready in {time} ms, Ctrl-C ends it)"))?;
    dirs::note_hugo(&preview.current().project.inventory, printer);
    report(&preview, &preview.current(), printer, Shown::Errors)?;
    let saved = caches.as_deref().map_or(Ok(()), |caches| preview.current().project.save_caches(caches));
    if let Err(error) = saved {
        printer.verbose(&format!("the caches could not be written: {error}"));
    }
    if arguments.open {
        open(&address, printer);
    }
    for event in events {
        match event {
            Event::Interrupt => break,
            Event::Notice(Notice::Polling(reason)) => printer.print(&format!("polling for changes: {reason}"))?,
            Event::Notice(Notice::Changed(snapshot)) => report(&preview, &snapshot, printer, Shown::Changed)?,
        }
    }
    // Removes its temporary folder, which the end of the process would leave behind.
    drop(server);
    Ok(CommandStatus::Clean)
}

/// The address of the site in a browser.
pub(super) fn url(address: SocketAddr, base: &str) -> String {
    let host = match address.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    format!("http://{host}:{}{}", address.port(), crate::site::encode(base))
}

/// Which findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Those that keep a page from being built.
    Errors,
    /// Those, and all findings in the files that have changed.
    Changed,
}

/// Prints findings and, for a change, one line about it.
fn report(preview: &Preview, snapshot: &Snapshot, printer: &Printer, shown: Shown) -> Result<(), CommandError> {
    let project = &snapshot.project;
    let findings = preview.findings(snapshot);
    let is_changed = |finding: &Finding| {
        let path = &project.sources.get(finding.location.file).path;
        shown == Shown::Changed && snapshot.changed.binary_search(path).is_ok()
    };
    let is_error = |finding: &Finding| finding.code.build_effect() == Effect::Stops;
    let printed: Vec<Finding> =
        findings.iter().filter(|finding| is_error(finding) || is_changed(finding)).cloned().collect();
    let printed = Report::new(&printed, &project.sources, &project.config.levels);
    if shown == Shown::Changed {
        let first = snapshot.changed.first().map_or("the site", String::as_str);
        let more = match snapshot.changed.len() {
            0 | 1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let all = Report::new(&findings, &project.sources, &project.config.levels).findings.len();
        let count = printed.findings.len();
        let words = if count == 1 { "finding" } else { "findings" };
        printer.status(&format!("{first}{more}: {count} {words}, {all} in all"))?;
    }
    Ok(printer.concise(&printed)?)
}

/// Opens the address in the system's browser.
fn open(address: &str, printer: &Printer) {
    let command = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = Command::new(command);
    let command = command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        printer.verbose(&format!("no browser could be opened: {error}"));
    }
}
