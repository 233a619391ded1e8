//! The documentation is correct: the example guide and the manual build without findings, and the manual names
//! everything that a user can set, write or override.

use std::fs;
use std::path::{Path, PathBuf};

use clausebook::config::known_settings;
use clausebook::framework::built_in_frameworks;
use clausebook::front::KNOWN;
use clausebook::render::built_in_shortcodes;
use clausebook::table::{TableKind, known_keys};

use crate::support::{Project, formats};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The text of every Markdown file of the manual, or of one of its pages.
fn manual(page: &str) -> String {
    let path = root().join("content/manual").join(page);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root_argument() -> String {
    root().to_str().unwrap().to_owned()
}

#[track_caller]
fn assert_named(names: impl IntoIterator<Item = String>, text: &str, page: &str) {
    let missing: Vec<String> = names.into_iter().filter(|name| !is_named(name, text)).collect();
    assert!(missing.is_empty(), "{page} does not speak of {missing:#?}");
}

/// Whether code or a heading has the name as a whole word.
fn is_named(name: &str, text: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// The guide says how many numbers two versions share.
#[test]
fn the_guide_counts_the_identifiers_that_two_versions_of_pci_dss_share() {
    let frameworks = built_in_frameworks();
    let pci = frameworks.iter().find(|framework| framework.key == "pci-dss").unwrap();
    let older = pci.version("3.2.1").unwrap();
    let shared = older.ids.iter().filter(|id| pci.find(id).is_some()).count();
    let guide = fs::read_to_string(root().join("content/pci-dss/introduction.md")).unwrap();
    assert!(guide.contains(&format!("{shared} identifiers of version 3.2.1 exist in 4.0.1")), "{shared}");
}

#[test]
fn the_example_guide_builds_and_checks_without_an_error_or_a_warning() {
    let project = Project::new();
    // Its articles are reviewed every year: a review that becomes due must not fail this test.
    let day = ["--date", "2026-11-23"];
    let check = ["--root", &root_argument(), "check", "--deny", "warnings", "--format", "concise"];
    let check = project.run(check.iter().chain(&day));
    let answer = check.answer();
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
    let build = project.run(["--root", &root_argument(), "build", "--strict", "-q", "--out", "site"]).answer();
    assert_eq!(build.status, Some(0), "{}{}", build.stdout, build.stderr);
    assert_eq!(project.broken_references("site", "/"), Vec::<String>::new());
    assert!(project.path("site/pci-dss/index.html").is_file() && project.path("site/manual/index.html").is_file());
}

#[test]
fn every_setting_is_in_the_manual() {
    let pages = ["configuration.md", "external.md", "addresses.md", "markup.md", "look.md"];
    let text = pages.map(manual).concat();
    // `menus.NAME[].parent` may be written as the key itself, below a heading of its own.
    let last = known_settings()
        .into_iter()
        .map(|name| name.rsplit(['.', ']']).find(|part| !part.is_empty()).unwrap_or(&name).to_owned());
    assert_named(last, &text, "configuration.md");
}

/// Readers look for a code by its number in the list of findings.
#[test]
fn the_pages_of_findings_are_in_the_order_of_their_codes() {
    let listed = fs::read_dir(root().join("content/manual/findings")).unwrap().map(|entry| entry.unwrap().path());
    let weight = |path: &Path| -> usize {
        let text = fs::read_to_string(path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("weight: ")).unwrap();
        line.parse().unwrap_or_else(|_| panic!("{}: {line}", path.display()))
    };
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut pages: Vec<(usize, String)> = listed.map(|path| (weight(&path), name(&path))).collect();
    pages.retain(|(_, name)| name != "_index");
    pages.sort();
    for pair in pages.windows(2) {
        let ((weight, name), (next_weight, next)) = (&pair[0], &pair[1]);
        assert!(weight < next_weight, "{name} and {next} have one weight");
        assert!(name[..2] != next[..2] || name < next, "{next} comes after {name}");
    }
    let mut groups: Vec<&str> = pages.iter().map(|(_, name)| &name[..2]).collect();
    groups.dedup();
    let count = groups.iter().collect::<std::collections::BTreeSet<_>>().len();
    assert_eq!(groups.len(), count, "a group of codes is in two places: {groups:?}");
}

#[test]
fn every_key_of_front_matter_is_in_the_manual() {
    let names = KNOWN.iter().filter(|key| !key.about.is_empty()).map(|key| key.name.to_owned());
    assert_named(names, &manual("content.md"), "content.md");
}

#[test]
fn every_value_that_templates_see_is_in_the_manual() {
    let view = fs::read_to_string(root().join("src/render/view.rs")).unwrap();
    let fields =
        view.lines().filter_map(|line| line.strip_prefix("    pub(super) ")?.split_once(": ").map(|(name, _)| name));
    let names: Vec<String> =
        fields.filter(|name| !name.contains('(')).map(|name| name.trim_start_matches("r#").to_owned()).collect();
    assert!(names.len() > 40, "fields are no longer found: {names:?}");
    let text = manual("values.md") + &manual("values-of-parts.md");
    assert_named(names, &text, "the manual on values");
}

#[test]
fn every_template_is_in_the_manual() {
    let templates = root().join("templates");
    let files = walkdir::WalkDir::new(&templates).into_iter().map(|entry| entry.unwrap());
    // Labels are no templates.
    let files = files.filter(|entry| !entry.path().starts_with(templates.join("labels")));
    let names = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(&templates).unwrap().to_str().unwrap().to_owned();
        // A shortcode is documented by its name.
        path.strip_prefix("shortcodes/").map_or(path.clone(), |name| name.trim_end_matches(".html").to_owned())
    });
    let (shortcodes, others): (Vec<String>, Vec<String>) = names.partition(|name| !name.contains('.'));
    assert_named(others, &manual("templates.md"), "templates.md");
    assert_named(shortcodes, &manual("shortcodes.md"), "shortcodes.md");
    assert_named(built_in_shortcodes().map(str::to_owned), &manual("shortcodes.md"), "shortcodes.md");
}

