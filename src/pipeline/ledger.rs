//! The ledger: what became of every file of a site.

use std::collections::HashMap;

use super::project::Project;
use crate::finding::{Code, Finding};
use crate::render::is_default_template;
use crate::site::{LeftOut, PageId, Unpublished, encode};
use crate::source::{Entry, FileId, IgnoreReason, IgnoredFile, Role, SetAside, SkipReason, SkippedPath, ignored_files};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileState {
    /// It is in the output.
    Published,
    /// It is read, and not in the output by itself.
    Used,
    /// It could be in the output, and is not.
    Unpublished,
    /// It is meant to be used, and nothing uses it.
    Unused,
    /// It is not read, because of its name.
    Ignored,
}

impl FileState {
    /// All states, in the order of a summary.
    pub const ALL: [Self; 5] = [Self::Published, Self::Used, Self::Unpublished, Self::Unused, Self::Ignored];

    /// The word that `inspect files` uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Used => "used",
            Self::Unpublished => "unpublished",
            Self::Unused => "unused",
            Self::Ignored => "ignored",
        }
    }
}

/// One file of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its path relative to the root, with `/`.
    pub path: String,
    /// Its purpose: `article`, `attachment`, `framework`, `template`, `static`, `configuration`; nothing for a file that is
    /// not read.
    pub role: Option<&'static str>,
    /// What became of it.
    pub state: FileState,
    /// Its addresses, percent-encoded, those of its aliases last.
    pub urls: Vec<String>,
    /// What it is used for, or why it is not published.
    pub reason: Option<String>,
    /// The finding that says so.
    pub code: Option<Code>,
    /// The path up to the name because of which it is ignored.
    pub because_of: Option<String>,
}

/// The codes of findings that say why a file is not published or not used.
const REASONS: [Code; 13] = [
    Code::DuplicateRoute,
    Code::InvalidRoute,
    Code::FileUnderPage,
    Code::OutputClash,
    Code::UnwritableName,
    Code::NotUtf8,
    Code::UnreadableFile,
    Code::ArticleInBundle,
    Code::UnreadFormat,
    Code::UnreadConfiguration,
    Code::UnusedTemplate,
    Code::TemplateSyntax,
    Code::UnreadableConfiguration,
];

impl Project {
    /// Every file of the site, sorted by path, but for those that are ignored.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        let known = Known::of(self);
        let mut ledger: Vec<LedgerEntry> =
            self.inventory.entries.iter().map(|entry| known.entry(self, entry)).collect();
        ledger.extend(self.inventory.skipped.iter().filter_map(skipped));
        ledger.sort_by(|a, b| a.path.cmp(&b.path));
        ledger
    }

    /// Every file in the folders of the site, sorted by path: those of [`Self::ledger`], and those that are ignored.
    pub fn whole_ledger(&self) -> Vec<LedgerEntry> {
        let mut ledger = self.ledger();
        ledger.extend(ignored_files(&self.root, &self.inventory.rules).into_iter().map(ignored));
        ledger.sort_by(|a, b| a.path.cmp(&b.path));
        ledger
    }
}

/// What is known of the files of a project.
struct Known<'p> {
    pages: HashMap<FileId, PageId>,
    aliases: HashMap<PageId, Vec<String>>,
    assets: HashMap<FileId, &'p str>,
    findings: HashMap<FileId, &'p Finding>,
}

impl<'p> Known<'p> {
    fn of(project: &'p Project) -> Self {
        let site = &project.site;
        let mut aliases: HashMap<PageId, Vec<String>> = HashMap::new();
        for alias in site.aliases() {
            aliases.entry(alias.page).or_default().push(encode(&alias.url));
        }
        let mut findings = HashMap::new();
        for finding in project.load_findings().filter(|finding| REASONS.contains(&finding.code)) {
            findings.entry(finding.location.file).or_insert(finding);
        }
        Self {
            pages: site.pages().filter_map(|(id, page)| Some((page.file?, id))).collect(),
            aliases,
            assets: site.assets().iter().map(|(file, url)| (*file, url.as_str())).collect(),
            findings,
        }
    }

    fn entry(&self, project: &Project, entry: &Entry) -> LedgerEntry {
        let (role, published) = match entry.role {
            Role::Article => ("article", true),
            Role::Attachment => ("attachment", true),
            Role::Static => ("static", true),
            Role::Configuration => ("configuration", false),
            Role::Framework => ("framework", false),
            Role::Template => ("template", false),
            Role::Labels => ("labels", false),
        };
        let row = LedgerEntry { role: Some(role), ..row(entry.path.clone(), FileState::Unpublished) };
        if published { self.content(project, entry, row) } else { self.settings(entry, row) }
    }

    /// What became of a file that is published, unless there is a reason.
    fn content(&self, project: &Project, entry: &Entry, row: LedgerEntry) -> LedgerEntry {
        if let Some(page) = self.pages.get(&entry.id) {
            let own = encode(&project.site.page(*page).url);
            let urls = std::iter::once(own).chain(self.aliases.get(page).into_iter().flatten().cloned()).collect();
            return LedgerEntry { state: FileState::Published, urls, ..row };
        }
        if let Some(url) = self.assets.get(&entry.id) {
            return LedgerEntry { state: FileState::Published, urls: vec![encode(url)], ..row };
        }
        match project.site.left_out(entry.id) {
            Some(reason) => LedgerEntry { reason: Some(left_out(reason)), ..row },
            None => self.explained(entry.id, row),
        }
    }

