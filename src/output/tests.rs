//! The whole module, with real folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use tempfile::TempDir;

use super::swap::{SwapError, swap_in_two_steps};
use super::{
    Artifact, Body, Inputs, MANIFEST, Manifest, MemorySink, OutputError, OutputPath, Provenance, Sink, Staging,
    Verification, WriteReport, verify,
};

/// A site's root with an output folder in it, both in a temporary folder.
struct TestSite {
    folder: TempDir,
    inputs: Vec<PathBuf>,
}

impl TestSite {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inputs: Vec<_> =
            ["content", "templates", "static"].map(|name| folder.path().join("site").join(name)).into();
        inputs.iter().for_each(|input| fs::create_dir_all(input).unwrap());
        Self { folder, inputs }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn target(&self) -> PathBuf {
        self.root().join("public")
    }

    fn begin(&self, target: &Path) -> Result<Staging, OutputError> {
        Staging::begin(target, &Inputs { root: &self.root(), folders: &self.inputs })
    }

    fn build(&self, target: &Path, files: &[(&str, &str)]) -> Result<WriteReport, OutputError> {
        let staging = self.begin(target)?;
        for (path, text) in files {
            staging.sink().put(page(path, text))?;
        }
        staging.commit(&provenance())
    }

    /// What lies in the root besides the site's own folders and the target.
    fn leftovers(&self) -> Vec<String> {
        let known = ["content", "templates", "static", "public"];
        let mut names: Vec<_> = fs::read_dir(self.root())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !known.contains(&name.as_str()))
            .collect();
        names.sort();
        names
    }
}

fn provenance() -> Provenance {
    Provenance { source_commit: Some("abc123".to_owned()), date: "2026-03-01".to_owned() }
}

fn page(path: &str, text: &str) -> Artifact {
    Artifact::new(OutputPath::new(path).unwrap(), Body::Text(text.to_owned()))
}

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn names(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}

#[test]
fn a_build_writes_its_files_and_an_exact_manifest() {
    let site = TestSite::new();
    let logo = site.root().join("static/logo.svg");
    fs::write(&logo, "<svg/>").unwrap();
    let staging = site.begin(&site.target()).unwrap();
    staging.sink().put(page("index.html", "abc").at("/")).unwrap();
    staging.sink().put(Artifact::new(OutputPath::new("a/b/logo.svg").unwrap(), Body::Copy(logo))).unwrap();
    staging.sink().put(Artifact::new(OutputPath::new("a/x.bin").unwrap(), Body::Bytes(vec![0, 255]))).unwrap();
    let written = staging.commit(&provenance()).unwrap();

    let manifest = fs::read_to_string(site.target().join(MANIFEST)).unwrap();
    let expected = r#"{
  "version": 1,
  "generator": {"name":"clausebook","version":"VERSION"},
  "source_commit": "abc123",
  "date": "2026-03-01",
  "files": [
    {"path":"a/b/logo.svg","sha256":"d4dc56669143034f31aa309635d4113d9ad76a02b1739da22c965ed2049be9e6","size":6,"route":null},
    {"path":"a/x.bin","sha256":"06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8","size":2,"route":null},
    {"path":"index.html","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","size":3,"route":"/"}
  ]
}
"#;
    assert_eq!(manifest, expected.replace("VERSION", env!("CARGO_PKG_VERSION")));
    assert_eq!(names(&site.target()), ["a/b/logo.svg", "a/x.bin", MANIFEST, "index.html"]);
    let folder = site.target().canonicalize().unwrap();
    assert_eq!(written, WriteReport { folder, files: 4, bytes: 11 + manifest.len() as u64 });
    assert_eq!(site.leftovers(), [""; 0]);
    assert!(verify(&site.target()).unwrap().is_clean());
}

#[test]
fn an_empty_site_still_has_a_whole_manifest() {
    let text = Manifest::new(&Provenance::default(), Vec::new()).to_text();
    assert!(text.ends_with("  \"source_commit\": null,\n  \"date\": \"\",\n  \"files\": []\n}\n"), "{text}");
    serde_json::from_str::<Manifest>(&text).unwrap();
}