#[test]
fn the_manual_has_all_labels_as_a_file_to_begin_with() {
    let text = manual("labels.md");
    let (_, listed) = text.split_once("```text\n").unwrap();
    let shipped = fs::read_to_string(root().join("templates/labels/en.yaml")).unwrap();
    assert_eq!(listed.split_once("```\n").unwrap().0, shipped);
}

#[test]
fn every_built_in_framework_is_in_the_manual() {
    let text = manual("frameworks.md");
    let (_, section) = text.split_once("## What is built in\n").unwrap();
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    assert_named(built_in_frameworks().into_iter().map(|framework| framework.key.clone()), section, "frameworks.md");
}

#[test]
fn every_format_of_findings_is_in_the_manual_and_the_action() {
    let (text, action) = (manual("check.md"), fs::read_to_string(root().join("action.yml")).unwrap());
    let listed = action.lines().find(|line| line.contains("How findings are printed")).unwrap();
    for format in formats() {
        assert!(text.contains(&format!("| `{format}` |")), "check.md has no row for `{format}`");
        assert_named([format], listed, "action.yml");
    }
}

#[test]
fn every_kind_of_table_has_a_template_and_is_in_the_manual() {
    let text = manual("tables.md");
    let kinds = manual("values-of-parts.md");
    let kinds = kinds.lines().find(|line| line.starts_with("| `table.kind` |")).unwrap();
    for kind in TableKind::ALL.iter().copied() {
        assert_named([kind.name().to_owned()], kinds, "values-of-parts.md");
        assert!(root().join("templates").join(kind.template()).is_file(), "{} has no template", kind.name());
        assert_named([kind.name().to_owned()], &text, "tables.md");
        assert_named(known_keys(kind).iter().map(|key| (*key).to_owned()), &text, "tables.md");
        let example = format!("\nkind: {}\n", kind.name());
        assert!(!kind.is_named_in_file() || text.contains(&example), "tables.md has no example of {}", kind.name());
    }
}

