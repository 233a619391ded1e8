//! What is wrong with a site that was put together: its links, its articles' places, its templates.

use super::Project;
use super::accept::{self, Reach};
use crate::finding::{Code, Finding};
use crate::links;
use crate::links::external::{self, Answers, Question};
use crate::output::{Artifact, OutputError, Sink};
use crate::render::{Facts, Stop};

impl Project {
    /// Everything that is wrong with the site, links included, but for what the site has accepted.
    /// Templates are read, but no page is put through them.
    pub fn check(&self) -> Vec<Finding> {
        self.judge(None)
    }

    /// The same, with what is wrong with links to other hosts by their `answers`, where these were asked, and with
    /// what fails when every page goes through the site's own templates, where it has any.
    pub fn check_all(&self, answers: Option<&Answers>) -> Vec<Finding> {
        let mut findings = self.judge(answers);
        // In the place of one that cannot be read stands a default one, which the others may not fit.
        let are_readable = findings.iter().all(|finding| finding.code != Code::TemplateSyntax);
        if are_readable && self.theme.is_own() {
            let (resolver, facts) = (self.resolver(), Facts::default());
            let renderer = self.renderer(&resolver, &facts).for_all();
            if let Err(Stop::Findings(failures)) = renderer.render_all(&Nowhere) {
                findings.extend(failures);
            }
        }
        findings
    }

    fn judge(&self, answers: Option<&Answers>) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        let resolver = self.resolver();
        findings.extend(links::check(&resolver, &self.config, &self.standards()));
        let reach = match answers {
            Some(answers) => {
                findings.extend(external::judge(&resolver, &self.config.external, answers));
                Reach::Everything
            }
            None => Reach::Inside,
        };
        accept::settle(self, findings, reach)
    }

    /// What the site's links ask of other hosts.
    pub fn questions(&self) -> Vec<Question> {
        external::questions(&self.resolver(), &self.config.external)
    }
}

/// Where pages go that are rendered only to see whether they can be.
struct Nowhere;

impl Sink for Nowhere {
    fn put(&self, _: Artifact) -> Result<(), OutputError> {
        Ok(())
    }
}
