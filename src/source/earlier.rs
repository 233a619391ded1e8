//! The texts of files at earlier revisions, in a number of git's runs that does not depend on the number of files.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::git::{GitError, Repository};
use super::objects::{self, Object};
use super::revision::Revision;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 4 << 20;
/// The most that is read in all, in bytes.
const MAX_TOTAL: u64 = 512 << 20;
/// The largest commit object that is read, in bytes: a signature and a long message.
const MAX_COMMIT: u64 = 256 << 10;
/// From so many files of one commit on, its tree is listed: git looks through a whole folder for each path that it is asked
/// for.
const MIN_LISTED: usize = 64;
/// How many former paths of a file are tried.
const MAX_RENAMES: usize = 16;

/// A file at a revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileAt {
    /// The revision.
    pub revision: Revision,
    /// The path that the file has now, relative to the site.
    pub path: String,
}

/// The text of a file at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierText {
    /// The whole id of the commit.
    pub commit: String,
    /// When it was committed, in seconds since 1970.
    pub seconds: i64,
    /// The path that the file had then, relative to the site.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Why the text of a file at a revision is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// The site is not in a git repository.
    NoRepository,
    /// It may be in the part of the history that a shallow clone lacks.
    Shallow,
    /// The clone has its whole history, and no such revision.
    UnknownRevision,
    /// The file did not exist at the revision, under any name that the history tells.
    NoFile,
    /// It may be among the objects that a partial clone lacks.
    Partial,
    /// It is larger than a text that is read, or all of them are.
    TooLarge,
    /// It is not UTF-8.
    NotText,
    /// Git failed, with its message.
    Git(String),
}

/// The texts of these files, in their order. Nothing of the work tree is read or changed.
pub fn earlier_texts(root: &Path, files: &[FileAt]) -> Vec<Result<EarlierText, Absence>> {
    if files.is_empty() {
        return Vec::new();
    }
    let found = Repository::of_site(root).and_then(|repository| Search::new(&repository, files)?.texts());
    found.unwrap_or_else(|error| {
        let absence = match error {
            GitError::NoRepository => Absence::NoRepository,
            error @ (GitError::Failed(_) | GitError::TimedOut) => Absence::Git(error.to_string()),
        };
        vec![Err(absence); files.len()]
    })
}

/// A search for files, the commits of whose revisions are known.
struct Search<'a> {
    repository: &'a Repository,
    files: &'a [FileAt],
    commits: BTreeMap<&'a Revision, Option<Object>>,
}

/// A blob with the path at which it was found.
type Blob = (Object, String);

impl<'a> Search<'a> {
    fn new(repository: &'a Repository, files: &'a [FileAt]) -> Result<Self, GitError> {
        let revisions: BTreeSet<&Revision> = files.iter().map(|file| &file.revision).collect();
        let names: Vec<String> = revisions.iter().map(|revision| revision.expression()).collect();
        let found = objects::find(repository, &names)?;
        let is_usable = |revision: &Revision, commit: &Object| {
            commit.kind == "commit" && commit.size <= MAX_COMMIT && revision.may_be(&commit.id)
        };
        let commits = revisions.into_iter().zip(found);
        let commits =
            commits.map(|(revision, commit)| (revision, commit.filter(|commit| is_usable(revision, commit)))).collect();
        Ok(Self { repository, files, commits })
    }

    fn commit(&self, file: &FileAt) -> Option<&Object> {
        self.commits.get(&file.revision)?.as_ref()
    }

