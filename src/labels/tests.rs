//! The labels of all languages, and how files of a site change them.

use jiff::civil::date;

use super::{LabelFile, Labels, Text, shipped};
use crate::source::FileId;

const LANGUAGES: [&str; 9] = ["de", "en", "es", "fr", "it", "ja", "nl", "pt", "zh"];

fn labels(language: &str) -> Labels {
    let (labels, findings) = Labels::new(language, None, &[]);
    assert_eq!(findings, [], "{language}");
    labels
}

/// The labels of a site in `language` with a file of its own, and the codes of the findings.
fn with_own(language: &str, path: &str, text: &str) -> (Labels, Vec<String>) {
    let location = Some(crate::source::Location::start_of(FileId(0)));
    let (labels, findings) = Labels::new(language, location, &[LabelFile { file: FileId(1), path, text }]);
    (labels, findings.iter().map(|finding| format!("{} {}", finding.code.id(), finding.message)).collect())
}

#[test]
fn every_language_has_exactly_the_labels_of_english_with_the_same_names_to_fill_in() {
    assert_eq!(shipped::tags().collect::<Vec<_>>(), LANGUAGES);
    for language in LANGUAGES {
        let text = shipped::source(language).unwrap();
        let (texts, findings) = super::file::texts(FileId(0), text, Some(shipped::english()));
        assert_eq!(findings, [], "{language}");
        let keys: Vec<&String> = texts.keys().collect();
        assert_eq!(keys, shipped::english().keys().collect::<Vec<_>>(), "{language}");
    }
}

#[test]
fn every_language_has_the_forms_that_its_plurals_need() {
    for language in LANGUAGES {
        let labels = labels(language);
        for (key, text) in labels.all() {
            let Text::Forms(forms) = text else { continue };
            for count in [0, 1, 2, 5, 11, 21] {
                assert!(forms.contains_key(labels.category(Some(count))), "{language}: {key} for {count}");
            }
        }
    }
}

#[test]
fn dates_have_the_form_of_the_language() {
    let check = |language: &str, expected: [&str; 2]| {
        let labels = labels(language);
        assert_eq!([labels.date(date(2026, 11, 22)), labels.date(date(2027, 3, 1))], expected, "{language}");
    };
    check("en", ["22 November 2026", "1 March 2027"]);
    check("de-AT", ["22. November 2026", "1. März 2027"]);
    check("fr", ["22 novembre 2026", "1er mars 2027"]);
    check("es", ["22 de noviembre de 2026", "1 de marzo de 2027"]);
    check("pt-BR", ["22 de novembro de 2026", "1.º de março de 2027"]);
    check("it", ["22 novembre 2026", "1º marzo 2027"]);
    check("nl", ["22 november 2026", "1 maart 2027"]);
    check("ja", ["2026年11月22日", "2027年3月1日"]);
    check("zh-Hans", ["2026年11月22日", "2027年3月1日"]);
}

#[test]
fn numbers_have_separators_from_five_digits_on() {
    let check = |language: &str, expected: [&str; 3]| {
        let labels = labels(language);
        assert_eq!([0, 1_189, 1_234_567].map(|number| labels.number(number)), expected, "{language}");
    };
    check("en", ["0", "1189", "1,234,567"]);
    check("de", ["0", "1189", "1.234.567"]);
    check("fr", ["0", "1189", "1\u{202f}234\u{202f}567"]);
}

#[test]
fn a_number_chooses_the_form_of_the_language() {
    let check = |language: &str, count: usize, expected: &str| {
        assert_eq!(labels(language).count("pages", count, &[]), expected, "{language}");
    };
    check("en", 0, "0 pages");
    check("en", 1, "1 page");
    check("fr", 0, "0 page");
    check("de", 2, "2 Seiten");
    check("ja", 1, "1 ページ");
    let arabic = "pages: {zero: \"z {count}\", one: one, two: two, few: \"f {count}\", many: \"m {count}\", other: \"o {count}\"}";
    let (labels, _) = with_own("ar-EG", "templates/labels/ar.yaml", arabic);
    let pages = [0, 1, 2, 3, 11, 100].map(|count| labels.count("pages", count, &[]));
    assert_eq!(pages, ["z 0", "one", "two", "f 3", "m 11", "o 100"]);
}

#[test]
fn a_file_of_the_site_replaces_single_labels_and_a_closer_tag_counts_more() {
    let (labels, findings) = with_own("de-CH", "templates/labels/de-CH.yaml", "footer: Fusszeile\n");
    assert_eq!(findings, [] as [&str; 0]);
    assert_eq!((labels.text("footer"), labels.text("copy")), ("Fusszeile", "Kopieren"));
    let (labels, _) = with_own("de", "templates/labels/de-CH.yaml", "footer: Fusszeile\n");
    assert_eq!(labels.text("footer"), "Fußzeile");
}

#[test]
fn what_has_no_text_in_the_language_is_in_english_and_said_once() {
    let location = Some(crate::source::Location::start_of(FileId(0)));
    let said = |language: &str| {
        let (labels, findings) = Labels::new(language, location, &[]);
        assert_eq!(labels.text("copy"), if findings.is_empty() { labels.text("copy") } else { "Copy" });
        findings.iter().map(|finding| finding.code.id()).collect::<Vec<_>>()
    };
    assert_eq!(said("pl"), ["TP106"]);
    assert_eq!(said("zh-TW"), ["TP106"]);
    assert_eq!(said("en-GB"), [] as [&str; 0]);
    assert_eq!(said("pt-BR"), [] as [&str; 0]);
    let (labels, findings) = with_own("pl", "templates/labels/pl.yaml", "copy: Kopiuj\n");
    assert_eq!((labels.text("copy"), labels.language()), ("Kopiuj", "pl"));
    assert!(findings[0].starts_with("TP106") && findings.len() == 1, "{findings:?}");
}

#[test]
fn what_is_wrong_in_a_file_is_said_and_leaves_the_label_as_it_is() {
    let check = |text: &str, expected: &[&str]| {
        let (labels, findings) = with_own("de", "templates/labels/de.yaml", text);
        assert_eq!(findings, expected, "{text}");
        assert_eq!(labels.text("part_of"), "Teil {position} von {total}");
    };
    check("coppy: X\n", &["TP103 there is no label `coppy`"]);
    check("pages: {one: a, otter: b, other: \"{count}\"}\n", &["TP103 `pages` has no form `otter`"]);
    check(
        "part_of: \"Teil {positon} von {total}\"\n",
        &["TP104 `part_of` has no `{positon}` to fill in", "TP104 `part_of` lacks `{position}`"],
    );
    check("pages: Seiten\n", &["TP104 `pages` lacks `{count}`"]);
    check("pages: {one: eine Seite}\n", &["TP105 `pages` has no form `other`"]);
    check("copy: [a, b]\n", &["TP105 `copy` takes a text, not a list"]);
    check("copy: {one: a, other: b}\n", &["TP105 `copy` takes a text, not a mapping"]);
    check("copy:\n", &["TP105 `copy` takes a text, not nothing"]);
    check("months: [Jan]\n", &["TP105 `months` takes a list of 12 texts"]);
    check("copy: A\ncopy: B\n", &["TP105 `copy` is there twice"]);
    check("- copy\n", &["TP105 expected labels, found a list"]);
    check("# nothing yet\n", &[]);
    let (_, findings) = with_own("de", "templates/labels/de.yml", "copy: X\n");
    assert_eq!(findings, ["TP105 `de.yml` is not read: a file of labels is called `LANG.yaml`"]);
}
