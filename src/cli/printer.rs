//! Printing: colours, width, and the stream that a line is written to.
//!
//! Names and messages come from files and from the command line, so control characters in them are escaped here, and
//! nowhere else.

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

impl Format {
    /// Whether people read it, and not a program.
    pub(super) const fn is_for_people(self) -> bool {
        match self {
            Self::Human | Self::Concise => true,
            Self::Json | Self::Sarif | Self::Junit | Self::Github => false,
        }
    }

    /// Whether the reader looks for files from the folder of the repository.
    pub(super) const fn is_of_repository(self) -> bool {
        match self {
            Self::Sarif | Self::Junit | Self::Github => true,
            Self::Human | Self::Concise | Self::Json => false,
        }
    }
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

/// Prints the results and messages of a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printer {
    stdout: human::Options,
    stderr: Colour,
    quiet: bool,
    verbose: bool,
}

impl Printer {
    /// A printer for the options of the command line, the environment and the terminal.
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
        let stdout = human::Options { colour: colour(is_terminal), width };
        Self { stdout, stderr: colour(io::stderr().is_terminal()), quiet, verbose }
    }

    /// Prints a result of one line.
    pub(super) fn print(&self, line: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", visible(line))
    }

    /// Prints a result of several lines.
    pub(super) fn print_text(&self, text: &str) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        for line in text.split('\n') {
            writeln!(out, "{}", visible(line))?;
        }
        out.flush()
    }

    /// Prints a JSON document. The escapes do not change what a parser reads.
    pub(super) fn print_json(&self, document: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", escaped_json(document))
    }

    /// Prints a document in a format without escapes: unchanged, except on a terminal.
    pub(super) fn print_data(&self, document: &str) -> io::Result<()> {
        match io::stdout().is_terminal() {
            true => self.print_text(document),
            false => writeln!(io::stdout().lock(), "{document}"),
        }
    }

    /// Prints a line on the state of the command, not with `--quiet`.
    pub(super) fn status(&self, line: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.print(line) }
    }

    /// Prints a line in addition to the findings: to standard error where these are in a format for programs.
    pub(super) fn print_beside(&self, text: &str, format: Format) -> io::Result<()> {
        if format.is_for_people() { self.print(text) } else { writeln!(io::stderr().lock(), "{}", visible(text)) }
    }

    /// As [`Self::print_beside`], not with `--quiet`.
    pub(super) fn status_beside(&self, text: &str, format: Format) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.print_beside(text, format) }
    }

    /// Prints a detail to standard error, with `--verbose` only.
    pub(super) fn verbose(&self, text: &str) {
        if self.verbose {
            let _ = writeln!(io::stderr().lock(), "{}", visible(text));
        }
    }

    /// Prints a note to standard error, not with `--quiet`. A closed standard error is no reason to stop.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr().lock(), "note: {}", visible(text));
        }
    }

    /// A progress bar for so many steps; hidden where standard error is not a terminal.
    pub(super) fn progress_bar(&self, steps: usize) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(steps as u64);
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}");
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }

    /// Prints the reason why the command could not run.
    pub(super) fn error(&self, text: &str) {
        let label = match self.stderr {
            Colour::Styled => "\u{1b}[1;31merror\u{1b}[0m",
            Colour::Plain => "error",
        };
        let _ = writeln!(io::stderr().lock(), "{label}: {}", visible(text));
    }

    /// Prints findings with totals.
    pub(super) fn report(&self, report: &Report<'_>, summary: Summary, format: Format) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        match format {
            Format::Human if self.quiet => human::write_findings(report, self.stdout, &mut out)?,
            Format::Human | Format::Concise | Format::Json | Format::Sarif | Format::Junit | Format::Github => {
                write_report(report, summary, format, self.stdout, &mut out)?
            }
        }
        out.flush()
    }

    /// Prints findings as shortened lines, while a command runs.
    pub(super) fn concise(&self, report: &Report<'_>) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        concise::write_readable(report, &mut out)?;
        out.flush()
    }

    /// Prints findings without totals, for commands that print their own.
    pub(super) fn findings(&self, report: &Report<'_>, format: Format) -> io::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        match format {
            Format::Human => human::write_findings(report, self.stdout, &mut out)?,
            Format::Concise | Format::Json | Format::Sarif | Format::Junit | Format::Github => {
                concise::write(report, &mut out)?;
            }
        }
        out.flush()
    }
}

/// Findings with totals as they are in a file: without colour.
pub(super) fn report_text(report: &Report<'_>, summary: Summary, format: Format) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    write_report(report, summary, format, human::Options { colour: Colour::Plain, width: 100 }, &mut text)?;
    Ok(text)
}

fn write_report(
    report: &Report<'_>,
    summary: Summary,
    format: Format,
    options: human::Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, summary, options, out),
        Format::Concise => concise::write(report, out),
        Format::Json => json::write(report, summary, out),
        Format::Sarif => sarif::write(report, out),
        Format::Junit => junit::write(report, out),
        Format::Github => github::write(report, out),
    }
}

/// The width of the terminal in columns, where the system tells it.
#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Windows tells it by calls that are not safe Rust; a text of the usual width is shown there.
#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    None
}
