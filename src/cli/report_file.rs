//! Files that a check writes its findings into, besides what it prints: `--report FORMAT=FILE`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::ValueEnum;

use super::printer::{Format, report_text};
use super::status::CommandError;
use crate::finding::{Report, Summary};

/// A file for the findings, and its format.
#[derive(Debug, Clone)]
pub(super) struct ReportFile {
    pub(super) format: Format,
    path: PathBuf,
}

impl FromStr for ReportFile {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let parts = written.split_once('=').filter(|(_, path)| !path.is_empty());
        let (format, path) = parts.ok_or("write it as FORMAT=FILE, such as junit=findings.xml")?;
        let format = Format::from_str(format, false).map_err(|_| {
            let known = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let known: Vec<String> = known.map(|format| format.get_name().to_owned()).collect();
            format!("unknown format `{format}`: expected one of {}", known.join(", "))
        })?;
        Ok(Self { format, path: PathBuf::from(path) })
    }
}

impl ReportFile {
    /// Writes the findings; what is there is replaced.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&self, report: &Report<'_>, summary: Summary) -> Result<(), CommandError> {
        let written = report_text(report, summary, self.format).and_then(|text| std::fs::write(&self.path, text));
        written.map_err(|error| CommandError::Message(format!("cannot write `{}`: {error}", self.path.display())))
    }
}
