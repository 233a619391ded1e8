//! `clausebook check --fix`: writes the certain remedies into the sources, and nothing else.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::Failure;
use super::screen::Screen;
use crate::finding::{Finding, Fix, readable};
use crate::pipeline::Project;
use crate::source::FileId;

/// Mends what `findings` know a fix for. Returns how many fixes were written.
///
/// A file is replaced as a whole once its new text is on disk, and keeps every other byte. Of two fixes for one
/// place the first is taken; the next round finds the other where it still holds.
pub(super) fn apply(project: &Project, findings: &[Finding], screen: &Screen) -> Result<usize, Failure> {
    let mut fixes: BTreeMap<FileId, Vec<(&Fix, &Finding)>> = BTreeMap::new();
    for finding in findings {
        if let Some(fix) = &finding.fix {
            fixes.entry(finding.place.file).or_default().push((fix, finding));
        }
    }
    let mut written = 0;
    for (file, mut fixes) in fixes {
        let source = project.sources.get(file);
        fixes.sort_by_key(|(fix, finding)| (fix.span, finding.code));
        let mut mended = String::with_capacity(source.text.len());
        let mut end = 0;
        for (fix, finding) in fixes {
            if fix.span.start < end || fix.span.of(&source.text) == fix.replace {
                continue;
            }
            mended.push_str(&source.text[end..fix.span.start]);
            mended.push_str(&fix.replace);
            end = fix.span.end;
            written += 1;
            let (path, code) = (&source.path, finding.code.id());
            let (from, to) = (readable(fix.span.of(&source.text)), readable(&fix.replace));
            screen.tell(&format!("{path}: {code} `{from}` is now `{to}`"))?;
        }
        mended.push_str(&source.text[end..]);
        replace(&project.root.join(&source.path), &source.text, &mended)?;
    }
    Ok(written)
}

/// Puts `mended` in the place of a file that still reads as it did.
fn replace(path: &Path, before: &str, mended: &str) -> Result<(), Failure> {
    let said = |error: std::io::Error| Failure::Said(format!("cannot write `{}`: {error}", path.display()));
    if before == mended {
        return Ok(());
    }
    if std::fs::read(path).map_err(said)? != before.as_bytes() {
        return Err(Failure::Said(format!("`{}` was changed meanwhile; nothing was written to it", path.display())));
    }
    let real = path.canonicalize().map_err(said)?;
    let folder = real.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(said)?;
    file.write_all(mended.as_bytes()).map_err(said)?;
    let permissions = std::fs::metadata(&real).map_err(said)?.permissions();
    std::fs::set_permissions(file.path(), permissions).map_err(said)?;
    file.persist(&real).map_err(|error| said(error.error))?;
    Ok(())
}
