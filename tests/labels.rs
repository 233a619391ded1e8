//! The words of the theme: every one of them is a label, in every kind of page.

use std::fs;
use std::path::Path;

use clausebook::labels::{Labels, Text};
use clausebook::markdown::decoded;

use crate::support::Project;

/// Where the site is built, below its root.
const OUT: &str = "out";

/// The authors of the site write Greek, so that any Latin word on a page is one of the theme.
const FILES: &[(&str, &str)] = &[
    (
        "clausebook.yaml",
        "title: Οδηγός\nbase_url: https://docs.example.com/\nedit_url: https://docs.example.com/{path}\n\
         theme: {feedback: \"https://docs.example.com/?u={url}\", notice: {text: Ανακοίνωση}}\n\
         markup: {admonitions: [mkdocs, docusaurus]}\nexternal: {}\n",
    ),
    ("content/_index.md", "---\ntitle: Οδηγός\ndescription: Σελίδα.\nhero: {title: Αρχή, search: true}\n---\n"),
    ("content/deep/_index.md", "---\ntitle: Ενότητα\ndescription: Μια ενότητα.\nprint: true\n---\n"),
    ("content/deep/down/_index.md", "---\ntitle: Υποενότητα\n---\n"),
    ("content/deep/down/one.md", "---\ntitle: Ένα\ndate: 2026-03-01\n---\nΚείμενο.\n"),
    ("content/deep/draft.md", "---\ntitle: Πρόχειρο\ndraft: true\n---\nΚείμενο.\n"),
    (
        "content/deep/a.md",
        "---\ntitle: Άλφα\ndescription: Μια πρόταση.\ndate: 2026-01-02\nlastmod: 2026-11-22\ntags: [ετικέτα]\n\
         contributors: [Άννα, Νίκος]\naliases: [/old/]\ncontrol: {owner: Ομάδα, approver: Διοίκηση, version: \"2\", \
         reviewed: 2025-01-01, every: 1 year, history: [{version: \"1\", date: 2024-01-01, change: Αρχή, author: Άννα}]}\n\
         ---\n\n## Πρώτο\n\n[std:1.1] [std@1:1.9] [std:1.2] και σημείωση[^1].\n\n- [x] ένα\n- [ ] δύο\n\n\
         > [!NOTE]\n> α\n\n> [!TIP]\n> α\n\n> [!IMPORTANT]\n> α\n\n> [!WARNING]\n> α\n\n> [!CAUTION]-\n> α\n\n\
         :::danger\nα\n:::\n\n!!! example\n    α\n\n\
         | α | β |\n|---|---|\n| 1 | 2 |\n\n## Δεύτερο\n\n[πίνακας](matrix.yaml)\n\n[σύγκριση](walk.yaml)\n\n\
         {{< note >}}α{{< /note >}}{{< tip >}}α{{< /tip >}}{{< info >}}α{{< /info >}}{{< warning >}}α{{< /warning >}}\
         {{< caution >}}α{{< /caution >}}{{< important >}}α{{< /important >}}{{< danger >}}α{{< /danger >}}\
         {{< alert context=\"success\" >}}α{{< /alert >}}{{< details >}}α{{< /details >}}\
         {{< youtube 1 >}}{{< vimeo 1 >}}{{< gist ω 1 >}}{{< gist ω 1 φ >}}{{< x user=\"ω\" id=1 >}}{{< x id=1 >}}\
         {{< instagram 1 >}}\n\n[^1]: Σημείωση.\n",
    ),
    (
        "content/deep/b.md",
        "---\ntitle: Βήτα\ndescription: Μια πρόταση.\nrequirements: [\"std:1.1\"]\ndate: 2026-01-02\n\
         control: {owner: Ομάδα, version: \"3\", reviewed: 2026-10-01, every: 2 months}\n---\n[std:1.1] [std@1:1.8]\n",
    ),
    ("content/deep/c.md", "---\ntitle: Γάμα\nrequirements: [\"std:1.1\"]\n---\n[std:1.1]\n"),
    ("content/deep/d.md", "---\ntitle: Δέλτα\nrequirements: [\"std:1.1\"]\ncontrol: {owner: Ομάδα}\n---\n[std:1.1]\n"),
    ("content/deep/e.md", "---\ntitle: Έψιλον\nrequirements: [\"std:1.1\"]\n---\n[std:1.1]\n"),
    (
        "content/frameworks/std.yaml",
        "key: std\nname: Πρότυπο\npublisher: Εκδότης\nversion: \"2\"\nversions:\n\
         \x20 - {id: \"1\", published: 2020-01-01, retired: 2024-01-01, ids: [\"1.1\", \"1.7\", \"1.8\", \"1.9\"]}\n\
         \x20 - {id: \"2\", published: 2024-01-01}\n\
         renumbered:\n  - {from: \"1.7\", to: \"1.2\"}\n  - {from: \"1.8\", to: [\"1.2\", \"1.3\"], version: \"1\"}\n\
         \x20 - {from: \"1.1\", to: [\"1.3\"], version: \"1\"}\n\
         nodes:\n  - id: \"1\"\n    title: Πρώτη\n    group: true\n    children:\n      - {id: \"1.1\", title: Άλφα}\n\
         \x20     - {id: \"1.2\", title: Βήτα, tags: [service-provider]}\n      - {id: \"1.3\", title: Γάμα}\n\
         \x20     - {id: \"1.4\", withdrawn: \"1.3\"}\n      - {id: \"1.5\", title: Δέλτα}\n      - {id: \"1.6\", title: Έψιλον}\n\
         \x20     - {id: \"1.10\", title: Ήτα}\n  - {id: \"2\", title: Δεύτερη}\n",
    ),
    (
        "content/frameworks/other.yaml",
        "key: other\nname: Άλλο 9\nversion: \"7\"\nnodes:\n  - {id: \"8\", title: Οκτώ}\n  - {id: \"9\", title: Εννέα}\n",
    ),
    (
        "content/deep/matrix.yaml",
        "kind: responsibility\ntitle: Πίνακας\nframework: std\ndefault: provider\nrows:\n\
         \x20 - {req: \"1.1\", who: shared, provider: α, customer: β, note: γ}\n  - {req: \"1.2\", who: customer, customer: α}\n\
         \x20 - {req: \"1.5\", who: n/a, note: α}\n  - {req: \"1.6\", who: n/a, note: α}\n  - {req: \"1.10\", who: n/a, note: α}\n",
    ),
    (
        "content/deep/walk.yaml",
        "kind: crosswalk\ntitle: Αντιστοιχία\nsource: std\ntarget: other\nrows:\n\
         \x20 - {from: \"1.1\", relation: subset-of, to: [\"8\"], note: α}\n  - {from: \"1.2\", relation: equal-to, to: [\"8\"]}\n",
    ),
];

