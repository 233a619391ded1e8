//! Generated pages as Markdown, for machines: the same as the page says, without its drawings.
//!
//! Each subject is written from the model itself, as its view is for the template of its name.

use super::Standard;
use super::coverage::gaps;
use super::map::{Shown, is_for_service_providers};
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::markdown::without_unsafe_links;
use crate::output::Artifact;
use crate::render::markdown_alternate::{escaped, push_control};
use crate::render::page::{RenderError, Renderer, artifact};
use crate::render::view::LinkView;
use crate::site::{Coverage, Covered, GeneratedId, PageId, Related, Subject, unreached};
use crate::table::{Party, Relation};

/// The table that a list of rows becomes. Cells are Markdown.
pub(super) fn push_table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>, text: &mut String) {
    text.push_str(&format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N)));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.map(|cell| in_cell(&cell)).join(" | ")));
    }
    text.push('\n');
}

fn in_cell(cell: &str) -> String {
    cell.replace('\n', " ").replace('|', "\\|")
}

pub(super) fn link(view: &LinkView) -> String {
    match view.url.as_str() {
        "" => escaped(&view.title),
        url => format!("[{}]({url})", escaped(&view.title)),
    }
}

pub(super) fn links(views: &[LinkView]) -> String {
    views.iter().map(link).collect::<Vec<_>>().join(", ")
}

/// A requirement by its id and title.
pub(super) fn titled(requirement: &Requirement) -> String {
    escaped(&requirement.titled())
}

