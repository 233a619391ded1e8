//! How serious a finding is, and what it does to a build.

use serde::{Deserialize, Serialize};

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Makes a check fail.
    Error,
    /// Makes a check fail only with `--deny`.
    Warning,
    /// A suggestion.
    Hint,
    /// Not reported; only the configuration sets it.
    Off,
}

impl Severity {
    /// The name in all output formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
            Self::Off => "off",
        }
    }
}

/// The effect of a finding on a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildEffect {
    /// The site can still be written.
    Builds,
    /// The build fails, and the last site is kept.
    Stops,
}