/// Latin words that are no words of a language: the names of formats, of the program and of keys.
const NAMES: &[&str] = &["CSV", "JSON", "Clausebook", "Markdown", "Enter", "Esc"];

/// What is left of a text without the marked parts, which may be nested.
fn unmarked(text: &str) -> String {
    let mut depth = 0_usize;
    let mut left = String::new();
    for letter in text.chars() {
        match letter {
            '⟦' => depth += 1,
            '⟧' => depth = depth.saturating_sub(1),
            letter if depth == 0 => left.push(letter),
            _ => {}
        }
    }
    left
}

/// The Latin words in a text that are neither marked nor names.
fn left_over(text: &str) -> Vec<String> {
    let text = unmarked(text);
    let shown = text.split_whitespace().filter(|word| !word.starts_with("https:"));
    let words = shown.flat_map(|word| word.split(|letter: char| !letter.is_ascii_alphabetic()));
    words.filter(|word| word.len() > 1 && !NAMES.contains(word)).map(str::to_owned).collect()
}

fn marked(text: &str) -> serde_json::Value {
    serde_json::json!(format!("⟦{text}⟧"))
}

/// The labels of English with every text marked, as a file of a site. JSON is YAML.
fn marked_labels() -> String {
    let value = |text: &Text| match text {
        Text::One(text) => marked(text),
        Text::Forms(forms) => forms.iter().map(|(form, text)| ((*form).to_owned(), marked(text))).collect(),
        Text::List(items) => items.iter().map(|item| marked(item)).collect(),
    };
    let labels: serde_json::Map<String, serde_json::Value> =
        Labels::english().all().map(|(key, text)| (key.to_owned(), value(text))).collect();
    serde_json::Value::Object(labels).to_string()
}

