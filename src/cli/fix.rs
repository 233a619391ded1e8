//! `clausebook check --fix`: writes the safe fixes into the sources.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::printer::{Format, Printer};
use super::scope::Scope;
use super::status::CommandError;
use crate::finding::readable;
use crate::pipeline::{Change, CheckedProject, Decision, Edit, Fixer, Project, Withheld};
use crate::source::{FileId, LineTable, Span, read_regular};

/// A fix can uncover another fault of the same link, so fixes are applied in rounds.
const MAX_ROUNDS: usize = 5;
/// The greatest size of a text of a site, in bytes.
const MAX_SIZE: u64 = 4 << 30;

/// Applies the fixes of the findings that `scope` reports, round after round, until none is left. Prints what was written,
/// and which fixes were withheld. Returns the site as it is then, and its findings.
pub(super) fn run(
    fixer: &mut Fixer<'_>,
    mut project: Project,
    scope: &Scope,
    (printer, format): (&Printer, Format),
) -> Result<(Project, Change), CommandError> {
    let mut round = 0;
    loop {
        round += 1;
        let shown = scope.shown(&project);
        let mut change = scope.change(&project, shown.clone());
        if round > MAX_ROUNDS {
            return Ok((project, change));
        }
        let state = CheckedProject { project: &project, findings: &shown };
        let decision = fixer.decide(state, &change.findings, &|project| scope.shown(project));
        write(&project, &decision, (printer, format))?;
        let is_done = decision.edits.is_empty();
        if is_done || round == MAX_ROUNDS {
            print_withheld(&project, &decision.withheld, (printer, format))?;
        }
        if is_done {
            // The report must not count fixes as available that are withheld.
            let withheld: HashSet<(FileId, Span)> =
                decision.withheld.iter().map(|withheld| (withheld.edit.file, withheld.edit.span)).collect();
            for finding in &mut change.findings {
                let file = finding.location.file;
                finding.fix.take_if(|fix| withheld.contains(&(file, fix.span)));
            }
            return Ok((project, change));
        }
        project = fixer.load();
    }
}

/// Prints which fixes are withheld, and why.
fn print_withheld(
    project: &Project,
    withheld: &[Withheld],
    (printer, format): (&Printer, Format),
) -> Result<(), CommandError> {
    for of_file in withheld.chunk_by(|a, b| a.edit.file == b.edit.file) {
        let source = project.sources.get(of_file[0].edit.file);
        let lines = LineTable::new(&source.text);
        for Withheld { edit: Edit { span, code, .. }, reason } in of_file {
            let (line, code) = (lines.position(span.start).line, code.id());
            printer
                .print_beside(&format!("{}:{line}: {code} fix withheld: {}", source.path, readable(reason)), format)?;
        }
    }
    Ok(())
}

/// Writes the decided edits file by file, and prints each.
fn write(project: &Project, decision: &Decision, (printer, format): (&Printer, Format)) -> Result<(), CommandError> {
    for file in write_texts(project, decision)? {
        let first = decision.edits.partition_point(|edit| edit.file < file);
        for edit in decision.edits[first..].iter().take_while(|edit| edit.file == file) {
            printer.status_beside(&change(project, file, edit), format)?;
        }
    }
    Ok(())
}

/// Writes the decided texts, and returns the files. A file is replaced as a whole once its new text is on disk.
///
/// # Errors
/// A file has changed meanwhile, is outside the site, or cannot be written.
pub(super) fn write_texts(project: &Project, decision: &Decision) -> Result<Vec<FileId>, CommandError> {
    let mut written: BTreeSet<PathBuf> = BTreeSet::new();
    let mut files = Vec::new();
    for (file, fixed) in &decision.texts {
        let source = project.sources.get(*file);
        let path = project.root.join(&source.path);
        let failed = |reason: &dyn std::fmt::Display| {
            CommandError::Message(format!("cannot write `{}`: {reason}", path.display()))
        };
        let real = path.canonicalize().map_err(|error| failed(&error))?;
        if !real.starts_with(project.root.canonicalize().map_err(|error| failed(&error))?) {
            return Err(failed(&"it is outside the site's folder"));
        }
        // Several paths can name one file. The others follow in the next round, with its new text.
        if !written.insert(real.clone()) {
            continue;
        }
        replace(&real, &source.text, fixed).map_err(|error| failed(&error))?;
        files.push(*file);
    }
    Ok(files)
}

fn change(project: &Project, file: FileId, edit: &Edit) -> String {
    let source = project.sources.get(file);
    let (from, to) = (readable(edit.span.of(&source.text)), readable(&edit.replace));
    format!("{}: {} `{from}` is now `{to}`", source.path, edit.code.id())
}

/// Replaces the text of the regular file at `path`, which must still be `before`.
fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    if read_regular(path, MAX_SIZE)? != before.as_bytes() {
        return Err(io::Error::other("it changed during the check"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(after.as_bytes())?;
    std::fs::set_permissions(file.path(), std::fs::metadata(path)?.permissions())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
