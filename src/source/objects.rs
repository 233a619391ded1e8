//! Objects of a repository in bulk: one run of `git cat-file` for any number of them.

use super::git::{GitError, Repository};

/// An object that a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// Its id, in hexadecimal digits.
    pub(super) id: String,
    /// `blob`, `commit`, `tree` or `tag`.
    pub(super) kind: String,
    /// In bytes.
    pub(super) size: u64,
}

/// What each of these names leads to; nothing where there is no such object, or the name leads to several. A name is any
/// expression of git for an object and holds no line end.
///
/// # Errors
/// Where git cannot be run, or does not answer each name.
pub(super) fn find(repository: &Repository, names: &[String]) -> Result<Vec<Option<Object>>, GitError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // Names are read from standard input, where none of them is an option.
    let answer = repository.run(&["cat-file", "--batch-check", "--buffer"], lines(names))?;
    let answer = String::from_utf8_lossy(&answer);
    let found: Vec<Option<Object>> = answer.lines().map(object).collect();
    if found.len() == names.len() { Ok(found) } else { Err(GitError::Failed("git did not answer".to_owned())) }
}

/// The contents of the objects with these ids, in order; nothing for one that is missing. The caller bounds their size.
///
/// # Errors
/// Where git cannot be run.
pub(super) fn read(repository: &Repository, ids: &[String]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let batch = repository.run(&["cat-file", "--batch", "--buffer"], lines(ids))?;
    let mut rest = batch.as_slice();
    Ok(ids.iter().map(|_| next_object(&mut rest).map(|(_, text)| text.to_vec())).collect())
}

fn lines(names: &[String]) -> Vec<u8> {
    let mut input = String::with_capacity(names.iter().map(|name| name.len() + 1).sum());
    for name in names {
        input.push_str(name);
        input.push('\n');
    }
    input.into_bytes()
}

/// A line of `git cat-file --batch-check`: id, kind and size, or the name and what is wrong with it.
fn object(line: &str) -> Option<Object> {
    let mut fields = line.split(' ');
    let (id, kind, size) = (fields.next()?, fields.next()?, fields.next()?);
    let is_id = id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_id || fields.next().is_some() {
        return None;
    }
    Some(Object { id: id.to_owned(), kind: kind.to_owned(), size: size.parse().ok()? })
}

/// Removes the next object, with its kind, from the output of `git cat-file --batch`: name, kind and size, a line end,
/// the bytes, a line end. Nothing if the object is missing, whose line is removed.
pub(super) fn next_object<'a>(rest: &mut &'a [u8]) -> Option<(&'a str, &'a [u8])> {
    let end = memchr::memchr(b'\n', rest)?;
    let (head, after) = (&rest[..end], &rest[end + 1..]);
    *rest = after;
    let mut fields = str::from_utf8(head).ok()?.split(' ').skip(1);
    let (kind, size) = (fields.next()?, fields.next()?.parse::<usize>().ok()?);
    let text = after.get(..size)?;
    *rest = after.get(size + 1..)?;
    Some((kind, text))
}

#[cfg(test)]
mod tests {
    use super::{Object, next_object, object};

    #[test]
    fn objects_are_taken_one_after_another_past_one_that_is_missing() {
        let mut rest = &b"aa blob 3\na\nb\nbb commit 0\n\ncc missing\ndd blob 1\nd\n"[..];
        assert_eq!(next_object(&mut rest), Some(("blob", &b"a\nb"[..])));
        assert_eq!(next_object(&mut rest), Some(("commit", &b""[..])));
        assert_eq!(next_object(&mut rest), None);
        assert_eq!(next_object(&mut rest), Some(("blob", &b"d"[..])));
        assert_eq!(next_object(&mut rest), None);
        assert_eq!(next_object(&mut &b"aa blob 9\nab\n"[..]), None);
    }

    #[test]
    fn a_line_that_names_no_object_is_nothing() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let expected = Object { id: id.to_owned(), kind: "blob".to_owned(), size: 12 };
        assert_eq!(object(&format!("{id} blob 12")), Some(expected));
        for line in ["refs/tags/x^{commit} missing", "abc ambiguous", "a b missing", &format!("{id} missing"), ""] {
            assert_eq!(object(line), None, "{line}");
        }
    }
}
