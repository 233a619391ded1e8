//! Caches: what a run stores for the next one, where, and which caches are not trusted.

use std::fs;
use std::path::Path;

use crate::support::Project;

/// A site with a code block.
fn site() -> Project {
    Project::new().file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n```yaml\na: 1\n```\n")
}

/// The files in a folder, with their bytes; nothing where there is none.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap_or_default()))
        .collect();
    files.sort();
    files
}

#[test]
fn highlighted_code_is_cached_for_the_next_build_and_changes_no_byte_of_it() {
    let project = site();
    project.run(["build", "-q"]).done();
    let first = project.snapshot("public");
    let path = project.cache("code.bin");
    let cached = fs::read(&path).unwrap();
    project.run(["build", "-q", "--out", "again"]).done();
    assert_eq!(project.snapshot("again"), first);
    for damaged in [&b"nonsense"[..], &cached[..cached.len() / 2], &[&cached[..], b"more"].concat()] {
        fs::write(&path, damaged).unwrap();
        project.run(["build", "-q"]).done();
        assert_eq!(project.snapshot("public"), first);
        assert_eq!(fs::read(&path).unwrap(), cached, "it is made anew");
    }
    assert_eq!(project.names("."), ["again", "content", "public"], "nothing is kept in the site's folder");
}

#[test]
fn a_given_cache_folder_is_used_and_excluded_from_version_control() {
    let project = site();
    project.run(["build", "-q", "--cache", "elsewhere"]).done();
    assert_eq!(project.names("elsewhere"), [".gitignore", "code.bin", "search.json"]);
    project.run(["build", "-q"]).env("CLAUSEBOOK_CACHE", "by-variable").done();
    assert_eq!(project.names("by-variable"), [".gitignore", "code.bin", "search.json"]);
    assert_eq!(project.read("by-variable/.gitignore"), "*\n");
    assert!(bytes(project.caches()).is_empty());
}

/// The format of the cache is public and its checksum is not a secret, so anyone can forge one.
#[test]
fn a_cache_that_came_with_the_folder_is_never_read() {
    let project = site();
    project.run(["build", "-q", "--cache", "forged"]).done();
    let first = project.snapshot("public");
    let marked = forge(&project.path("forged/code.bin"));
    // Shows that the forged cache is valid: it is used where the user names its folder.
    project.run(["build", "-q", "--cache", "forged"]).done();
    assert!(project.read("public/index.html").contains("<b>forged</b>"));
    project.folder(".clausebook");
    fs::write(project.path(".clausebook/code.bin"), &marked).unwrap();
    project.run(["build", "-q"]).done();
    assert_eq!(project.snapshot("public"), first);
    // The folder of caches is in the repository, as in a container whose home is the work tree.
    for (home, repository) in [(".", "."), ("../home", "..")] {
        let around = site().file("site/content/_index.md", project.read("content/_index.md"));
        let root = if repository == "." { "" } else { "site" };
        around.git(&["init", "-q"]);
        let home = around.path(root).join(home);
        fs::create_dir_all(&home).unwrap();
        let run = around.run(["-v", "--root", &format!("./{root}"), "build"]);
        let answer = run.env("XDG_CACHE_HOME", home.canonicalize().unwrap().to_str().unwrap()).answer();
        assert_eq!(answer.status, Some(0), "{answer:?}");
        assert!(answer.stderr.contains("caching is disabled: ") && answer.stderr.contains("--cache"), "{answer:?}");
        assert!(!home.join("clausebook").exists());
    }
}

/// Replaces the markup of every block in the cache of highlighted code, and corrects its checksum.
fn forge(path: &Path) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    const EVIL: &[u8] = b"<b>forged</b>";
    let bytes = fs::read(path).unwrap();
    let head = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let (mut body, mut forged) = (&bytes[head + 32..], Vec::new());
    while !body.is_empty() {
        let length = u32::from_le_bytes(body[16..20].try_into().unwrap()) as usize;
        forged.extend_from_slice(&body[..16]);
        forged.extend_from_slice(&(EVIL.len() as u32).to_le_bytes());
        forged.extend_from_slice(EVIL);
        body = &body[20 + length..];
    }
    let all = [&bytes[..head], &Sha256::digest(&forged)[..], &forged[..]].concat();
    fs::write(path, &all).unwrap();
    all
}

/// An output folder from the repository: its manifest is valid, but its search index is a different one.
#[test]
fn a_search_index_that_came_with_the_folder_is_not_used_again() {
    let project = site();
    project.run(["build", "-q"]).done();
    let script = project.read("public/pagefind/pagefind.js");
    project.write("public/pagefind/pagefind.js", b"forged()");
    let copy = Project::new().file("content/_index.md", project.read("content/_index.md"));
    for (path, bytes) in project.snapshot("public") {
        copy.write(&format!("public/{path}"), &bytes);
    }
    for site in [&project, &copy] {
        let answer = site.answer(["-v", "build"]);
        assert!(answer.stderr.contains("built the search index"), "{answer:?}");
        assert_eq!(site.read("public/pagefind/pagefind.js"), script);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_instead_of_a_cache_file_does_not_block() {
    let project = site();
    project.folder("pipes");
    for name in ["code.bin", "search.json", "external.json"] {
        let path = project.path("pipes").join(name);
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }
    project.run(["build", "-q", "--cache", "pipes"]).done();
    let answer = project.answer(["--cache", "pipes", "check", "--external"]);
    assert_eq!(answer.status, Some(0), "{answer:?}");
}

#[cfg(unix)]
#[test]
fn a_build_works_where_no_cache_can_be_written() {
    let project = site();
    for (name, value) in [("XDG_CACHE_HOME", "/dev/null/none"), ("XDG_CACHE_HOME", "/proc")] {
        let answer = project.run(["build"]).env(name, value).answer();
        assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), ""), "{answer:?}");
    }
    let answer = project.run(["-v", "build"]).env("XDG_CACHE_HOME", "/dev/null/none").answer();
    assert!(answer.stderr.contains("caching is disabled: "), "{answer:?}");
}

#[test]
fn two_sites_have_two_caches() {
    let project = Project::new();
    let project = project.file("a/content/_index.md", "---\ntitle: A\ndescription: d\n---\n```yaml\na: 1\n```\n");
    let project = project.file("b/content/_index.md", "---\ntitle: B\ndescription: d\n---\n```yaml\nb: 1\n```\n");
    for root in ["a", "b", "a"] {
        project.run(["--root", root, "build", "-q"]).done();
    }
    let names: Vec<String> = bytes(&project.caches().join("clausebook")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 3, "two folders and the tag: {names:?}");
    assert!(names.contains(&"CACHEDIR.TAG".to_owned()));
}