#[test]
fn every_flag_is_in_the_manual() {
    let text = manual("commands.md") + &manual("check.md");
    let project = Project::new();
    let help = project.run(["--help"]).answer().stdout;
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() >= 6, "{help}");
    for command in commands {
        assert!(text.contains(&format!("clausebook {command}")), "commands.md does not speak of `{command}`");
        let help = project.run([command, "--help"]).answer().stdout;
        let flags = help.split(|letter: char| letter.is_whitespace() || letter == ',');
        let flags = flags.filter(|word| word.starts_with("--") && word.len() > 2 && *word != "--help");
        // The manual names options that every command has by their letter.
        let flags = flags.filter(|word| !matches!(*word, "--quiet" | "--verbose"));
        assert_named(flags.map(|flag| flag.trim_start_matches('-').to_owned()), &text, "commands.md");
    }
}

/// The examples of a page are the files of one site, each after a paragraph that names its path.
#[test]
fn examples_of_changing_the_look_build_and_show() {
    let files = examples(&manual("yours.md"));
    assert!(files.len() >= 9, "examples are no longer found: {files:?}");
    let mut project = Project::new();
    for (path, text) in &files {
        project = project.file(path, text.as_str());
    }
    let build = project.run(["build", "--strict", "-q"]).answer();
    assert_eq!(build.status, Some(0), "{}{}", build.stdout, build.stderr);
    let check = project.run(["check", "--deny", "warnings", "-q"]).answer();
    assert_eq!(check.status, Some(0), "{}{}", check.stdout, check.stderr);
    for (page, shown) in [
        ("index.html", "href=\"/guide.css\""),
        ("index.html", "src=\"/logo.svg\""),
        ("index.html", "kept by the compliance team"),
        ("accent.css", "#0b5c55"),
        ("patching/index.html", "<p class=\"callout-title\">Due within 30 days</p>"),
        ("patching/index.html", "<strong>and the installation is recorded</strong>"),
        ("patching/index.html", "<p class=\"rows\">2 rows</p>"),
        ("access-policy/index.html", "<span>Approved by The board</span>"),
    ] {
        let text = project.read(&format!("public/{page}"));
        assert!(text.contains(shown), "{page} has no {shown}:\n{text}");
    }
    let css = project.read("public/guide.css");
    let theme = fs::read_to_string(root().join("static/clausebook.css")).unwrap();
    for name in css.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(':')) {
        assert!(theme.contains(&format!("var(--{})", name.0)), "the theme draws with no `--{}`", name.0);
    }
}

/// The requests for the first view of a page and their total size in bytes: the page, its style sheets, scripts and
/// icon.
struct FirstView {
    requests: usize,
    bytes: usize,
    script: usize,
}

fn first_view(project: &Project, page: &str) -> FirstView {
    let html = project.read(page);
    let tags = |name: &'static str| html.split('<').filter(move |tag| tag.starts_with(name));
    let asked = |tag: &str, key: &str| Some(tag.split_once(key)?.1.split('"').next()?.to_owned());
    let links = tags("link ").filter(|tag| tag.contains("rel=stylesheet") || tag.contains("rel=icon"));
    let styles: Vec<String> = links.filter_map(|tag| asked(tag, "href=\"")).collect();
    let scripts: Vec<String> = tags("script ").filter_map(|tag| asked(tag, "src=\"")).collect();
    assert!(styles.len() > 1 && scripts.len() > 1, "{page} asks for {styles:?} and {scripts:?}");
    let size = |urls: &[String]| urls.iter().map(|url| project.read(&format!("site{url}")).len()).sum::<usize>();
    let script = size(&scripts);
    FirstView { requests: 1 + styles.len() + scripts.len(), bytes: html.len() + size(&styles) + script, script }
}

