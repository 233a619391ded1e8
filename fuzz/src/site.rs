//! Targets that load a whole site from a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clausebook::finding::{BuildEffect, Finding, Report, Summary, concise, github, human, json, junit, sarif};
use clausebook::front::Date;
use clausebook::import::{self, Content, ImportError, Moved};
use clausebook::output::MemorySink;
use clausebook::pipeline::{self, BuildCache, ChangeSet, CheckedProject, Fixer, Project, Purpose, Request};
use clausebook::render::RenderError;
use clausebook::site::Selection;
use tempfile::TempDir;

use crate::case::Case;
use crate::corpus::Kind;
use crate::text::{check_message, inside};

/// What the program puts into a text for itself, and takes out again.
const OWN_CHARACTERS: [char; 3] = ['\u{10fffb}', '\u{10fffc}', '\u{10fffd}'];
/// As in `check --fix`.
const MAX_ROUNDS: usize = 5;

/// A folder in memory, where there is one.
fn folder() -> Result<TempDir, String> {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.map_err(|error| format!("no temporary folder: {error}"))
}

fn request(root: &Path, purpose: Purpose) -> Result<Request, String> {
    let now = Date::parse("2026-11-22T23:59:59Z").ok_or("no date")?;
    Ok(Request {
        repository: None,
        root: root.to_path_buf(),
        base_url: None,
        search: None,
        default_paper: None,
        selection: Selection { drafts: true, future: true, now },
        purpose,
        is_preview: false,
        caches: None,
        overlay: pipeline::Overlay::default(),
    })
}

/// Loads, checks and renders a site: spans lie inside, every report is whole, and what check accepts is built.
pub(crate) fn whole(case: &Case) -> Result<(), String> {
    let folder = folder()?;
    // Two files that exclude each other make no site.
    let Ok(()) = case.write(folder.path()) else { return Ok(()) };
    let project = pipeline::load(&request(folder.path(), Purpose::Pages)?);
    let findings = project.check_all(None);
    check_findings(&project, &findings)?;
    reports(&project, &findings)?;
    let _ = (project.whole_ledger(), project.texts(), project.requirements());
    let stops = findings.iter().any(|finding| finding.code.build_effect() == BuildEffect::Stops);
    match rendered(&project) {
        Ok(files) => outputs(case, &files),
        Err(RenderError::Findings(found)) if !found.is_empty() => check_findings(&project, &found),
        Err(_) if stops => Ok(()),
        Err(error) => Err(format!("check passes and build fails: {error:?}")),
    }
}

/// Imports a site for MkDocs.
pub(crate) fn import_mkdocs(case: &Case) -> Result<(), String> {
    imported(case, import::mkdocs)
}

/// Imports a site for Docusaurus.
pub(crate) fn import_docusaurus(case: &Case) -> Result<(), String> {
    imported(case, import::docusaurus)
}

/// Imports a site twice with the same result; no path leads out of the new folder, and the result is loaded.
fn imported(case: &Case, import: fn(&Path) -> Result<Moved, ImportError>) -> Result<(), String> {
    let folder = folder()?;
    let Ok(()) = case.write(folder.path()) else { return Ok(()) };
    let made = import(folder.path());
    if made != import(folder.path()) {
        return Err("a second import differs".to_owned());
    }
    let Ok(made) = made else { return Ok(()) };
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    if let Some(path) = made.files.keys().find(|path| !path.split('/').all(is_name)) {
        return Err(format!("a path leads elsewhere: {path}"));
    }
    let text = |content: Content| match content {
        Content::Text(text) => text.into_bytes(),
        Content::Copy(path) => fs::read(folder.path().join(path)).unwrap_or_default(),
    };
    whole(&Case { files: made.files.into_iter().map(|(path, content)| (path, text(content))).collect() })
}

/// Loads half of each file, then the whole with what the first loading left, as the preview does: the site is the same as
/// if nothing had been loaded before.
pub(crate) fn reload(case: &Case) -> Result<(), String> {
    let folder = folder()?;
    let halves = case.files.iter().map(|(path, bytes)| (path.clone(), bytes[..bytes.len() / 2].to_vec()));
    let Ok(()) = (Case { files: halves.collect() }).write(folder.path()) else { return Ok(()) };
    let request = request(folder.path(), Purpose::Pages)?;
    let mut cache = BuildCache::default();
    let first = pipeline::reload(&request, &ChangeSet::Everywhere, &mut cache).ok_or("nothing was loaded")?;
    let Ok(()) = case.write(folder.path()) else { return Ok(()) };
    let reloaded = pipeline::reload(&request, &ChangeSet::Everywhere, &mut cache);
    let fresh = pipeline::load(&request);
    // Files of which nothing can be read do not change by more of it.
    let reloaded = reloaded.unwrap_or(first);
    let findings = |project: &Project| -> Vec<String> {
        project.check_all(None).iter().map(|finding| format!("{finding:?}")).collect()
    };
    let (before, after) = (findings(&fresh), findings(&reloaded));
    if before != after {
        let other = after.iter().find(|finding| !before.contains(finding));
        let other = other.or_else(|| before.iter().find(|finding| !after.contains(finding)));
        return Err(format!("a reload has other findings: {other:?}"));
    }
    match (rendered(&fresh), rendered(&reloaded)) {
        (Ok(fresh), Ok(reloaded)) => {
            let path = fresh.keys().chain(reloaded.keys()).find(|path| fresh.get(*path) != reloaded.get(*path));
            path.map_or(Ok(()), |path| Err(format!("a reload renders another file: {path}")))
        }
        (Err(_), Err(_)) => Ok(()),
        _ => Err("a reload renders what a build does not, or the other way".to_owned()),
    }
}

