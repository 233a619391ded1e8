//! What is wrong with a site that was put together: its links, its articles' places, its templates.

use super::Project;
use super::suppress::{self, Reach};
use crate::config::Config;
use crate::finding::{Code, Finding};
use crate::links::external::{self, Answers, Authorities, Question};
use crate::links::{self, Standards};
use crate::output::{Artifact, OutputError, Sink};
use crate::render::{self, AssetInfo, RenderError};
use crate::site::{self, Demands};
use crate::source::{Layout, Location};

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
            let (resolver, facts) = (self.resolver(), AssetInfo::default());
            let renderer = self.renderer(&resolver, &facts);
            if let Err(RenderError::Findings(failures)) = renderer.render_all(&Nowhere) {
                findings.extend(failures);
            }
        }
        findings
    }

    fn judge(&self, answers: Option<&Answers>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.found().cloned().collect();
        let resolver = self.resolver();
        let (of_links, of_site) = rayon::join(
            || links::check(&resolver, &self.config, &self.standards()),
            || {
                let made = render::generated_addresses(&self.site, &self.config);
                (site::check(&self.site, &demands(&self.config)), site::check_outputs(&self.site, &made))
            },
        );
        let (of_site, of_outputs) = of_site;
        findings.extend(of_links);
        findings.extend(of_site);
        findings.extend(self.unusable_ca_file());
        findings.extend(of_outputs);
        let reach = match answers {
            Some(answers) => {
                findings.extend(external::judge(&resolver, &self.config.external, answers));
                Reach::Everything
            }
            None => Reach::Inside,
        };
        suppress::settle(self, findings, reach)
    }

    /// The file of authorities that the configuration names, where no certificate can be taken from it.
    fn unusable_ca_file(&self) -> Option<Finding> {
        let named = self.config.external.ca_file.as_ref()?;
        let reason = Authorities::load(&self.root, &named.value).err()?;
        let file = self.sources.find(Layout::STANDARD.configuration)?;
        let message = format!("`ca_file`: `{}` cannot be used: {reason}", named.value);
        let finding = Finding::new(Code::UnusableCaFile, Location::new(file, named.span), message).about(&named.value);
        Some(finding.help("name a PEM file with certificates that lies in the site's folder, such as `company.pem`"))
    }

    /// How many links the articles have.
    pub fn links(&self) -> usize {
        self.site.pages().map(|(id, _)| self.site.links(id).count()).sum()
    }

    /// What articles may cite, and what they do.
    fn standards(&self) -> Standards<'_> {
        Standards { frameworks: &self.frameworks, edges: &self.edges, today: self.today.calendar_day() }
    }

    /// What the site's links ask of other hosts.
    pub fn questions(&self) -> Vec<Question> {
        external::questions(&self.resolver(), &self.config.external)
    }
}

fn demands(config: &Config) -> Demands {
    let identifiers = config.menus.values().flatten().map(|item| item.identifier.clone());
    Demands {
        menu_identifiers: identifiers.collect(),
        allowed_tags: config.allowed_tags.as_ref().map(|tags| tags.iter().cloned().collect()),
    }
}

/// Where pages go that are rendered only to see whether they can be.
struct Nowhere;

impl Sink for Nowhere {
    fn put(&self, _: Artifact) -> Result<(), OutputError> {
        Ok(())
    }
}