#[test]
fn the_first_view_of_every_article_of_the_example_guide_is_small() {
    let project = Project::new();
    let build = ["--root", &root_argument(), "build", "-q", "--out", "site"];
    assert_eq!(project.run(build).answer().status, Some(0));
    let listed = project.run(["--root", &root_argument(), "inspect", "pages", "--format", "json"]).answer().stdout;
    let pages: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    let articles: Vec<&str> =
        pages.iter().filter(|page| page["kind"] == "article").map(|page| page["url"].as_str().unwrap()).collect();
    assert!(articles.len() > 80, "{articles:?}");
    let mut heavy = Vec::new();
    for url in articles {
        let FirstView { requests, bytes, script } = first_view(&project, &format!("site{url}index.html"));
        // A matrix has a row for every requirement of a standard, so it has the limit for whole standards.
        let budget = if url == "/pci-dss/responsibility/" { 130_000 } else { 60_000 };
        if requests > 6 || bytes >= budget || script >= 15_000 {
            heavy.push(format!("{url}: {requests} requests, {bytes} bytes, {script} of script"));
        }
    }
    assert!(heavy.is_empty(), "{heavy:#?}");
}

/// Blocks of code with the file that the paragraph above them ends with.
fn examples(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut named = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            // An escaped call is shown and not expanded.
            let code = code.join("\n").replace("{{</*", "{{<").replace("*/>}}", ">}}");
            found.push((named.clone(), format!("{code}\n")));
        }
        let paths = line.split('`').skip(1).step_by(2).filter(|code| code.contains('.') && !code.contains(' '));
        if let Some(path) = paths.last() {
            named = path.to_owned();
        }
    }
    found
}

/// The command line accepts every `clausebook …` and `cargo …` line of the README and the manual.
#[test]
fn commands_in_the_documents_exist() {
    let mut pages = vec![root().join("README.md")];
    let manual = walkdir::WalkDir::new(root().join("content")).into_iter().map(|entry| entry.unwrap().into_path());
    pages.extend(manual.filter(|path| path.extension().is_some_and(|end| end == "md")));
    let project = Project::new();
    let mut wrong = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        for command in commands(&text) {
            if let Some(fault) = fault(&project, &command) {
                wrong.push(format!("{}: `{command}`: {fault}", shown(&page)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Lines of shell blocks that call the product.
fn commands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_shell = false;
    for line in text.lines() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            is_shell = matches!(info.split_whitespace().next(), Some("sh" | "shell" | "bash" | "console"));
        } else if is_shell {
            let line = line.trim().trim_start_matches("$ ");
            let line = line.split(" #").next().unwrap_or_default().trim();
            let line = line.replacen("cargo run --release -- ", "clausebook ", 1);
            if line.starts_with("clausebook ") {
                found.push(line);
            }
        }
    }
    found
}

/// What is wrong with the flags and the name of a command; nothing is run.
fn fault(project: &Project, command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().skip(1).collect();
    if matches!(words.as_slice(), ["--version" | "--help"]) {
        return None;
    }
    // `--root DIR` and its like come before the command.
    let mut rest = words.as_slice();
    while let [flag, after @ ..] = rest {
        if !flag.starts_with('-') {
            break;
        }
        rest = if matches!(*flag, "--root" | "--color") { &after[1..] } else { after };
    }
    let [name, arguments @ ..] = rest else { return Some("there is no command".to_owned()) };
    let help = project.answer([name, "--help"]);
    if help.status != Some(0) {
        return Some(format!("there is no command `{name}`"));
    }
    // Such as `site` of `new site`.
    let below = arguments.first().filter(|word| !word.starts_with('-'));
    let below = below.map(|word| project.answer([name, *word, "--help"])).filter(|answer| answer.status == Some(0));
    let known = help.stdout + &below.map_or_else(String::new, |answer| answer.stdout);
    let flags = arguments.iter().take_while(|word| !matches!(**word, "|" | ">" | "&&"));
    let flags = flags.filter(|word| word.starts_with('-')).map(|word| word.split('=').next().unwrap());
    let unknown: Vec<_> = flags.filter(|flag| !is_named(flag.trim_start_matches('-'), &known)).collect();
    (!unknown.is_empty()).then(|| format!("it takes no {unknown:?}"))
}