/// Applies the fixes as `check --fix` does: a second time nothing changes, only what was to be replaced has changed, and
/// there are no more findings than before.
pub(crate) fn fix(case: &Case) -> Result<(), String> {
    let folder = folder()?;
    let Ok(()) = case.write(folder.path()) else { return Ok(()) };
    let request = request(folder.path(), Purpose::Findings)?;
    let mut fixer = Fixer::new(&request);
    let mut project = fixer.load();
    let mut findings = project.check_all(None);
    check_findings(&project, &findings)?;
    for _ in 0..MAX_ROUNDS {
        let state = CheckedProject { project: &project, findings: &findings };
        let decision = fixer.decide(state, &findings, &|project| project.check_all(None));
        if decision.edits.is_empty() {
            return match decision.texts.is_empty() {
                true => Ok(()),
                false => Err("a text without an edit".to_owned()),
            };
        }
        for (file, fixed) in &decision.texts {
            let source = project.sources.get(*file);
            let mut expected = source.text.clone();
            for edit in decision.edits.iter().filter(|edit| edit.file == *file).rev() {
                inside(edit.span, &expected, "an edit")?;
                expected.replace_range(edit.span.start..edit.span.end, &edit.replace);
            }
            if *fixed != expected {
                return Err(format!("more changes than the fixes of {}", source.path));
            }
            fs::write(folder.path().join(&source.path), fixed).map_err(|error| format!("cannot write: {error}"))?;
        }
        let fixed_project = fixer.load();
        let after = fixed_project.check_all(None);
        check_findings(&fixed_project, &after)?;
        if after.len() > findings.len() {
            return Err(format!(
                "more findings after a fix: {} and {}: {:?}",
                findings.len(),
                after.len(),
                decision.edits
            ));
        }
        (project, findings) = (fixed_project, after);
    }
    Err("fixes without an end".to_owned())
}

fn rendered(project: &Project) -> Result<BTreeMap<String, Vec<u8>>, RenderError> {
    let sink = MemorySink::default();
    project.render(&sink)?;
    let artifacts = sink.into_artifacts().into_iter();
    let bytes = artifacts.filter_map(|(path, file)| Some((path.to_string(), file.body.bytes().ok()?.into_owned())));
    Ok(bytes.collect())
}

/// Whether `part` is in a tag of the page, and not in its text.
fn is_in_a_tag(page: &str, part: &str) -> bool {
    let is_tag = |before: &str| before.rfind('<') > before.rfind('>');
    page.match_indices(part).any(|(at, _)| is_tag(&page[..at]))
}

/// No mark of the program's own is left, and no address that runs code.
fn outputs(case: &Case, files: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let inputs: Vec<_> = case.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let is_own = |text: &str| text.contains(OWN_CHARACTERS) || text.contains("10fff") || text.contains("11141");
    let has_own = inputs.iter().any(|text| is_own(&text.to_lowercase()));
    let has_templates = case.files.iter().any(|(path, _)| Kind::of(path) == Kind::Template);
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".xml"));
    for (path, bytes) in pages.filter(|(path, _)| !case.files.iter().any(|(input, _)| input.ends_with(path.as_str()))) {
        let text = String::from_utf8_lossy(bytes);
        if !has_own && text.contains(OWN_CHARACTERS) {
            return Err(format!("a mark of the program is left in {path}"));
        }
        let lower = text.to_ascii_lowercase();
        let addresses = [" href=\"javascript:", " src=\"javascript:", " href=\"vbscript:", " action=\"javascript:"];
        if !has_templates && addresses.iter().any(|part| is_in_a_tag(&lower, part)) {
            return Err(format!("an address that runs code in {path}"));
        }
    }
    Ok(())
}

fn check_findings(project: &Project, findings: &[Finding]) -> Result<(), String> {
    for finding in findings {
        check_message(finding)?;
        let text = &project.sources.get(finding.location.file).text;
        inside(finding.location.span, text, finding.code.id())?;
        finding.fix.as_ref().map_or(Ok(()), |fix| inside(fix.span, text, "a fix"))?;
        for related in &finding.related {
            inside(related.location.span, &project.sources.get(related.location.file).text, "a related place")?;
        }
    }
    Ok(())
}

/// Writes every report; those for programs must be what they say.
fn reports(project: &Project, findings: &[Finding]) -> Result<(), String> {
    let report = Report::new(findings, &project.sources, &project.config.levels);
    let summary = Summary { pages: 1, links: 1 };
    let written = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| -> Result<String, String> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|error| format!("a report cannot be written: {error}"))?;
        String::from_utf8(bytes).map_err(|_| "a report is not UTF-8".to_owned())
    };
    let options = human::Options { colour: human::Colour::Plain, width: 100 };
    for (name, text) in [
        ("human", written(&|out| human::write(&report, summary, options, out))?),
        ("concise", written(&|out| concise::write(&report, out))?),
        ("github", written(&|out| github::write(&report, out))?),
        ("junit", written(&|out| junit::write(&report, out))?),
    ] {
        if let Some(character) = text.chars().find(|character| character.is_control() && *character != '\n') {
            return Err(format!("a control character in the report {name}: {character:?}"));
        }
    }
    for (name, text) in [
        ("json", written(&|out| json::write(&report, summary, out))?),
        ("sarif", written(&|out| sarif::write(&report, out))?),
    ] {
        serde_json::from_str::<serde_json::Value>(&text).map_err(|error| format!("a broken report {name}: {error}"))?;
    }
    Ok(())
}

/// The folder of this program, where the binary is too.
pub(crate) fn binary() -> PathBuf {
    let given = std::env::var_os("CLAUSEBOOK_BINARY").map(PathBuf::from);
    let beside = || std::env::current_exe().map(|own| own.with_file_name("clausebook")).unwrap_or_default();
    given.unwrap_or_else(beside)
}
