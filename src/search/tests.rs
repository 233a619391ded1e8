//! An index as the build makes it, and as the next build takes it over.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Entry, FOLDER, IDS, IndexInput, IndexRecord, RequirementEntry};
use crate::output::{Artifact, Body, FolderSink, Inputs, Provenance, Sink, Staging};

fn entry(url: &str, title: &str, markup: &str) -> Entry {
    let (url, title, markup) = (url.to_owned(), title.to_owned(), markup.to_owned());
    Entry {
        url,
        title,
        markup,
        section: Some("Guide, part 1: more".to_owned()),
        tags: vec!["R&D".to_owned()],
        ..Entry::default()
    }
}

fn texts(word: &str) -> IndexInput {
    let scan = format!("<h2 id=\"when\">When</h2><p>Requirement 11.3.1.1 asks for {word}\u{2024}</p>");
    IndexInput::new(&[entry("/a/", "Scans", &scan), entry("/b/", "Other", "<p>AC-2(1)</p>")], "en-GB")
}

fn requirements() -> Vec<RequirementEntry> {
    let text = str::to_owned;
    let entry = RequirementEntry {
        framework: text("PCI"),
        url: text("/f/#6"),
        id: text("6"),
        title: text("Six"),
        responsible: String::new(),
    };
    vec![entry]
}

fn bytes(files: Vec<Artifact>) -> BTreeMap<String, Vec<u8>> {
    files.into_iter().map(|file| (file.path.to_string(), file.body.bytes().unwrap().into_owned())).collect()
}

fn put(files: &[Artifact], sink: &FolderSink) {
    files.iter().for_each(|file| sink.put(file.clone()).unwrap());
}

/// A site of these files alone.
fn built(folder: &Path, files: &[Artifact]) {
    let staging = Staging::begin(folder, &Inputs { root: folder.parent().unwrap(), folders: &[] }).unwrap();
    put(files, staging.sink());
    staging.commit(&Provenance::default()).unwrap();
}

#[test]
fn an_index_is_what_a_browser_loads_and_nothing_more() {
    let files = bytes(texts("scans").build(&requirements()).unwrap());
    let names: Vec<&str> = files.keys().map(|path| path.strip_prefix(FOLDER).unwrap()).collect();
    for name in ["pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en-gb.pagefind", "ids.json"] {
        assert!(names.contains(&name), "{name} is not among {names:?}");
    }
    assert!(names.iter().all(|name| !name.contains("ui") && !name.contains("highlight")), "{names:?}");
    let largest = files.values().map(Vec::len).max().unwrap();
    assert!(largest < 100_000, "{largest} bytes in one file");
    let ids = String::from_utf8(files[IDS].clone()).unwrap();
    assert!(ids.ends_with(r#""pages":[["PCI","/f/",[["6","Six"]]]]}"#), "{ids}");
}

#[test]
fn equal_texts_make_equal_bytes() {
    let build = || bytes(texts("scans").build(&[]).unwrap());
    assert_eq!(build(), build());
    assert_eq!(texts("scans").key(), texts("scans").key());
    assert_ne!(texts("scans").key(), texts("tests").key());
}

#[test]
fn a_language_without_stems_gets_the_general_words() {
    let files = bytes(IndexInput::new(&[entry("/a/", "A", "<p>b</p>")], "tlh").build(&[]).unwrap());
    assert!(files.contains_key("pagefind/wasm.unknown.pagefind"), "{:?}", files.keys());
}

#[test]
fn a_site_without_a_text_has_an_index_of_nothing() {
    let files = bytes(IndexInput::new(&[], "en").build(&[]).unwrap());
    assert!(files.contains_key("pagefind/pagefind.js") && files.contains_key(IDS), "{:?}", files.keys());
}

#[test]
fn the_last_index_is_taken_over_where_no_text_changed() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    let files = texts("scans").build(&[]).unwrap();
    built(&site, &files);
    let record = IndexRecord::new(&texts("scans"), &files);
    let reuse =
        |words: &str, site: &Path, requirements: &[RequirementEntry]| texts(words).reuse(site, &record, requirements);
    let taken = reuse("scans", &site, &[]).expect("the same texts");
    assert_eq!(bytes(taken), bytes(files.clone()));
    // Other ids need no other index.
    let taken = bytes(reuse("scans", &site, &requirements()).unwrap());
    assert!(String::from_utf8_lossy(&taken[IDS]).contains("Six"));
    assert!(reuse("tests", &site, &[]).is_none(), "another text");
    assert!(reuse("scans", folder.path(), &[]).is_none(), "no site at all");
    // Whatever the manifest of that site says.
    let forged = files.iter().map(|file| match file.path.as_str() {
        "pagefind/pagefind.js" => Artifact::new(file.path.clone(), Body::Text("forged()".to_owned())),
        _ => file.clone(),
    });
    let other = folder.path().join("forged");
    built(&other, &forged.collect::<Vec<_>>());
    assert!(reuse("scans", &other, &[]).is_none(), "a file that is not as built");
}

#[test]
fn nothing_of_an_index_is_copied_from_elsewhere() {
    let files = texts("scans").build(&[]).unwrap();
    assert!(files.iter().all(|file| !matches!(file.body, Body::Copy(_))));
}
