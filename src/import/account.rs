//! An account of what became of the files and of the markup of a site: every file and every construct is counted once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::written::line;

/// What became of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// It is written in the syntax that is read here.
    Turned,
    /// It stands as it was, and is read here.
    AsIs,
    /// It stands as it was, and readers see it as text.
    Kept,
    /// It is not in the new article.
    LeftOut,
}

/// The fates in the order of the report.
const FATES: [Fate; 4] = [Fate::Turned, Fate::AsIs, Fate::Kept, Fate::LeftOut];

/// So many places are listed for each kind of construct.
const MAX_PLACES: usize = 200;

/// How often each fate came about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Fates {
    /// All of them.
    pub(super) found: usize,
    /// By fate, in the order of [`Fate`].
    pub(super) by_fate: [usize; 4],
}

impl Fates {
    fn add(&mut self, fate: Fate) {
        self.found += 1;
        self.by_fate[fate as usize] += 1;
    }

    /// How many have this fate.
    pub(super) const fn of(&self, fate: Fate) -> usize {
        self.by_fate[fate as usize]
    }
}

/// What is said of one construct or one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Remark {
    file: String,
    line: usize,
    construct: &'static str,
    fate: Fate,
    reason: String,
}

/// The account of one import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Account {
    constructs: BTreeMap<&'static str, Fates>,
    remarks: Vec<Remark>,
    /// How many remarks there are for a construct.
    said: BTreeMap<&'static str, usize>,
    /// The files that became articles.
    pub(super) articles: usize,
    /// The files that are copied.
    pub(super) copied: usize,
    /// The files that were read and are no part of the new site: configuration, and what is inserted elsewhere.
    pub(super) read: Vec<(String, String)>,
    /// The files that are left out, with the reason.
    pub(super) left_out: Vec<(String, String)>,
    /// Articles that are new: the pages of sections.
    pub(super) added: Vec<String>,
}

impl Account {
    /// Counts a construct that needs no remark.
    pub(super) fn count(&mut self, construct: &'static str, fate: Fate) {
        self.constructs.entry(construct).or_default().add(fate);
    }

    /// Counts a construct and says where it is and why it became that.
    pub(super) fn say(&mut self, construct: &'static str, fate: Fate, place: (&str, usize), reason: impl Into<String>) {
        self.count(construct, fate);
        let said = self.said.entry(construct).or_default();
        *said += 1;
        if *said <= MAX_PLACES {
            let (file, line) = (place.0.to_owned(), place.1);
            self.remarks.push(Remark { file, line, construct, fate, reason: reason.into() });
        }
    }

    /// How many files of the site there are.
    pub(super) fn files(&self) -> usize {
        self.articles + self.copied + self.read.len() + self.left_out.len()
    }

    /// The number of constructs of all kinds.
    pub(super) fn total(&self) -> Fates {
        let mut total = Fates::default();
        for fates in self.constructs.values() {
            total.found += fates.found;
            (0..FATES.len()).for_each(|at| total.by_fate[at] += fates.by_fate[at]);
        }
        total
    }

    /// The counts in two sentences.
    pub(super) fn sentences(&self) -> [String; 2] {
        let total = self.total();
        [
            format!(
                "{} files: {} articles, {} copied, {} only read, {} left out with a reason; {} pages of sections are new",
                self.files(),
                self.articles,
                self.copied,
                self.read.len(),
                self.left_out.len(),
                self.added.len()
            ),
            format!(
                "{} constructs of markup: {} turned, {} read as they stand, {} kept as text, {} left out",
                total.found,
                total.of(Fate::Turned),
                total.of(Fate::AsIs),
                total.of(Fate::Kept),
                total.of(Fate::LeftOut)
            ),
        ]
    }

    /// The account as Markdown.
    pub(super) fn report(&mut self, name: &str, notes: &[String]) -> String {
        let mut out = format!("# Import from {name}\n\n");
        let mut add = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        self.sentences().into_iter().for_each(|sentence| add(format!("- {sentence}")));
        notes.iter().for_each(|note| add(format!("- {}", line(note))));
        add("\n## Markup\n\n| Construct | Found | Turned | Read as it stands | Kept as text | Left out |".to_owned());
        add("|---|---|---|---|---|---|".to_owned());
        for (construct, fates) in &self.constructs {
            let [turned, as_is, kept, left_out] = fates.by_fate;
            add(format!("| {construct} | {} | {turned} | {as_is} | {kept} | {left_out} |", fates.found));
        }
        self.remarks.sort();
        self.remarks.dedup();
        add("\n## Places to look at\n".to_owned());
        for Remark { file, line: at, construct, fate, reason } in &self.remarks {
            let fate = match fate {
                Fate::Turned => "turned",
                Fate::AsIs => "read as it stands",
                Fate::Kept => "kept as text",
                Fate::LeftOut => "left out",
            };
            add(format!("- `{file}:{at}`: {construct}, {fate}: {}", line(reason)));
        }
        for (construct, said) in self.said.iter().filter(|(_, said)| **said > MAX_PLACES) {
            add(format!("- {construct}: {} further places", said - MAX_PLACES));
        }
        let lists = [("Files that are left out", &self.left_out), ("Files that are only read", &self.read)];
        for (title, files) in lists {
            let mut section = format!("\n## {title}\n\n");
            for (path, reason) in files {
                let _ = writeln!(section, "- `{}`: {}", line(path), line(reason));
            }
            add(section);
        }
        add(format!(
            "## New pages of sections\n\n{}",
            self.added.iter().map(|path| format!("- `{path}`\n")).collect::<String>()
        ));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, Fate};

    #[test]
    fn every_construct_has_one_fate() {
        let mut account = Account::default();
        account.count("a", Fate::Turned);
        account.say("a", Fate::Kept, ("x.md", 3), "why");
        account.say("b", Fate::LeftOut, ("x.md", 1), "why");
        let total = account.total();
        assert_eq!((total.found, total.by_fate), (3, [1, 0, 1, 1]));
        let report = account.report("X", &[]);
        assert!(report.contains("| a | 2 | 1 | 0 | 1 | 0 |"), "{report}");
        assert!(report.contains("- `x.md:1`: b, left out: why\n- `x.md:3`: a, kept as text: why"), "{report}");
    }
}
