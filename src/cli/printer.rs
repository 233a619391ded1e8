//! Printing: colour, width, and which stream a line belongs to.
//!
//! Names and messages come from files and from the command line. Here, and nowhere else, characters in them that a
//! terminal would act on are made visible.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use crate::finding::human::Colour;
use crate::finding::{Report, Summary, concise, escaped_json, github, human, json, junit, sarif, visible};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With source line, caret and help
    Human,
    /// One line each
    Concise,
    /// One JSON document
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// Workflow commands of GitHub Actions
    Github,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where a command prints.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer {
    out: human::Options,
    error: Colour,
    quiet: bool,
    verbose: bool,
}

impl Printer {
    /// A printer as the arguments and the terminal have it.
    pub(super) fn new(choice: ColourChoice, quiet: bool, verbose: bool) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = |is_terminal: bool| match choice {
            ColourChoice::Always => Colour::Styled,
            ColourChoice::Auto if is_terminal && !no_color => Colour::Styled,
            ColourChoice::Auto | ColourChoice::Never => Colour::Plain,
        };
        let is_terminal = io::stdout().is_terminal();
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = columns.or_else(|| terminal_width().filter(|_| is_terminal)).unwrap_or(100);
        let out = human::Options { colour: colour(is_terminal), width };
        Self { out, error: colour(io::stderr().is_terminal()), quiet, verbose }
    }

    /// A result of one line.
    pub(super) fn print(&self, line: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", visible(line))
    }

    /// A result of several lines.
    pub(super) fn print_text(&self, text: &str) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        for line in text.split('\n') {
            writeln!(out, "{}", visible(line))?;
        }
        out.flush()
    }

    /// A JSON document. What a parser reads is the text as it stands.
    pub(super) fn print_json(&self, document: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", escaped_json(document))
    }

    /// A document for other programs in a form without escapes: as it stands, but on a terminal.
    pub(super) fn print_data(&self, document: &str) -> io::Result<()> {
        match io::stdout().is_terminal() {
            true => self.print_text(document),
            false => writeln!(io::stdout().lock(), "{document}"),
        }
    }

    /// A result that `-q` leaves out.
    pub(super) fn status(&self, line: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.print(line) }
    }

    /// A line beside the findings: to standard output where people read these, and to standard error where programs do.
    pub(super) fn beside(&self, text: &str, format: Format) -> io::Result<()> {
        match format {
            Format::Human | Format::Concise => self.print(text),
            Format::Json | Format::Sarif | Format::Junit | Format::Github => writeln!(io::stderr().lock(), "{text}"),
        }
    }

    /// The same, which `-q` leaves out.
    pub(super) fn tell_beside(&self, text: &str, format: Format) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.beside(text, format) }
    }

    /// A detail that only `-v` shows.
    pub(super) fn verbose(&self, text: &str) {
        if self.verbose {
            // Nobody misses a detail that could not be shown.
            let _ = writeln!(io::stderr().lock(), "{}", visible(text));
        }
    }

    /// Something to know about a run that goes on; `-q` leaves it out.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr().lock(), "note: {}", visible(text));
        }
    }

    /// A bar for so many steps on a terminal; elsewhere nothing is shown.
    pub(super) fn bar(&self, steps: usize) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps as u64);
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}");
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    /// Why the command could not run.
    pub(super) fn error(&self, text: &str) {
        let head = match self.error {
            Colour::Styled => "\u{1b}[1;31merror\u{1b}[0m",
            Colour::Plain => "error",
        };
        let _ = writeln!(io::stderr().lock(), "{head}: {}", visible(text));
    }

    /// Findings with totals.
    pub(super) fn report(&self, report: &Report<'_>, summary: Summary, format: Format) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        match format {
            Format::Human if self.quiet => human::write_findings(report, self.out, &mut out)?,
            Format::Human => human::write(report, summary, self.out, &mut out)?,
            Format::Concise => concise::write(report, &mut out)?,
            Format::Json => json::write(report, summary, &mut out)?,
            Format::Sarif => sarif::write(report, &mut out)?,
            Format::Junit => junit::write(report, &mut out)?,
            Format::Github => github::write(report, &mut out)?,
        }
        out.flush()
    }

    /// Findings as lines for people, while a command goes on.
    pub(super) fn concise(&self, report: &Report<'_>) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        concise::write_readable(report, &mut out)?;
        out.flush()
    }

    /// Findings without totals, for commands that end with a line of their own.
    pub(super) fn findings(&self, report: &Report<'_>, format: Format) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        match format {
            Format::Human => human::write_findings(report, self.out, &mut out)?,
            _ => concise::write(report, &mut out)?,
        }
        out.flush()
    }
}

/// The columns of the terminal, asked of the system.
fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}