#[test]
fn a_second_build_replaces_the_first_whole() {
    let site = TestSite::new();
    site.build(&site.target(), &[("old/index.html", "old"), ("index.html", "1")]).unwrap();
    site.build(&site.target(), &[("new/index.html", "new"), ("index.html", "2")]).unwrap();
    assert_eq!(names(&site.target()), [MANIFEST, "index.html", "new/index.html"]);
    assert_eq!(fs::read_to_string(site.target().join("index.html")).unwrap(), "2");
    assert_eq!(site.leftovers(), [""; 0]);
}

#[cfg(unix)]
#[test]
fn unchanged_files_keep_their_time_and_files_changed_by_hand_are_restored() {
    use std::os::unix::fs::MetadataExt;
    let site = TestSite::new();
    let logo = site.root().join("static/logo.svg");
    fs::write(&logo, "<svg/>").unwrap();
    let build = |text: &str| {
        let staging = site.begin(&site.target()).unwrap();
        staging.sink().put(page("same.html", "same")).unwrap();
        staging.sink().put(page("other.html", text)).unwrap();
        let copied = Artifact::new(OutputPath::new("logo.svg").unwrap(), Body::Copy(logo.clone()));
        staging.sink().put(copied).unwrap();
        staging.commit(&provenance()).unwrap();
        ["same.html", "logo.svg", "other.html"].map(|name| fs::metadata(site.target().join(name)).unwrap().ino())
    };
    let (first, second) = (build("1"), build("2"));
    assert_eq!(first[..2], second[..2]);
    assert_ne!(first[2], second[2]);
    fs::write(site.target().join("same.html"), "SAME").unwrap();
    fs::write(site.target().join("logo.svg"), "<bad/>").unwrap();
    build("2");
    assert!(verify(&site.target()).unwrap().is_clean());
    assert_eq!(fs::read_to_string(site.target().join("same.html")).unwrap(), "same");
    assert_eq!(fs::read_to_string(site.target().join("logo.svg")).unwrap(), "<svg/>");
}

