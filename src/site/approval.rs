//! Controlled documents beside their approved versions: what they say, and the findings on changes.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::generated::Subject;
use super::model::Site;
use super::page::{Page, PageId};
use super::parsed::title;
use crate::finding::{Code, Finding};
use crate::front::{Change, Control, Date, FrontMatter, split};
use crate::markdown::Document;
use crate::redline::{Approvals, ApprovedDocument, Block, BlockKind, blocks, first_difference};
use crate::source::{Absence, FileId, Location, Revision, SourceSet, Span, Spanned};

/// Everything that readers see of an article: its title, its lead, and the blocks of its body.
pub fn document_blocks(front: &FrontMatter, document: &Document) -> Vec<Block> {
    let mut all = Vec::new();
    let shown = title(front).or_else(|| heading(document));
    all.extend(shown.map(|title| Block::plain(BlockKind::Heading(1), title)));
    all.extend(lead(front).map(|lead| Block::plain(BlockKind::Paragraph, lead.value.as_str())));
    all.extend(blocks(document));
    all
}

/// The heading that gives an article its title where its front matter does not.
fn heading(document: &Document) -> Option<&str> {
    document.headings.first().filter(|heading| heading.level == 1).map(|heading| heading.text.as_str())
}

/// What is shown below the title.
fn lead(front: &FrontMatter) -> Option<&Spanned<String>> {
    [&front.lead, &front.description].into_iter().flatten().find(|text| !text.value.is_empty())
}

impl Site {
    /// The address of the page with what changed in a document since its approval; nothing where there is none.
    pub fn redline_url(&self, document: PageId) -> Option<&str> {
        let page = self.page(document);
        // A page that no list has is not on that of its series either.
        let mut series = [Some(document), page.section.filter(|_| page.is_listed)].into_iter().flatten();
        let page = series.find_map(|series| self.find_generated(&Subject::Redline(series)))?;
        Some(self.generated(page).url.as_str())
    }
}

/// A document with its control block and the last version that names a revision.
struct Approved<'a> {
    page: &'a Page,
    file: FileId,
    control: &'a Control,
    version: &'a Change,
    revision: &'a Spanned<Revision>,
}

impl Approved<'_> {
    fn finding(&self, code: Code, span: Span, message: String) -> Finding {
        Finding::new(code, Location::new(self.file, span), message).about(self.revision.value.name())
    }

    /// Whether the approved version is the one in force. A later one is being prepared otherwise.
    fn is_in_force(&self) -> bool {
        let approved = self.version.version.as_ref().map(|version| version.value.as_str());
        approved.is_none() || approved == self.control.current_version()
    }
}

/// The findings on documents of a site beside their approved versions.
pub fn check_approvals(site: &Site, sources: &SourceSet, approvals: &Approvals) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut unread: BTreeMap<&'static str, Vec<(Approved<'_>, &Absence)>> = BTreeMap::new();
    for (id, page, control) in site.documents() {
        let Some((version, revision)) = control.approved() else { continue };
        let Some((file, approval)) = page.file.and_then(|file| Some((file, approvals.of(file)?))) else { continue };
        let approved = Approved { page, file, control, version, revision };
        match approval {
            Ok(document) => {
                findings.extend(later_commit(&approved, document));
                let url = site.redline_url(id);
                findings.extend(changed(&approved, document, &sources.get(file).text, url));
            }
            Err(absence) => match missing(&approved, absence) {
                Some(finding) => findings.push(finding),
                None => unread.entry(reason(absence)).or_default().push((approved, absence)),
            },
        }
    }
    findings.extend(unread.into_iter().filter_map(|(reason, documents)| unread_finding(reason, &documents)));
    findings
}

fn changed(approved: &Approved<'_>, document: &ApprovedDocument, text: &str, url: Option<&str>) -> Option<Finding> {
    let page = approved.page;
    let now = document_blocks(&page.front, &page.document);
    if !approved.is_in_force() || now == document.blocks {
        return None;
    }
    let of_version = approved.version.version.as_ref().map(|version| format!(" of version `{}`", version.value));
    let message = format!(
        "changed after the approval{} at {}, without a new version",
        of_version.unwrap_or_default(),
        approved.revision.value
    );
    let finding = approved.finding(Code::ChangedAfterApproval, first_change(page, &now, document, text), message);
    let finding = finding.related(Location::new(approved.file, approved.revision.span), "the approved text");
    let remedy = "add a version to `history` and have it approved, or restore the approved text";
    let see = url.map(|url| format!("; `{url}` shows what changed")).unwrap_or_default();
    Some(finding.help(format!("{remedy}{see}")))
}