/// The texts of a page that readers meet: what stands between tags, and the attributes that are shown or read out.
fn texts(html: &str) -> Vec<String> {
    const SHOWN: [&str; 11] = [
        "aria-label",
        "title",
        "placeholder",
        "alt",
        "data-label",
        "data-sign",
        "data-time",
        "data-imprint",
        "data-title",
        "data-book",
        "content",
    ];
    let mut texts = Vec::new();
    // A mark may begin in one element and end in another.
    let mut shown = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        shown.push_str(before);
        shown.push('\n');
        // No attribute of these pages has `>` in it.
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        let is_meta = name == "meta" && !tag.contains("description");
        for attribute in SHOWN.into_iter().filter(|_| !is_meta) {
            let Some((_, value)) = tag.split_once(&format!(" {attribute}=")) else { continue };
            let value = value.strip_prefix('"').map_or_else(
                || value.split(' ').next().unwrap_or_default(),
                |quoted| quoted.split('"').next().unwrap_or_default(),
            );
            let value = value.split("\u{26}#10;").next().unwrap_or_default();
            texts.push(value.lines().next().unwrap_or_default().to_owned());
        }
        rest = match name {
            "script" | "style" | "code" | "kbd" => {
                after.split_once(&format!("</{name}>")).map_or("", |(_, after)| after)
            }
            _ => after,
        };
    }
    texts.extend(unmarked(&shown).lines().map(str::to_owned));
    texts.into_iter().map(|text| decoded(&text).into_owned()).collect()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.is_file()).collect()
}

fn marked_site() -> Project {
    let mut project = Project::new();
    for (path, text) in FILES {
        project = project.file(path, text);
    }
    project = project.file("content/many/_index.md", "---\ntitle: Πολλά\n---\n");
    for number in 0..50 {
        project = project.file(&format!("content/many/{number}.md"), "---\ntitle: Ωμέγα\n---\nα\n");
    }
    project.file("templates/labels/en.yaml", marked_labels())
}