impl Renderer<'_> {
    /// The Markdown twin of a generated page that no article carries.
    pub(in crate::render) fn generated_twin(&self, id: GeneratedId) -> Result<Option<Artifact>, RenderError> {
        let generated = self.site.generated(id);
        let Some(url) = self.twin_url(&generated.url) else { return Ok(None) };
        let mut text = format!("# {}\n\n", generated.title);
        if !generated.description.is_empty() {
            text.push_str(&format!("> {}\n\n", generated.description));
        }
        self.push_generated(id, &mut text);
        artifact(&url, without_unsafe_links(format!("{}\n", text.trim_end()))).map(Some)
    }

    /// What a generated page says below its title.
    pub(in crate::render) fn push_generated(&self, id: GeneratedId, text: &mut String) {
        let subject = &self.site.generated(id).subject;
        match subject {
            Subject::Documents => self.push_documents(text),
            Subject::Print(section) => self.push_series(*section, text),
            Subject::Frameworks => self.push_frameworks(text),
            _ => {}
        }
        let Some(framework) = subject.framework().and_then(|key| self.frameworks.get(key)) else { return };
        let standard = self.standard(framework);
        let coverage = &standard.coverage;
        match subject {
            Subject::Framework(_) => self.push_map(framework, coverage, text),
            Subject::Principal(_, rank) => self.push_principal(&standard, *rank, text),
            Subject::Coverage(_) => self.push_coverage(framework, coverage, text),
            Subject::Changes(_) => self.push_changes(framework, coverage, text),
            Subject::Crosswalk(_) => self.push_crosswalk(framework, text),
            _ => {}
        }
    }

    fn push_documents(&self, text: &mut String) {
        let rows = self.document_views().into_iter().map(|document| {
            let control = document.control;
            let day = |date: Option<crate::render::view::DateView>| date.map(|date| date.day).unwrap_or_default();
            let own = LinkView { title: document.title, url: document.url };
            let (reviewed, next) = (day(control.reviewed), day(control.next));
            [link(&own), control.owner, control.version, reviewed, next, control.review.to_owned()]
        });
        push_table(["Document", "Owner", "Version", "Reviewed", "Next review", "State"], rows, text);
    }

    /// Every article of a series behind the other.
    fn push_series(&self, section: PageId, text: &mut String) {
        if let Some(control) = &self.site.page(section).front.control {
            push_control(&self.control_view(control), text);
        }
        for article in self.site.articles(section) {
            text.push_str(&format!("---\n\n{}\n", self.page_as_markdown(article)));
        }
    }

    fn push_frameworks(&self, text: &mut String) {
        let ids = self.site.all_generated().filter_map(|(id, generated)| match &generated.subject {
            Subject::Framework(key) => Some((id, self.frameworks.get(key)?)),
            _ => None,
        });
        let rows = ids.map(|(id, framework)| {
            let counts = self.standard(framework).coverage.counts(framework.leaves().map(|(rank, _)| rank));
            let [explained, mentioned, table, gap] = counts.map(|count| count.to_string());
            let total = counts.iter().sum::<usize>().to_string();
            [link(&self.generated_link(id)), total, explained, mentioned, table, gap]
        });
        let head = ["Framework", "Requirements", "Explained", "Mentioned", "In a table", "Not covered"];
        push_table(head, rows, text);
    }

    /// The map as lists: every requirement with what covers it.
    fn push_map(&self, framework: &Framework, coverage: &Coverage, text: &mut String) {
        for (principal, requirement) in framework.principals() {
            let address = self.requirement_address(framework, principal);
            text.push_str(&format!("## [{}]({address})\n\n", titled(requirement)));
            for (rank, requirement) in framework.below(principal) {
                let indent = "  ".repeat(requirement.depth.saturating_sub(1));
                let state = Shown::new(framework, coverage, rank).words;
                let providers = if is_for_service_providers(requirement) { ", service providers only" } else { "" };
                text.push_str(&format!("{indent}- {}: {state}{providers}\n", titled(requirement)));
            }
            text.push('\n');
        }
    }

    fn push_principal(&self, standard: &Standard<'_>, principal: RequirementIdx, text: &mut String) {
        let framework = standard.framework;
        let ranks = std::iter::once(principal).chain(framework.below(principal).map(|(rank, _)| rank));
        for rank in ranks {
            let requirement = framework.requirement(rank);
            if rank != principal {
                let level = "#".repeat((requirement.depth + 1).min(6));
                text.push_str(&format!("{level} {}\n\n", titled(requirement)));
            }
            let mut facts: Vec<String> = Vec::new();
            facts.extend(is_for_service_providers(requirement).then(|| "Service providers only".to_owned()));
            for former in framework.renumbered.iter().filter(|change| change.to == requirement.id) {
                facts.push(format!("{} in {}", escaped(&former.from), escaped(&former.version)));
            }
            if let Some(went) = &requirement.withdrawn {
                let went = links(&self.requirement_links(framework, went));
                facts.push(format!("Withdrawn{}{went}", if went.is_empty() { "" } else { ": see " }));
            }
            self.push_responsible(standard, rank, &mut facts);
            if let Some(covered) = standard.coverage.of(rank) {
                self.push_covered(covered, &mut facts);
            }
            facts.extend(standard.related(rank).iter().filter_map(|pair| self.beside(pair)));
            facts.iter().for_each(|fact| text.push_str(&format!("- {fact}\n")));
            if !facts.is_empty() {
                text.push('\n');
            }
            if let Some(prose) = &requirement.prose {
                text.push_str(&format!("{}\n\n", prose.trim_end()));
            }
        }
    }

    fn push_responsible(&self, standard: &Standard<'_>, rank: RequirementIdx, facts: &mut Vec<String>) {
        for shown in &standard.matrices {
            let Some((resolved, party)) = shown.of(rank).and_then(|resolved| Some((resolved, resolved.party?))) else {
                continue;
            };
            let parties = &shown.matrix.parties;
            let who = match party {
                Party::Provider => &parties.provider,
                Party::Customer => &parties.customer,
                Party::Shared => "shared",
                Party::NotApplicable => "not applicable",
            };
            let mut fact = format!("[Responsible]({}): {}", self.link(shown.page).url, escaped(who));
            if let Some(row) = resolved.row.and_then(|row| shown.matrix.rows.get(row)) {
                let texts = [(&parties.provider, &row.provider), (&parties.customer, &row.customer)];
                for (name, part) in texts.into_iter().filter(|(_, part)| !part.markdown.is_empty()) {
                    fact.push_str(&format!(". {}: {}", escaped(name), part.markdown.trim()));
                }
                if !row.note.markdown.is_empty() {
                    fact.push_str(&format!(". {}", row.note.markdown.trim()));
                }
            }
            facts.push(fact.replace('\n', " "));
        }
    }

    fn push_covered(&self, covered: &Covered, facts: &mut Vec<String>) {
        let lists = [
            ("Explained in", &covered.explained),
            ("Mentioned in", &covered.mentioned),
            ("In a table of", &covered.tables),
        ];
        let lists = lists.into_iter().filter(|(_, pages)| !pages.is_empty());
        facts.extend(lists.map(|(head, pages)| format!("{head} {}", links(&self.page_links(pages)))));
    }

    fn beside(&self, pair: &Related<'_>) -> Option<String> {
        let other = self.frameworks.get(pair.other)?;
        let to = self.requirement_links(other, std::slice::from_ref(&other.requirement(pair.to).id));
        let note = pair.mapping.note.markdown.trim().replace('\n', " ");
        let note = if note.is_empty() { note } else { format!(". {note}") };
        Some(format!("{} {} {}{note}", pair.relation.word(), escaped(&other.name), links(&to)))
    }

    fn push_coverage(&self, framework: &Framework, coverage: &Coverage, text: &mut String) {
        text.push_str("## Gaps\n\n");
        let mut are_none = true;
        for gaps in gaps(framework, coverage) {
            are_none = false;
            if let Some(principal) = gaps.principal {
                text.push_str(&format!("### {}\n\n", titled(framework.requirement(principal))));
            }
            for rank in gaps.ranks {
                let address = self.requirement_address(framework, rank);
                text.push_str(&format!("- [{}]({address})\n", titled(framework.requirement(rank))));
            }
            text.push('\n');
        }
        if are_none {
            text.push_str("None.\n\n");
        }
        text.push_str("## Covered\n\n");
        let rows = framework.requirements().filter_map(|(rank, requirement)| {
            let covered = coverage.of(rank)?;
            let pages = |pages: &[PageId]| links(&self.page_links(pages));
            let own = format!("[{}]({})", titled(requirement), self.requirement_address(framework, rank));
            Some([own, pages(&covered.explained), pages(&covered.mentioned), pages(&covered.tables)])
        });
        push_table(["Requirement", "Explained in", "Mentioned in", "In a table of"], rows, text);
        text.push_str("[Every requirement as CSV](coverage.csv), [as JSON](coverage.json)\n");
    }

    fn push_crosswalk(&self, framework: &Framework, text: &mut String) {
        let related = self.site.related(&framework.key);
        for pairs in related.chunk_by(|one, next| one.other == next.other) {
            let Some(other) = pairs.first().and_then(|pair| self.frameworks.get(pair.other)) else { continue };
            text.push_str(&format!("## {} {}\n\n", escaped(&other.name), escaped(&other.version)));
            let side = |framework: &Framework, rank: RequirementIdx| {
                format!("[{}]({})", titled(framework.requirement(rank)), self.requirement_address(framework, rank))
            };
            let rows = pairs.iter().map(|pair| {
                let note = pair.mapping.note.markdown.clone();
                [side(framework, pair.from), pair.relation.word().to_owned(), side(other, pair.to), note]
            });
            push_table([framework.name.as_str(), "Relation", other.name.as_str(), "Note"], rows, text);
            let real = || pairs.iter().filter(|pair| pair.relation != Relation::None);
            let own = unreached(framework, real().map(|pair| pair.from));
            let others = unreached(other, real().map(|pair| pair.to));
            for (framework, ranks) in [(framework, own), (other, others)] {
                let ids: Vec<String> = ranks.iter().map(|rank| escaped(&framework.requirement(*rank).id)).collect();
                if !ids.is_empty() {
                    let name = escaped(&framework.name);
                    text.push_str(&format!("{} of {name} not related: {}\n\n", ids.len(), ids.join(", ")));
                }
            }
        }
        text.push_str("[Every pair as CSV](crosswalk.csv)\n");
    }
}
