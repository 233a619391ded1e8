//! The parts of a pack that the site has: tables, coverage, the register, redlines.

use std::collections::BTreeSet;

use super::file::File;
use super::manifest::LeftOut;
use super::page::alone;
use crate::cli::status::CommandError;
use crate::finding::Finding;
use crate::framework::{Framework, split_version};
use crate::output::Artifact;
use crate::pipeline::{BuildCache, Project};
use crate::render::{RenderError, Renderer};
use crate::site::{GeneratedPage, ProfileIdx, Subject};
use crate::source::path::{below_content, segment, stem};
use crate::table::{Body, Table};

/// Everything but the PDF files. What the site does not have is added to `left_out`.
///
/// # Errors
/// A template fails.
pub(super) fn collect(
    project: &Project,
    framework: &Framework,
    profile: Option<ProfileIdx>,
    left_out: &mut Vec<LeftOut>,
) -> Result<Vec<File>, CommandError> {
    let (resolver, facts) = (project.resolver(), project.asset_info(&mut BuildCache::default()));
    let renderer = project.renderer(&resolver, &facts);
    let name = format!("{} {}", framework.name, framework.version);
    let explained = format!("What explains each requirement of {name}");
    let places = format!("Every place on a requirement of {name}, with file and line");
    let (csv, json) = (renderer.coverage_csv(framework, profile), renderer.coverage_json(framework, profile));
    let mut files = vec![
        text("coverage/coverage.csv", "coverage", explained, csv),
        text("coverage/coverage.json", "coverage", "The same for programs".to_owned(), json),
        text("coverage/places.csv", "coverage", places, renderer.edges_csv(Some(framework))),
    ];
    let mut parts = Parts { project, renderer: &renderer, files: &mut files, names: BTreeSet::new(), left_out };
    parts.tables(framework, profile);
    parts.register()?;
    parts.redlines()?;
    Ok(files)
}

fn text(path: &str, kind: &'static str, about: String, text: String) -> File {
    File { path: path.to_owned(), kind, about, bytes: text.into_bytes() }
}

struct Parts<'p, 'r> {
    project: &'p Project,
    renderer: &'p Renderer<'r>,
    files: &'p mut Vec<File>,
    /// Paths without their endings that are taken.
    names: BTreeSet<String>,
    left_out: &'p mut Vec<LeftOut>,
}

impl Parts<'_, '_> {
    fn leave_out(&mut self, part: &str, reason: &str) {
        self.left_out.push(LeftOut { part: part.to_owned(), reason: reason.to_owned() });
    }

    /// The responsibility matrices and crosswalks of the framework, the matrices for the profile.
    fn tables(&mut self, framework: &Framework, profile: Option<ProfileIdx>) {
        let (project, is_own) = (self.project, |key: &str| split_version(key).0 == framework.key);
        let (mut has_matrix, mut has_crosswalk) = (false, false);
        for (file, table) in project.site.tables() {
            let path = &project.sources.get(file).path;
            match &table.body {
                Body::Responsibility(matrix) if is_own(&matrix.framework) => {
                    has_matrix = true;
                    let its = project.frameworks.get(&matrix.framework).unwrap_or(framework);
                    let applicability = project.site.profiles().applicability(its, profile);
                    self.table("matrix", path, &table.for_those(applicability));
                }
                Body::Crosswalk(crosswalk) if is_own(&crosswalk.source) || is_own(&crosswalk.target) => {
                    has_crosswalk = true;
                    self.table("crosswalk", path, table);
                }
                Body::Responsibility(_) | Body::Crosswalk(_) | Body::Comparison(_) | Body::Csv(_) => {}
            }
        }
        if !has_matrix {
            self.leave_out("matrix", "the site has no responsibility matrix of the framework");
        }
        if !has_crosswalk {
            self.leave_out("crosswalk", "the site has no crosswalk of the framework");
        }
    }

    fn table(&mut self, kind: &'static str, source: &str, table: &Table) {
        let frameworks = &self.project.frameworks;
        let path = self.path(kind, &below_content(source).replace('/', "-"));
        let about = table.title.clone().unwrap_or_else(|| stem(source).to_owned());
        if let Some(json) = table.json(frameworks) {
            self.files.push(text(&format!("{path}.json"), kind, format!("{about}, for programs"), json));
        }
        self.files.push(text(&format!("{path}.csv"), kind, about, table.csv(frameworks)));
    }

    /// A path in the folder of a kind that no other file has, made of a name.
    fn path(&mut self, folder: &str, name: &str) -> String {
        let name = segment(stem(name));
        let name = if name.is_empty() { "site".to_owned() } else { name };
        let mut path = format!("{folder}/{name}");
        let mut number = 1;
        while !self.names.insert(path.clone()) {
            number += 1;
            path = format!("{folder}/{name}-{number}");
        }
        path
    }

    /// The register of controlled documents.
    fn register(&mut self) -> Result<(), CommandError> {
        let project = self.project;
        let mut pages = project.site.all_generated().map(|(_, page)| page);
        let Some(page) = pages.find(|page| page.subject == Subject::Documents) else {
            self.leave_out("register", "the site has no controlled documents");
            return Ok(());
        };
        for file in &page.files {
            let artifact = self.at(&format!("{}{}", page.url, file.name()))?;
            let path = format!("register/{}", file.name());
            self.files
                .extend(artifact.map(|artifact| part(path, "register", page.title.clone(), &artifact)).transpose()?);
        }
        Ok(())
    }

    /// What changed in the controlled documents of each series since their approvals.
    fn redlines(&mut self) -> Result<(), CommandError> {
        let project = self.project;
        let pages = project.site.all_generated().map(|(_, page)| page);
        let pages: Vec<&GeneratedPage> = pages.filter(|page| matches!(page.subject, Subject::Redline(_))).collect();
        if pages.is_empty() {
            self.leave_out("redline", "no controlled document has an approved version to compare with");
        }
        for page in pages {
            let path = self.path("redline", &page.url.trim_matches('/').replace('/', "-"));
            let Some(artifact) = self.at(&page.url)? else { continue };
            let html = part(format!("{path}.html"), "redline", page.title.clone(), &artifact)?;
            let whole = String::from_utf8_lossy(&html.bytes);
            let bytes = alone(&page.title, &whole, project.config.base.origin.as_deref()).into_bytes();
            self.files.push(File { bytes, ..html });
        }
        Ok(())
    }

    fn at(&self, url: &str) -> Result<Option<Artifact>, CommandError> {
        self.renderer.at(url).map_err(|error| match error {
            RenderError::Output(error) => CommandError::Output(error),
            RenderError::Findings(findings) => CommandError::Message(first(&findings)),
        })
    }
}

fn first(findings: &[Finding]) -> String {
    findings.first().map_or_else(|| "a template failed".to_owned(), |finding| finding.message.clone())
}

fn part(path: String, kind: &'static str, about: String, artifact: &Artifact) -> Result<File, CommandError> {
    Ok(File { path, kind, about, bytes: artifact.body.bytes()?.into_owned() })
}