    fn texts(&self) -> Result<Vec<Result<EarlierText, Absence>>, GitError> {
        let mut blobs: Vec<Option<Blob>> =
            self.blobs(&self.files.iter().map(|file| vec![file.path.clone()]).collect::<Vec<_>>())?;
        let is_lost = |(file, blob): (&FileAt, &Option<Blob>)| blob.is_none() && self.commit(file).is_some();
        if self.files.iter().zip(&blobs).any(is_lost) {
            let former = self.former_paths(&blobs);
            for (blob, found) in blobs.iter_mut().zip(self.blobs(&former)?) {
                *blob = blob.take().or(found);
            }
        }
        let gaps = self.gaps(&blobs)?;
        let mut left = MAX_TOTAL;
        let mut ids: BTreeSet<String> = BTreeSet::new();
        let mut fits = |object: &Object| {
            if ids.contains(&object.id) {
                return true;
            }
            match left.checked_sub(object.size).filter(|_| object.size <= MAX_FILE) {
                Some(rest) => {
                    left = rest;
                    ids.insert(object.id.clone())
                }
                None => false,
            }
        };
        // The text is what matters; without its commit the day of it is not compared.
        let fitting: Vec<bool> = blobs.iter().flatten().map(|(blob, _)| fits(blob)).collect();
        for commit in self.commits.values().flatten() {
            fits(commit);
        }
        let ids: Vec<String> = ids.into_iter().collect();
        let contents: HashMap<String, Option<Vec<u8>>> =
            ids.iter().cloned().zip(objects::read(self.repository, &ids)?).collect();
        let mut fitting = fitting.into_iter();
        let text = |(file, blob): (&FileAt, Option<Blob>)| {
            let Some(commit) = self.commit(file) else { return Err(gaps.of_revision.clone()) };
            let Some((blob, path)) = blob else { return Err(gaps.of_file.clone()) };
            if !fitting.next().unwrap_or_default() {
                return Err(Absence::TooLarge);
            }
            let bytes = |id: &str| contents.get(id).cloned().flatten();
            let text = bytes(&blob.id).ok_or_else(|| gaps.of_file.clone())?;
            let text = String::from_utf8(text).map_err(|_| Absence::NotText)?;
            let seconds = bytes(&commit.id).and_then(|commit| committed(&commit)).unwrap_or_default();
            Ok(EarlierText { commit: commit.id.clone(), seconds, path, text })
        };
        Ok(self.files.iter().zip(blobs).map(text).collect())
    }

    /// The first blob for each file among its `paths`.
    fn blobs(&self, paths: &[Vec<String>]) -> Result<Vec<Option<Blob>>, GitError> {
        let listed = self.listed(paths)?;
        let mut blobs = vec![None; self.files.len()];
        let mut names = Vec::new();
        let mut asked: Vec<(usize, &String)> = Vec::new();
        for (index, (file, paths)) in self.files.iter().zip(paths).enumerate() {
            let Some(commit) = self.commit(file) else { continue };
            if let Some(tree) = listed.get(&commit.id) {
                blobs[index] = paths.iter().find_map(|path| Some((tree.get(path)?.clone(), path.clone())));
                continue;
            }
            // A line end in a path would end the name.
            for path in paths.iter().filter(|path| !path.contains(['\n', '\0'])) {
                names.push(format!("{}:{}{path}", commit.id, self.repository.prefix()));
                asked.push((index, path));
            }
        }
        for ((index, path), object) in asked.into_iter().zip(objects::find(self.repository, &names)?) {
            let blob = object.filter(|object| object.kind == "blob").map(|object| (object, path.clone()));
            blobs[index] = blobs[index].take().or(blob);
        }
        Ok(blobs)
    }