#[test]
fn a_build_that_fails_in_the_middle_leaves_the_last_site_byte_for_byte() {
    let site = TestSite::new();
    site.build(&site.target(), &[("index.html", "good"), ("a/index.html", "good too")]).unwrap();
    let before = tree(&site.target());
    let staging = site.begin(&site.target()).unwrap();
    staging.sink().put(page("index.html", "bad")).unwrap();
    let gone = site.root().join("static/gone.png");
    let error = staging.sink().put(Artifact::new(OutputPath::new("gone.png").unwrap(), Body::Copy(gone.clone())));
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot read `{}`: ", gone.display())), "{error}");
    drop(staging);
    assert_eq!(tree(&site.target()), before);
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_duplicate_path_is_reported() {
    let site = TestSite::new();
    let staging = site.begin(&site.target()).unwrap();
    let memory = MemorySink::default();
    for sink in [staging.sink() as &dyn Sink, &memory] {
        sink.put(page("a/index.html", "1")).unwrap();
        let error = sink.put(page("a/index.html", "2")).unwrap_err();
        assert_eq!(error.to_string(), "two output files have the path `a/index.html`");
    }
    let kept = memory.into_artifacts();
    assert_eq!(kept.values().map(|artifact| artifact.body.bytes().unwrap().into_owned()).collect::<Vec<_>>(), [b"1"]);
}

#[test]
fn the_manifest_cannot_be_overwritten_by_a_file_of_the_site() {
    let site = TestSite::new();
    let error = site.build(&site.target(), &[(MANIFEST, "{}")]).unwrap_err();
    assert!(matches!(error, OutputError::ReservedPath { .. }), "{error}");
    site.build(&site.target(), &[("manifest.json", "{}"), ("app/clausebook-manifest.json", "{}")]).unwrap();
}

#[test]
fn a_site_with_the_former_name_of_the_manifest_is_known_and_replaced() {
    let site = TestSite::new();
    let target = site.target();
    site.build(&target, &[("index.html", "1")]).unwrap();
    fs::rename(target.join(MANIFEST), target.join("manifest.json")).unwrap();
    assert!(verify(&target).unwrap().is_clean());
    site.build(&target, &[("index.html", "2")]).unwrap();
    assert_eq!(names(&target), [MANIFEST, "index.html"]);
    // Another file of that name does not mark a site.
    fs::remove_file(target.join(MANIFEST)).unwrap();
    fs::write(target.join("manifest.json"), "{\"name\": \"an app\"}").unwrap();
    assert!(matches!(site.begin(&target).unwrap_err(), OutputError::Foreign { .. }));
    assert!(verify(&target).unwrap_err().to_string().contains(MANIFEST));
}

#[test]
fn a_repository_is_kept_unless_a_build_wrote_all_of_it() {
    let site = TestSite::new();
    let target = site.target();
    site.build(&target, &[(".git/HEAD", "x"), ("index.html", "1")]).unwrap();
    site.build(&target, &[(".git/HEAD", "x"), ("index.html", "2")]).unwrap();
    fs::write(target.join(".git/config"), "mine").unwrap();
    let error = site.build(&target, &[("index.html", "3")]).unwrap_err().to_string();
    assert!(error.contains("it contains a repository, `.git`"), "{error}");
    assert_eq!(fs::read_to_string(target.join(".git/config")).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn a_pipe_instead_of_a_file_does_not_block() {
    let site = TestSite::new();
    let target = site.target();
    site.build(&target, &[("index.html", "1"), ("a.txt", "a")]).unwrap();
    let make_pipe = |path: &Path| {
        let _ = fs::remove_file(path);
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    };
    make_pipe(&target.join("a.txt"));
    assert_eq!(verify(&target).unwrap().changed, ["a.txt"]);
    site.build(&target, &[("index.html", "1"), ("a.txt", "a")]).unwrap();
    assert_eq!(fs::read_to_string(target.join("a.txt")).unwrap(), "a");
    for name in [MANIFEST, "manifest.json"] {
        make_pipe(&target.join(name));
    }
    assert!(matches!(site.begin(&target).unwrap_err(), OutputError::Foreign { .. }));
    assert!(verify(&target).is_err());
}

#[test]
fn a_file_where_a_folder_must_be_is_reported() {
    let site = TestSite::new();
    let error = site.build(&site.target(), &[("a", "file"), ("a/index.html", "page")]).unwrap_err().to_string();
    assert!(error.starts_with("cannot write `") && error.contains("/a`: "), "{error}");
}

#[test]
fn many_threads_write_the_same_site_as_one() {
    let (one, many) = (TestSite::new(), TestSite::new());
    let paths: Vec<_> = (0..300).map(|index| format!("s{}/p{index}/index.html", index % 7)).collect();
    let staging = one.begin(&one.target()).unwrap();
    paths.iter().for_each(|path| staging.sink().put(page(path, path)).unwrap());
    staging.commit(&provenance()).unwrap();
    let staging = many.begin(&many.target()).unwrap();
    paths.clone().into_par_iter().for_each(|path| staging.sink().put(page(&path, &path)).unwrap());
    staging.commit(&provenance()).unwrap();
    assert_eq!(tree(&one.target()), tree(&many.target()));
}

#[test]
fn two_builds_at_once_do_not_disturb_each_other() {
    let site = TestSite::new();
    let (first, second) = (site.begin(&site.target()).unwrap(), site.begin(&site.target()).unwrap());
    first.sink().put(page("first.html", "1")).unwrap();
    second.sink().put(page("second.html", "2")).unwrap();
    first.commit(&provenance()).unwrap();
    second.commit(&provenance()).unwrap();
    assert_eq!(names(&site.target()), [MANIFEST, "second.html"]);
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn only_the_files_of_a_killed_build_are_removed() {
    let site = TestSite::new();
    let stale = site.root().join(".public.clausebook-Ab3dEf");
    let kept = [".public.clausebook-notes.txt", ".other.clausebook-Ab3dEf", ".public"];
    fs::create_dir_all(stale.join("deep/er")).unwrap();
    kept.iter().for_each(|name| fs::create_dir_all(site.root().join(name)).unwrap());
    site.build(&site.target(), &[("index.html", "1")]).unwrap();
    let mut expected = kept;
    expected.sort_unstable();
    assert_eq!(site.leftovers(), expected);
}

#[test]
fn a_folder_with_other_files_is_refused_and_not_changed() {
    let site = TestSite::new();
    for (name, text) in [("thesis.txt", "years of work"), (MANIFEST, "{\"name\": \"an app\"}"), (MANIFEST, "no json")] {
        let target = site.target();
        let _ = fs::remove_dir_all(&target);
        fs::create_dir(&target).unwrap();
        fs::write(target.join(name), text).unwrap();
        let error = site.begin(&target).unwrap_err();
        assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
        assert_eq!(fs::read_to_string(target.join(name)).unwrap(), text);
    }
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn files_that_appear_during_the_build_are_not_removed() {
    let site = TestSite::new();
    let staging = site.begin(&site.target()).unwrap();
    fs::create_dir(site.target()).unwrap();
    fs::write(site.target().join("thesis.txt"), "x").unwrap();
    assert!(matches!(staging.commit(&provenance()), Err(OutputError::Foreign { .. })));
    assert_eq!(names(&site.target()), ["thesis.txt"]);
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_repository_in_the_output_is_not_removed() {
    let site = TestSite::new();
    site.build(&site.target(), &[("index.html", "1")]).unwrap();
    fs::create_dir(site.target().join(".git")).unwrap();
    let error = site.begin(&site.target()).unwrap_err().to_string();
    assert!(error.contains("`.git`"), "{error}");
}

#[test]
fn a_target_that_overlaps_with_the_sources_is_refused() {
    let site = TestSite::new();
    let root = site.root();
    let refused = |target: &Path, why: &str| {
        let error = site.begin(target).unwrap_err();
        let message = error.to_string();
        assert!(
            matches!(error, OutputError::Refused { .. }) && message.contains(why),
            "{}: {message}",
            target.display()
        );
    };
    refused(Path::new("/"), "root");
    refused(&root, "the root of the site");
    refused(root.parent().unwrap(), "the root of the site");
    refused(&root.join("content"), "which the site is built from");
    refused(&root.join("templates/../content"), "which the site is built from");
    refused(&root.join("public/../content"), "a folder that does not exist");
    refused(&root.join("static/out"), "which the site is built from");
    refused(&std::env::current_dir().unwrap(), "the current folder");
    // The reason depends on whether the scratch folder is below the current folder.
    refused(std::env::current_dir().unwrap().parent().unwrap(), "refusing to write");
    fs::write(root.join("file"), "").unwrap();
    refused(&root.join("file"), "it is a file");
    let below = site.begin(&root.join("file/public")).unwrap_err().to_string();
    assert!(below.contains("file/public"), "{below}");
    assert_eq!(site.leftovers(), ["file"]);
}

#[test]
fn a_missing_target_is_created_with_its_parents() {
    let site = TestSite::new();
    let target = site.folder.path().join("far/away/public");
    site.build(&target, &[("index.html", "1")]).unwrap();
    assert_eq!(names(&target), [MANIFEST, "index.html"]);
    let empty = site.folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    site.build(&empty, &[("index.html", "1")]).unwrap();
    assert_eq!(names(&empty), [MANIFEST, "index.html"]);
}

#[cfg(unix)]
#[test]
fn a_link_keeps_being_one_and_what_it_points_to_is_replaced() {
    use std::os::unix::fs::symlink;
    let site = TestSite::new();
    let (real, link) = (site.folder.path().join("www"), site.folder.path().join("live"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    for text in ["1", "2"] {
        site.build(&link, &[("index.html", text)]).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(real.join("index.html")).unwrap(), text);
    }
    // A link inside the site's folder must not lead out of it.
    symlink(&real, site.target()).unwrap();
    assert!(matches!(site.begin(&site.target()), Err(OutputError::Refused { .. })));
    let to_content = site.root().join("sly");
    symlink(site.root().join("content"), &to_content).unwrap();
    assert!(matches!(site.begin(&to_content), Err(OutputError::Refused { .. })));
    let dangling = site.root().join("dangling");
    symlink(site.root().join("nowhere"), &dangling).unwrap();
    let error = site.begin(&dangling).unwrap_err().to_string();
    assert!(error.contains("a dangling symbolic link"), "{error}");
}

#[cfg(unix)]
#[test]
fn the_site_is_as_readable_as_any_new_folder() {
    use std::os::unix::fs::PermissionsExt;
    let site = TestSite::new();
    let private = site.root().join("static/private.txt");
    fs::write(&private, "x").unwrap();
    fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
    let staging = site.begin(&site.target()).unwrap();
    staging.sink().put(Artifact::new(OutputPath::new("a/x.txt").unwrap(), Body::Copy(private))).unwrap();
    staging.commit(&provenance()).unwrap();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::write(site.root().join("plain"), "").unwrap();
    fs::create_dir(site.root().join("folder")).unwrap();
    assert_eq!(mode(site.target()), mode(site.root().join("folder")));
    assert_eq!(mode(site.target().join("a/x.txt")), mode(site.root().join("plain")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_reported() {
    let site = TestSite::new();
    // No user can write there.
    let error = site.begin(Path::new("/proc/self/public")).unwrap_err().to_string();
    assert!(error.starts_with("cannot write `/proc/"), "{error}");
    let error = site.begin(Path::new("/proc")).unwrap_err();
    assert!(matches!(error, OutputError::Foreign { .. } | OutputError::Refused { .. }), "{error}");
}

#[test]
fn where_folders_cannot_be_exchanged_a_failed_swap_restores_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let [new, target, aside] = ["new", "target", "aside"].map(|name| folder.path().join(name));
    fs::create_dir(&target).unwrap();
    fs::write(target.join("index.html"), "good").unwrap();
    let before = tree(folder.path());
    assert!(matches!(swap_in_two_steps(&new, &target, &aside), Err(SwapError::Unchanged(_))));
    assert_eq!(tree(folder.path()), before);
    fs::create_dir(&new).unwrap();
    swap_in_two_steps(&new, &target, &aside).unwrap();
    assert_eq!(names(&aside), ["index.html"]);
    assert!(names(&target).is_empty());
}

#[test]
fn a_site_that_a_killed_build_moved_is_restored() {
    let site = TestSite::new();
    site.build(&site.target(), &[("index.html", "good")]).unwrap();
    let before = tree(&site.target());
    fs::rename(site.target(), site.root().join(".public.clausebook_old")).unwrap();
    drop(site.begin(&site.target()).unwrap());
    assert_eq!(tree(&site.target()), before);
    assert_eq!(site.leftovers(), [""; 0]);
}

#[test]
fn a_copy_is_compared_file_by_file() {
    let site = TestSite::new();
    let files = ["a.html", "b.html", "c/d.html", "e.html"].map(|path| (path, "text"));
    site.build(&site.target(), &files).unwrap();
    let target = site.target();
    fs::remove_file(target.join("a.html")).unwrap();
    fs::write(target.join("b.html"), "tex!").unwrap();
    fs::write(target.join("c/d.html"), "longer text").unwrap();
    fs::write(target.join("c/new.html"), "").unwrap();
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected = Verification {
        files: 5,
        missing: owned(&["a.html"]),
        added: owned(&["c/new.html"]),
        changed: owned(&["b.html", "c/d.html"]),
    };
    assert_eq!(verify(&target).unwrap(), expected);
}

#[test]
fn a_manifest_that_cannot_be_trusted_is_an_error() {
    let record = |path: &str| format!(r#"{{"path":"{path}","sha256":"","size":0,"route":null}}"#);
    let manifest = |files: &[String]| {
        let generator = r#"{"name":"clausebook","version":"1"}"#;
        let files = files.join(",");
        format!(r#"{{"version":1,"generator":{generator},"source_commit":null,"date":"","files":[{files}]}}"#)
    };
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(verify(folder.path()), Err(OutputError::Read { .. })));
    let bad = ["", "[]", &manifest(&[record("../secret")]), &manifest(&[record("/etc/passwd")])];
    for text in bad.into_iter().chain([manifest(&[record("a"), record("a")]).as_str()]) {
        fs::write(folder.path().join(MANIFEST), text).unwrap();
        assert!(matches!(verify(folder.path()), Err(OutputError::BadManifest { .. })), "{text}");
    }
    fs::write(folder.path().join(MANIFEST), manifest(&[record("a")])).unwrap();
    assert_eq!(verify(folder.path()).unwrap().missing, ["a"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_copy_is_never_followed() {
    let site = TestSite::new();
    site.build(&site.target(), &[("a.html", "text"), ("b/c.html", "text")]).unwrap();
    let outside = site.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("c.html"), "text").unwrap();
    fs::remove_file(site.target().join("a.html")).unwrap();
    fs::remove_dir_all(site.target().join("b")).unwrap();
    std::os::unix::fs::symlink(outside.join("c.html"), site.target().join("a.html")).unwrap();
    std::os::unix::fs::symlink(&outside, site.target().join("b")).unwrap();
    let found = verify(&site.target()).unwrap();
    assert_eq!(
        (found.changed, found.missing, found.added),
        (vec!["a.html".to_owned()], vec!["b/c.html".to_owned()], vec!["b".to_owned()])
    );
}
