//! Checks a loaded site: links, menus and tags, output paths, templates.

use std::collections::BTreeMap;

use super::project::Project;
use super::suppress::{self, Reach};
use crate::finding::{Code, Finding};
use crate::links::external::{self, Answers, Authorities, Target};
use crate::links::{self, Ids, Standards, WrittenIds};
use crate::markdown::Link;
use crate::output::{Artifact, OutputError, Sink};
use crate::render::{self, AssetInfo, RenderError};
use crate::site::{self, PageId, Resolver};
use crate::source::{FileId, Layout, Location, is_workbook, read_regular};

/// The ends of names of HTML files.
const HTML_ENDS: [&str; 3] = [".html", ".htm", ".xhtml"];

/// Larger HTML files are not read for their ids, in bytes.
const MAX_HTML: u64 = 16 * 1024 * 1024;

impl Project {
    /// All findings that no `ignore` suppresses, but for those of links to other hosts and of rendering.
    pub fn check(&self) -> Vec<Finding> {
        self.check_with(None)
    }

    /// The same, with the findings of rendering every page with the site's own templates, if it has any, and those of
    /// links to other hosts by their `answers`, if they were requested.
    pub fn check_all(&self, answers: Option<&Answers>) -> Vec<Finding> {
        let mut findings = self.check_with(answers);
        findings.extend(self.check_rendering());
        findings
    }

    /// The findings of rendering every page with the site's own templates, if it has any.
    pub fn check_rendering(&self) -> Vec<Finding> {
        // A template with a syntax error was replaced by the default one, with which the others may not work.
        let are_readable = self.load_findings().all(|finding| finding.code != Code::TemplateSyntax);
        if !are_readable || !self.theme.is_own() {
            return Vec::new();
        }
        let (resolver, assets) = (self.resolver(), AssetInfo::default());
        match self.renderer(&resolver, &assets).render_all(&Discard) {
            Err(RenderError::Findings(failures)) => failures,
            Ok(()) | Err(RenderError::Output(_)) => Vec::new(),
        }
    }

    fn check_with(&self, answers: Option<&Answers>) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.load_findings().cloned().collect();
        let resolver = self.resolver();
        let ids = self.written_ids(&resolver);
        let (of_links, of_site) = rayon::join(
            || links::check(&resolver, (&self.config, self.configuration_file()), &self.standards(&ids)),
            || {
                let generated = render::generated_addresses(&self.site, &self.config);
                (
                    site::check(&self.site, &self.config, self.configuration_file()),
                    site::check_outputs(&self.site, &generated),
                )
            },
        );
        let (of_site, of_outputs) = of_site;
        findings.extend(of_links);
        findings.extend(of_site);
        findings.extend(self.unusable_ca_file());
        findings.extend(self.missing_diagram_script());
        findings.extend(self.missing_social_cards());
        findings.extend(of_outputs);
        findings.extend(site::check_approvals(&self.site, &self.sources, &self.approvals));
        let reach = match answers {
            Some(answers) => {
                findings.extend(external::check(&resolver, &self.configured_links(), &self.config.external, answers));
                Reach::Everything
            }
            None => Reach::Site,
        };
        // Only texts are edited.
        for finding in findings.iter_mut().filter(|finding| is_workbook(&self.sources.get(finding.location.file).path))
        {
            finding.fix = None;
        }
        suppress::apply_ignores(self, findings, reach)
    }

    /// The configured `ca_file`, if it holds no usable certificate.
    fn unusable_ca_file(&self) -> Option<Finding> {
        let named = self.config.external.ca_file.as_ref()?;
        let reason = Authorities::load(&self.root, &named.value).err()?;
        let file = self.configuration_file()?;
        let message = format!("`ca_file`: `{}` cannot be used: {reason}", named.value);
        let finding = Finding::new(Code::UnusableCaFile, Location::new(file, named.span), message).about(&named.value);
        Some(finding.help("name a PEM file with certificates that lies in the site's folder, such as `company.pem`"))
    }

    fn configuration_file(&self) -> Option<FileId> {
        self.sources.find(Layout::STANDARD.configuration)
    }

    fn configured_links(&self) -> Vec<(FileId, Link)> {
        self.configuration_file().map(|file| links::configured_links(&self.config, file)).unwrap_or_default()
    }

    /// The configured script for diagrams, if no file of the site has its address.
    fn missing_diagram_script(&self) -> Option<Finding> {
        let named = self.config.markup.mermaid.as_ref()?;
        if self.site.assets().iter().any(|(_, url)| *url == named.value) {
            return None;
        }
        let file = self.sources.find(Layout::STANDARD.configuration)?;
        let message = format!("`mermaid`: no file `{}`", named.value);
        let finding = Finding::new(Code::MissingDiagramScript, Location::new(file, named.span), message);
        Some(
            finding
                .about(&named.value)
                .help(format!("put the script into the site's folder, as `static{}`", named.value)),
        )
    }

    /// The setting of social cards, if articles have none in spite of it.
    fn missing_social_cards(&self) -> Option<Finding> {
        let reason = render::missing_cards(&self.site, &self.config)?;
        let location = Location::new(self.configuration_file()?, self.config.theme.social_cards?);
        let finding = Finding::new(Code::MissingSocialCards, location, format!("`social_cards`: {reason}"));
        Some(finding.help(
            "give such an article an image with `images` in its front matter, or the site one with `theme.image`",
        ))
    }

    /// The number of links in all articles.
    pub fn links(&self) -> usize {
        self.site.pages().map(|(id, _)| self.site.links(id).count()).sum()
    }

    /// What the checks of links and citations need.
    fn standards<'a>(&'a self, ids: &'a WrittenIds) -> Standards<'a> {
        Standards { frameworks: &self.frameworks, edges: &self.edges, today: self.today.calendar_day(), ids }
    }

    /// The ids of copied HTML files, and those that the site's own table templates write, as far as links lead to them.
    /// What cannot be read or rendered is reported elsewhere, and its ids are not checked.
    fn written_ids(&self, resolver: &Resolver<'_>) -> WrittenIds {
        let has_own_tables = self.theme.has_own_tables();
        let needed = links::needed_ids(resolver, has_own_tables);
        let read = |file: &FileId| {
            let path = &self.sources.get(*file).path;
            let is_html = HTML_ENDS.iter().any(|end| path.to_ascii_lowercase().ends_with(end));
            let bytes = is_html.then(|| read_regular(&self.root.join(path), MAX_HTML).ok()).flatten()?;
            Some((*file, Ids::of_file(&String::from_utf8_lossy(&bytes))?))
        };
        let files = needed.files.iter().filter_map(read).collect();
        if !has_own_tables {
            return WrittenIds { files, pages: BTreeMap::new() };
        }
        let assets = AssetInfo::default();
        let renderer = self.renderer(resolver, &assets);
        let rendered = |page: &PageId| Some((*page, Ids::of(&renderer.article(*page).ok()?)));
        WrittenIds { files, pages: needed.pages.iter().filter_map(rendered).collect() }
    }

    /// The links to other hosts that are to be requested.
    pub fn external_targets(&self) -> Vec<Target> {
        external::targets(&self.resolver(), &self.configured_links(), &self.config.external)
    }
}

/// A sink that discards pages, which are rendered for the findings alone.
struct Discard;

impl Sink for Discard {
    fn put(&self, _: Artifact) -> Result<(), OutputError> {
        Ok(())
    }
}