    /// What became of a file that is read and not published.
    fn settings(&self, entry: &Entry, row: LedgerEntry) -> LedgerEntry {
        if self.findings.contains_key(&entry.id) {
            return self.explained(entry.id, LedgerEntry { state: FileState::Unused, ..row });
        }
        let name = entry.path.split_once('/').map_or(entry.path.as_str(), |(_, name)| name);
        let usage = match entry.role {
            Role::Configuration => "the configuration",
            Role::Framework => "a framework",
            Role::Template if is_default_template(name) => "replaces the template of the theme",
            Role::Template if name.starts_with("shortcodes/") => "a shortcode",
            Role::Template => "a template",
            Role::Labels => "labels of the theme",
            Role::Article | Role::Attachment | Role::Static => return row,
        };
        LedgerEntry { state: FileState::Used, reason: Some(usage.to_owned()), ..row }
    }

    fn explained(&self, file: FileId, row: LedgerEntry) -> LedgerEntry {
        let finding = self.findings.get(&file);
        LedgerEntry { reason: finding.map(|found| found.message.clone()), code: finding.map(|found| found.code), ..row }
    }
}

fn row(path: String, state: FileState) -> LedgerEntry {
    LedgerEntry { path, role: None, state, urls: Vec::new(), reason: None, code: None, because_of: None }
}

fn left_out(reason: LeftOut) -> String {
    let reason = match reason {
        LeftOut::Article(Unpublished::Draft) => "a draft",
        LeftOut::Article(Unpublished::Future) => "its date is in the future",
        LeftOut::Article(Unpublished::Expired) => "it has expired",
        LeftOut::Article(Unpublished::NotRendered) => "not rendered, by `build` or `headless`",
        LeftOut::Article(Unpublished::NotHtml) => "no HTML page, by `outputs`",
        LeftOut::Article(Unpublished::Disabled) => "pages of its kind are left out, by `disable`",
        LeftOut::FileOf(Unpublished::Draft) => "its article is a draft",
        LeftOut::FileOf(Unpublished::Future) => "its article's date is in the future",
        LeftOut::FileOf(Unpublished::Expired) => "its article has expired",
        LeftOut::FileOf(Unpublished::NotRendered) => "its article is not rendered, by `build` or `headless`",
        LeftOut::FileOf(Unpublished::NotHtml) => "its article is no HTML page, by `outputs`",
        LeftOut::FileOf(Unpublished::Disabled) => "pages of its article's kind are left out, by `disable`",
        LeftOut::Withheld => "its article has `publishResources: false`",
    };
    reason.to_owned()
}

/// The row of a path that was skipped; nothing for a folder whose files are ignored one by one.
fn skipped(path: &SkippedPath) -> Option<LedgerEntry> {
    let (reason, code) = match &path.reason {
        SkipReason::OutsideRoot => ("a symbolic link to somewhere outside the site", Code::LinkLeavesRoot),
        SkipReason::InVersionControl => ("a symbolic link into a version control system", Code::LinkLeavesRoot),
        SkipReason::Loop => ("a symbolic link to a folder that contains it", Code::LinkLeavesRoot),
        SkipReason::NameNotUtf8 => ("its name is not UTF-8", Code::NotUtf8),
        SkipReason::Unreadable(_) => ("it cannot be read", Code::UnreadableFile),
        SkipReason::NotRegular => ("a named pipe, a socket or a device", Code::NotRegularFile),
        SkipReason::ConfigurationName | SkipReason::HugoConfiguration => {
            ("the configuration is `clausebook.yaml`", Code::UnreadConfiguration)
        }
        SkipReason::VersionControl => return None,
    };
    let state = match path.reason {
        SkipReason::ConfigurationName | SkipReason::HugoConfiguration => FileState::Unused,
        SkipReason::OutsideRoot
        | SkipReason::InVersionControl
        | SkipReason::Loop
        | SkipReason::NameNotUtf8
        | SkipReason::Unreadable(_)
        | SkipReason::NotRegular
        | SkipReason::VersionControl => FileState::Unpublished,
    };
    let row = row(path.path.clone(), state);
    Some(LedgerEntry { reason: Some(reason.to_owned()), code: Some(code), ..row })
}

fn ignored(file: IgnoredFile) -> LedgerEntry {
    let own = |text: &str| text.to_owned();
    let (reason, code) = match &file.reason {
        IgnoreReason::Hidden => (own("a name that begins with `.`"), None),
        IgnoreReason::Temporary => (own("a name of a temporary file: `#` first, or `~` last"), None),
        IgnoreReason::SetAside(SetAside::Language(language)) => (format!("in another language: {language}"), None),
        IgnoreReason::SetAside(SetAside::Pattern(pattern)) => (format!("a pattern of `ignore_files`: {pattern}"), None),
        IgnoreReason::VersionControl if file.path.starts_with("static/") && file.path != file.because_of => {
            (own("of a version control system"), Some(Code::VersionControlFolder))
        }
        IgnoreReason::VersionControl => (own("of a version control system"), None),
    };
    let because_of = Some(file.because_of);
    LedgerEntry { reason: Some(reason), code, because_of, ..row(file.path, FileState::Ignored) }
}
