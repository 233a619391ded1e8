//! `clausebook check --fix`: writes the certain remedies into the sources, and nothing else.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::printer::{Format, Printer};
use super::scope::Scope;
use super::status::CommandError;
use crate::finding::readable;
use crate::pipeline::{Change, Decision, Edit, Fixer, Project, State, Withheld};
use crate::source::{FileId, LineTable, Span, read_regular};

/// A fix may bring another fault of the same link to light; no link has more than a few.
const MAX_ROUNDS: usize = 5;
/// No text of a site is longer, in bytes.
const MAX_COUNT: u64 = 4 << 30;

/// Mends what `scope` reports in `project` and knows a fix for, round after round, until nothing is left to write. What
/// was written is said, and so is what was withheld in the end. Hands back the site as it is then.
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
        let state = State { project: &project, findings: &shown };
        let decision = fixer.decide(state, &change.findings, &|project| scope.shown(project));
        write(&project, &decision, (printer, format))?;
        let is_done = decision.edits.is_empty();
        if is_done || round == MAX_ROUNDS {
            say_withheld(&project, &decision.withheld, (printer, format))?;
        }
        if is_done {
            // A report that counts what could be mended would send its reader round in a circle.
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

/// Says which fixes are withheld, and why.
fn say_withheld(
    project: &Project,
    withheld: &[Withheld],
    (printer, format): (&Printer, Format),
) -> Result<(), CommandError> {
    for of_file in withheld.chunk_by(|one, other| one.edit.file == other.edit.file) {
        let source = project.sources.get(of_file[0].edit.file);
        let lines = LineTable::new(&source.text);
        for Withheld { edit: Edit { span, code, .. }, reason } in of_file {
            let (line, code) = (lines.position(span.start).line, code.id());
            printer.beside(&format!("{}:{line}: {code} fix withheld: {}", source.path, readable(reason)), format)?;
        }
    }
    Ok(())
}

/// Writes what was decided, file by file. A file is replaced as a whole once its new text is on disk, and keeps every
/// other byte.
fn write(project: &Project, decision: &Decision, (printer, format): (&Printer, Format)) -> Result<(), CommandError> {
    let mut written: BTreeSet<PathBuf> = BTreeSet::new();
    for (file, mended) in &decision.texts {
        let source = project.sources.get(*file);
        let path = project.root.join(&source.path);
        let said = |reason: &dyn std::fmt::Display| {
            CommandError::Message(format!("cannot write `{}`: {reason}", path.display()))
        };
        let real = path.canonicalize().map_err(|error| said(&error))?;
        if !real.starts_with(project.root.canonicalize().map_err(|error| said(&error))?) {
            return Err(said(&"it lies outside the site's folder"));
        }
        // Several paths may lead to one file. The others come in the next round, by what it says then.
        if !written.insert(real.clone()) {
            continue;
        }
        replace(&real, &source.text, mended).map_err(|error| said(&error))?;
        let first = decision.edits.partition_point(|edit| edit.file < *file);
        for edit in decision.edits[first..].iter().take_while(|edit| edit.file == *file) {
            printer.tell_beside(&change(project, *file, edit), format)?;
        }
    }
    Ok(())
}

fn change(project: &Project, file: FileId, edit: &Edit) -> String {
    let source = project.sources.get(file);
    let (from, to) = (readable(edit.span.of(&source.text)), readable(&edit.replace));
    format!("{}: {} `{from}` is now `{to}`", source.path, edit.code.id())
}

/// Puts `mended` in the place of the regular file at `path`, which still reads as it did.
fn replace(path: &Path, before: &str, mended: &str) -> io::Result<()> {
    if read_regular(path, MAX_COUNT)? != before.as_bytes() {
        return Err(io::Error::other("it was changed meanwhile"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(mended.as_bytes())?;
    std::fs::set_permissions(file.path(), std::fs::metadata(path)?.permissions())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
