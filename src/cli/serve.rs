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
use crate::serve::{self, Following, Notice, Settings, Snapshot, Store, Watching};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The port to listen at; the next free one where it is taken, any where it is 0
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Show the site in the browser at once
    #[arg(long)]
    open: bool,
    /// Have the browser go to the page that was edited
    #[arg(long)]
    follow: bool,
    /// Look for changes again and again, for network drives that tell of none
    #[arg(long)]
    poll: bool,
    /// Leave out drafts and articles whose date is still to come
    #[arg(long)]
    no_drafts: bool,
}

/// The setting that names the address by which findings open in an editor.
const EDITOR: &str = "CLAUSEBOOK_EDITOR";

/// What wakes the command.
enum Event {
    Notice(Notice),
    Ended,
}

pub(super) fn run(arguments: &Arguments, dirs: &Dirs<'_>, printer: &Printer) -> Result<CommandStatus, CommandError> {
    let started = Instant::now();
    let mut request = dirs::request(dirs.root, None)?;
    let caches = dirs.caches(&request.root, printer);
    request.caches = caches.clone();
    request.purpose = Purpose::Pages;
    request.selection.drafts = !arguments.no_drafts;
    request.selection.future = !arguments.no_drafts;
    let began = request.selection.now;
    // A day that cannot be told any more is the one that it was.
    let store = Arc::new(Store::open(request, move || dirs::end_of_day(None).unwrap_or(began)));
    let settings = Settings {
        bind: arguments.bind,
        port: arguments.port,
        watching: if arguments.poll { Watching::Poll } else { Watching::Native },
        following: if arguments.follow { Following::Edits } else { Following::Nothing },
        editor: std::env::var(EDITOR).ok().filter(|pattern| !pattern.is_empty()),
    };
    let (wake, events) = mpsc::channel();
    let ended = wake.clone();
    let ends = ctrlc::set_handler(move || {
        // Nobody listens any more when the command is already ending.
        let _ = ended.send(Event::Ended);
    });
    ends.map_err(|error| CommandError::Message(error.to_string()))?;
    let notices = forwarded(wake)?;
    let server =
        serve::start(store.clone(), &settings, notices).map_err(|error| CommandError::Message(error.to_string()))?;
    if arguments.port != 0 && server.address.port() != arguments.port {
        printer.status(&format!("port {} is taken", arguments.port))?;
    }
    let address = shown(server.address, &store.current().project.config.base.path);
    let time = started.elapsed().as_millis();
    printer.print(&format!("serving {address} (ready in {time} ms, Ctrl-C ends it)"))?;
    report(&store.current(), printer, Shown::Stopping)?;
    let kept = caches.as_deref().map_or(Ok(()), |caches| store.current().project.keep(caches));
    if let Err(error) = kept {
        printer.verbose(&format!("no caches are kept: {error}"));
    }
    if arguments.open {
        open(&address, printer);
    }
    for event in events {
        match event {
            Event::Ended => break,
            Event::Notice(Notice::Polling(reason)) => {
                printer.print(&format!("looking for changes by polling: {reason}"))?
            }
            Event::Notice(Notice::Changed(snapshot)) => report(&snapshot, printer, Shown::Changed)?,
        }
    }
    // It has served until now, and leaves nothing behind.
    drop(server);
    Ok(CommandStatus::Clean)
}

/// A sender of notices that wakes the command.
fn forwarded(wake: mpsc::Sender<Event>) -> Result<mpsc::Sender<Notice>, CommandError> {
    let (sender, notices) = mpsc::channel();
    let forward = move || {
        for notice in notices {
            if wake.send(Event::Notice(notice)).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().spawn(forward)?;
    Ok(sender)
}

/// The address to type into a browser.
fn shown(address: SocketAddr, base: &str) -> String {
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
    Stopping,
    /// Those, and all in the files that have changed.
    Changed,
}

/// One line for a change, and what is wrong with what has changed.
fn report(snapshot: &Snapshot, printer: &Printer, shown: Shown) -> Result<(), CommandError> {
    let project = &snapshot.project;
    let findings = snapshot.findings();
    let is_changed = |finding: &Finding| {
        let path = &project.sources.get(finding.location.file).path;
        shown == Shown::Changed && snapshot.changed.binary_search(path).is_ok()
    };
    let stops = |finding: &Finding| finding.code.build_effect() == Effect::Stops;
    let printed: Vec<Finding> =
        findings.iter().filter(|finding| stops(finding) || is_changed(finding)).cloned().collect();
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

/// Asks the system to show the address.
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