#[test]
fn every_word_of_the_theme_is_a_label() {
    let project = marked_site();
    let arguments = ["build", "-q", "--drafts", "--date", "2026-11-22", "--no-search", "--out", OUT];
    let answer = project.run(arguments).answer();
    assert_eq!(answer.status, Some(0), "{answer:?}");
    let out = project.path(OUT);
    for page in [
        "index.html",
        "404.html",
        "old/index.html",
        "deep/index.html",
        "deep/a/index.html",
        "deep/print/index.html",
        "documents/index.html",
        "frameworks/index.html",
        "frameworks/std/index.html",
        "frameworks/std/1/index.html",
        "frameworks/std/coverage/index.html",
        "frameworks/std/crosswalk/index.html",
        "frameworks/std/changes/index.html",
        "tags/index.html",
        "contributors/index.html",
        "deep/draft/index.html",
    ] {
        assert!(out.join(page).is_file(), "{page} is not there");
    }
    let mut found = Vec::new();
    for file in files(&out) {
        let (path, text) = (file.strip_prefix(&out).unwrap().display().to_string(), fs::read_to_string(&file));
        let Ok(text) = text else { continue };
        let texts = match path.rsplit('.').next() {
            Some("html") => texts(&text),
            // Addresses and data in Markdown are Latin.
            Some("md") => text.lines().map(without_code).collect(),
            Some("css") if path.ends_with("paper.css") => {
                text.split('"').skip(1).step_by(2).map(|text| text.split("\\a ").next().unwrap().to_owned()).collect()
            }
            _ => continue,
        };
        for text in texts {
            let words = left_over(&text);
            if !words.is_empty() {
                found.push(format!("{path}: {words:?} in {text:?}"));
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{} words are no labels:\n{}", found.len(), found.join("\n"));
    let page = fs::read_to_string(out.join("deep/a/index.html")).unwrap();
    for expected in
        ["<time datetime=\"2026-11-22\">⟦22 ⟦November⟧ 2026⟧</time>", "data-sign=\"⟦S⟧\"", "data-time=\"⟦1 min⟧\""]
    {
        assert!(page.contains(expected), "{expected}");
    }
}

/// A line of Markdown without what only programs read: addresses of links, code, values of data files, shortcodes.
fn without_code(line: &str) -> String {
    let mut text = String::new();
    for (index, part) in line.split('`').enumerate() {
        text.push_str(if index % 2 == 0 { part } else { "" });
    }
    let mut shown = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("](") {
        shown.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    let is_markup = shown.contains("[!") || shown.contains("{{") || shown.trim_start().starts_with('<');
    let cell = |cell: &str| {
        let word = cell.trim();
        let is_data =
            ["provider", "customer", "shared", "n/a", "equal-to", "subset-of", "no-relationship"].contains(&word);
        if is_data { String::new() } else { cell.to_owned() }
    };
    if is_markup {
        String::new()
    } else {
        shown.split('|').map(cell).collect::<Vec<_>>().join("|").replace("std:", "").replace("std@", "")
    }
}

#[test]
fn scripts_say_nothing_but_labels() {
    let project = marked_site();
    let answer = project.run(["build", "-q", "--date", "2026-11-22", "--no-search", "--out", OUT]).answer();
    assert_eq!(answer.status, Some(0), "{answer:?}");
    let page = fs::read_to_string(project.path(OUT).join("index.html")).unwrap();
    let (_, labels) = page.split_once("<script type=\"application/json\" id=Labels>").unwrap();
    let labels: serde_json::Value = serde_json::from_str(labels.split_once("</script>").unwrap().0).unwrap();
    for (key, text) in labels.as_object().unwrap().iter().filter(|(key, _)| *key != "language") {
        let texts = text.as_object().map_or_else(|| vec![text], |forms| forms.values().collect());
        assert!(texts.iter().all(|text| text.as_str().unwrap().starts_with('⟦')), "{key}: {text}");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    for file in files(&folder).iter().filter(|file| file.extension().is_some_and(|end| end == "js")) {
        let text = fs::read_to_string(file).unwrap();
        for shown in ["textContent", "ariaLabel", "placeholder", "title", "\"aria-label\""] {
            for (_, value) in
                text.match_indices(&format!(" {shown}: ")).map(|(at, found)| text.split_at(at + found.len()))
            {
                let is_literal = value.starts_with(['"', '`'])
                    && value[1..].starts_with(|letter: char| letter.is_ascii_alphabetic());
                assert!(!is_literal, "{}: {shown}: {}", file.display(), value.lines().next().unwrap());
            }
        }
    }
}

#[test]
fn a_page_in_english_has_no_block_of_labels_and_one_from_right_to_left_says_so() {
    let build = |language: &str| {
        let project = Project::new()
            .file("clausebook.yaml", format!("title: T\nlanguage: {language}\n"))
            .file("content/_index.md", "---\ntitle: T\ndate: 2026-11-22\n---\n");
        let answer = project.run(["build", "-q", "--no-search", "--out", OUT]).answer();
        assert_eq!(answer.status, Some(0), "{answer:?}");
        fs::read_to_string(project.path(OUT).join("index.html")).unwrap()
    };
    let english = build("en-GB");
    assert!(!english.contains("id=Labels") && english.contains("<html lang=\"en-GB\" data-book"), "{english}");
    assert!(build("ar").contains("<html lang=\"ar\" dir=rtl data-book"));
    assert!(build("de").contains("Zum Inhalt springen"));
}

#[test]
fn a_template_may_show_any_label_and_an_error_in_a_label_is_said() {
    let project = Project::new()
        .file("content/_index.md", "---\ntitle: T\n---\n")
        .file("templates/labels/en.yaml", "pages: {one: one page, other: \"{count} <pages>\"}\n")
        .file(
            "templates/home.html",
            "{{ labels.pages | fill(count=1) }}|{{ labels.pages | fill(count=12000) }}|{{ 12000 | number }}|\
             {% set link %}<a>{% endset %}{{ labels.by | fill(names=link) }}|{{ labels.by | fill(names=\"<b>\") }}",
        );
    let answer = project.run(["build", "-q", "--no-search", "--out", OUT]).answer();
    assert_eq!(answer.status, Some(0), "{answer:?}");
    let page = fs::read_to_string(project.path(OUT).join("index.html")).unwrap();
    assert_eq!(page, "one page|12,000 &lt;pages&gt;|12,000|By <a>|By &lt;b&gt;");
    project.write("templates/home.html", b"{{ labels.by | fill() }}");
    let answer = project.run(["build", "-q", "--no-search", "--out", OUT]).answer();
    assert!(answer.stdout.contains("the label has `{names}`, and `fill` gets no `names`"), "{answer:?}");
}