/// Where the document begins to differ from its approved version.
fn first_change(page: &Page, now: &[Block], document: &ApprovedDocument, text: &str) -> Span {
    let same = now.iter().zip(&document.blocks).take_while(|(now, then)| now == then).count();
    // The blocks that come from front matter, as in `document_blocks`.
    let own = page.front.title.as_ref().filter(|_| title(&page.front).is_some()).map(|title| Some(title.span));
    let first = own.or_else(|| heading(&page.document).map(|_| None));
    let head: Vec<Option<Span>> = first.into_iter().chain(lead(&page.front).map(|lead| Some(lead.span))).collect();
    let body = split(text).body.start;
    let in_body = || first_difference(&document.body, &text[body..]).map(|span| span.shifted(body));
    head.get(same).copied().flatten().or_else(in_body).unwrap_or(Span::new(body, body))
}

/// A commit that was made more than a day after the day of approval. One day is left for time zones.
fn later_commit(approved: &Approved<'_>, document: &ApprovedDocument) -> Option<Finding> {
    let date = approved.version.date.as_ref()?;
    let day = date.value.calendar_day();
    let committed = Date::from_seconds(document.seconds)?;
    if committed.calendar_day() <= day.saturating_add(1.days()) {
        return None;
    }
    let (revision, committed, day) = (&approved.revision.value, committed.day_iso(), date.value.day_iso());
    let message = format!("{revision} was made on {committed}, after the approval on {day}");
    let finding = approved.finding(Code::CommitAfterApproval, approved.revision.span, message);
    Some(finding.help("name the commit that was approved, or write the day of its approval"))
}

/// The finding on a revision that is not right; nothing where this clone cannot tell.
fn missing(approved: &Approved<'_>, absence: &Absence) -> Option<Finding> {
    let revision = &approved.revision.value;
    let (code, message, help) = match absence {
        Absence::UnknownRevision => {
            let help = match revision {
                Revision::Commit(_) => {
                    "write the id of a commit as `git log` prints it, with more digits if it is ambiguous"
                }
                Revision::Tag(_) => "set the tag on the approved commit and fetch it with `git fetch --tags`",
            };
            (Code::UnknownRevision, format!("{revision} does not exist in this repository"), help)
        }
        Absence::NoFile => (
            Code::NotInRevision,
            format!("the document did not exist at {revision}"),
            "name a commit that has it; an earlier name is found where a commit renamed the file",
        ),
        Absence::NotText => (
            Code::NotInRevision,
            format!("the document at {revision} is not UTF-8"),
            "name a later commit, at which it is",
        ),
        Absence::TooLarge => (
            Code::NotInRevision,
            format!("the document at {revision} is too large to be compared"),
            "divide it into several documents",
        ),
        Absence::NoRepository | Absence::Shallow | Absence::Partial | Absence::Git(_) => return None,
    };
    Some(approved.finding(code, approved.revision.span, message).help(help))
}

/// What a reason is called in findings.
const fn reason(absence: &Absence) -> &'static str {
    match absence {
        Absence::NoRepository => "no repository",
        Absence::Shallow => "shallow clone",
        Absence::Partial => "partial clone",
        Absence::Git(_) => "git",
        Absence::UnknownRevision | Absence::NoFile | Absence::TooLarge | Absence::NotText => "revision",
    }
}

/// One finding for all documents whose approved text is not known for one reason.
fn unread_finding(reason: &str, documents: &[(Approved<'_>, &Absence)]) -> Option<Finding> {
    let (first, absence) = documents.first()?;
    let what = match documents.len() {
        1 => format!("the approved text at {} is not known", first.revision.value),
        count => format!("the approved texts of {count} documents are not known"),
    };
    let (why, help) = match absence {
        Absence::Shallow => (
            "the clone is shallow".to_owned(),
            "fetch the whole history: `fetch-depth: 0` for `actions/checkout`, `GIT_DEPTH: 0` in GitLab, or \
             `git fetch --unshallow --tags`",
        ),
        Absence::Partial => (
            "the clone is partial".to_owned(),
            "fetch what is missing, for example with `git fetch --refetch --no-filter origin`",
        ),
        Absence::Git(message) => (message.clone(), "see what `git log` says in the folder of the site"),
        Absence::NoRepository | Absence::UnknownRevision | Absence::NoFile | Absence::TooLarge | Absence::NotText => {
            ("the site is not in a git repository".to_owned(), "build in a clone, so that changes are shown")
        }
    };
    let location = Location::new(first.file, first.revision.span);
    Some(Finding::new(Code::UnreadApprovals, location, format!("{what}: {why}")).about(reason).help(help))
}