    /// The files below the site, by path, of each commit that is asked for many of them.
    fn listed(&self, paths: &[Vec<String>]) -> Result<HashMap<String, HashMap<String, Object>>, GitError> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (file, _) in self.files.iter().zip(paths).filter(|(_, paths)| !paths.is_empty()) {
            if let Some(commit) = self.commit(file) {
                *counts.entry(&commit.id).or_default() += 1;
            }
        }
        let prefix = self.repository.prefix();
        let mut listed = HashMap::new();
        for (commit, _) in counts.into_iter().filter(|(_, count)| *count >= MIN_LISTED) {
            let mut arguments = vec!["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--"];
            arguments.extend(Some(prefix).filter(|prefix| !prefix.is_empty()));
            let tree = self.repository.run(&arguments, Vec::new())?;
            listed.insert(
                commit.to_owned(),
                tree.split(|byte| *byte == 0).filter_map(|line| blob(line, prefix)).collect(),
            );
        }
        Ok(listed)
    }

    /// The paths that each file without a blob had earlier, the latest first.
    fn former_paths(&self, blobs: &[Option<Blob>]) -> Vec<Vec<String>> {
        let prefix = self.repository.prefix();
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (file, blob)) in self.files.iter().zip(blobs).enumerate() {
            if blob.is_none() && self.commit(file).is_some() {
                by_path.entry(file.path.clone()).or_default().push(index);
            }
        }
        let mut former = vec![Vec::new(); self.files.len()];
        for (from, to) in renames(self.repository) {
            let (Some(from), Some(to)) = (from.strip_prefix(prefix), to.strip_prefix(prefix)) else { continue };
            let Some(files) = by_path.remove(to) else { continue };
            for file in files.iter().filter(|file| former[**file].len() < MAX_RENAMES).copied().collect::<Vec<_>>() {
                former[file].push(from.to_owned());
                by_path.entry(from.to_owned()).or_default().push(file);
            }
        }
        former
    }

    /// What it means that something is not there, in this clone.
    fn gaps(&self, blobs: &[Option<Blob>]) -> Result<Gaps, GitError> {
        let mut gaps = Gaps { of_revision: Absence::UnknownRevision, of_file: Absence::NoFile };
        if blobs.iter().all(Option::is_some) {
            return Ok(gaps);
        }
        let says = |arguments: &[&str]| -> Result<bool, GitError> {
            Ok(self.repository.line(arguments)?.is_some_and(|line| line.lines().any(|line| line.ends_with("true"))))
        };
        if says(&["rev-parse", "--is-shallow-repository"])? {
            gaps = Gaps { of_revision: Absence::Shallow, of_file: Absence::Shallow };
        }
        if says(&["config", "--type=bool", "--get-regexp", r"^remote\..*\.promisor$"])? {
            gaps.of_file = Absence::Partial;
        }
        Ok(gaps)
    }
}

/// A line of `git ls-tree -l`: mode, kind, id and size, a tab, the path. Nothing where it is no blob below the site.
fn blob(line: &[u8], prefix: &str) -> Option<(String, Object)> {
    let (head, path) = str::from_utf8(line).ok()?.split_once('\t')?;
    let mut fields = head.split_ascii_whitespace().skip(1);
    let (kind, id, size) = (fields.next()?, fields.next()?, fields.next()?);
    let object = Object { id: id.to_owned(), kind: kind.to_owned(), size: size.parse().ok()? };
    Some((path.strip_prefix(prefix)?.to_owned(), object)).filter(|_| kind == "blob")
}

/// Why a revision or a file is not there.
struct Gaps {
    of_revision: Absence,
    of_file: Absence,
}

/// The renames of files below the site with their old and new paths, the latest first; none where git fails.
fn renames(repository: &Repository) -> Vec<(String, String)> {
    let pathspec = if repository.prefix().is_empty() { "." } else { repository.prefix() };
    // The bound is git's own for one commit. A setting of the repository could raise it.
    let log = ["log", "--format=", "--diff-filter=R", "-M", "-l1000", "--name-status", "-z", "--no-ext-diff"];
    let Ok(log) = repository.run(&[&log[..], &["--no-textconv", "--", pathspec]].concat(), Vec::new()) else {
        return Vec::new();
    };
    let log = String::from_utf8_lossy(&log);
    let mut fields = log.split('\0');
    let mut renames = Vec::new();
    while let Some(status) = fields.next() {
        if !status.trim_start_matches('\n').starts_with('R') {
            continue;
        }
        if let (Some(from), Some(to)) = (fields.next(), fields.next()) {
            renames.push((from.to_owned(), to.to_owned()));
        }
    }
    renames
}

/// When a commit was made, in seconds since 1970, from the text of its object.
fn committed(commit: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(commit);
    let head = text.split("\n\n").next()?;
    let line = head.lines().find_map(|line| line.strip_prefix("committer "))?;
    line.rsplit(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::committed;

    #[test]
    fn the_time_of_a_commit_is_that_of_its_committer() {
        let commit =
            b"tree 1\nauthor a <a@b> 1 +0000\ncommitter c d <c@d> 1700000000 +0100\n\ncommitter x <y> 9 +0000\n";
        assert_eq!(committed(commit), Some(1_700_000_000));
        assert_eq!(committed(b"tree 1\n\ncommitter x <y> 9 +0000\n"), None);
        assert_eq!(committed(b""), None);
    }
}
