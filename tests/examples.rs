//! Every fenced block of the manual's pages and of the README is used: run, built with, or parsed, by its kind. A block that
//! cannot be is in [`UNUSED`], with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::Project;

/// Blocks that nothing here can use, by their page and how their text begins, each with the reason.
const UNUSED: &[(&str, &str, &str)] = &[
    ("README.md", "cargo run", "it builds the program"),
    ("README.md", "npm ci", "the browser tests have their own run"),
    ("README.md", "cargo install", "it builds the program"),
    ("README.md", "sha256sum", "it needs a release"),
    ("ci.md", "git clone", "it needs a release"),
    ("ci.md", "    permissions:", "a part of a workflow"),
    ("ci.md", "      - uses:", "a part of a workflow"),
    ("ci.md", "// Checks the guide", "Groovy, which `init ci jenkins` prints: tests/ci.rs"),
    ("check.md", "content/a.md:5: RQ107", "what a run prints"),
    ("commands.md", "clausebook [--root", "a synopsis"),
    ("commands.md", "export CLAUSEBOOK_EDITOR", "a setting of the shell"),
    ("editors.md", "cd editors/vscode", "tests/release.rs and the extension's own tests"),
    ("editors.md", "vim.lsp.config", "Lua, which tests/lsp/neovim.rs runs"),
    ("editors.md", "vim.api.nvim_create_autocmd", "Lua, as above"),
    ("editors.md", "(with-eval-after-load", "Lisp of Emacs"),
    ("external.md", "allow_env:", "a file outside of the site"),
    ("files.md", "used        clausebook.yaml", "what a run prints"),
    ("foreign.md", "!!! warning", "needs `markup`, which tests/dialects.rs sets"),
    ("foreign.md", "::::note", "needs `markup`, as above"),
    ("hosting.md", "server {", "a configuration of nginx, which tests/hosting.rs has"),
    ("hosting.md", "root /srv;", "a configuration of nginx"),
    ("hosting.md", "docs.example.com {", "a configuration of Caddy"),
    ("hosting.md", "nginx -t", "needs nginx"),
    ("hosting.md", "function handler", "runs at CloudFront: tests/hosting.rs"),
    ("hosting.md", "clausebook build --base-url https://docs", "needs an account"),
    ("hosting.md", "docker build", "needs Docker"),
    ("labels.md", "# The words of the theme", "tests/docs.rs compares it"),
    ("links.md", "/pci-dss/scope/", "what `_redirects` has"),
    ("start.md", "cargo install", "it builds the program"),
    ("start.md", "cargo run", "it builds the program"),
    ("start.md", "guides/", "a list of files"),
    ("parts.md", "spec:", "only shown"),
    (
        "applicability.md",
        "# clausebook.yaml\nprofiles:\n  shop: {title: \"Web shop\"",
        "needs the value of the block before it",
    ),
    ("documents.md", "control:\n  version: \"1.1\"", "a part of a block, with a tag: tests/redline.rs"),
    ("spreadsheets.md", "kind: responsibility", "its rows are in a workbook: tests/spreadsheet_rows.rs"),
];

/// Codes that say nothing of a block itself: of pages, files, translations and commits that it does not show, and of what an
/// article needs besides.
const OF_THE_REST: [&str; 12] =
    ["LK101", "LK103", "FM108", "FM109", "NV101", "NV102", "RQ107", "DT102", "SR112", "CF113", "CF121", "TP106"];

struct Block {
    page: String,
    line: usize,
    info: String,
    text: String,
    /// The last path in code above it.
    named: String,
}

impl Block {
    fn language(&self) -> &str {
        self.info.split([' ', '{']).next().unwrap_or_default()
    }

    /// The keys at the beginning of lines.
    fn keys(&self) -> Vec<&str> {
        let lines = self.text.lines().filter(|line| !line.starts_with([' ', '#', '-', '"']));
        lines.filter_map(|line| Some(line.split_once(':')?.0)).collect()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn blocks() -> Vec<Block> {
    let manual = fs::read_dir(root().join("content/manual")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = manual.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    pages.push(root().join("README.md"));
    pages.sort();
    pages.iter().flat_map(|page| blocks_of(page)).collect()
}

fn blocks_of(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).unwrap();
    let name = page.file_name().unwrap().to_str().unwrap();
    let (mut found, mut named) = (Vec::new(), String::new());
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let (indent, start) = (line.len() - line.trim_start().len(), line.trim_start());
        if start.starts_with("```") {
            let info = start.trim_start_matches('`');
            let fence = &start[..start.len() - info.len()];
            let code = lines.by_ref().map(|(_, line)| line.get(indent..).unwrap_or_default());
            let code: Vec<&str> = code.take_while(|line| *line != fence).collect();
            let (page, info, named) = (name.to_owned(), info.to_owned(), named.clone());
            found.push(Block { page, line: number + 2, info, text: code.join("\n") + "\n", named });
            continue;
        }
        let paths = line.split('`').skip(1).step_by(2).filter(|code| code.contains('.') && !code.contains(' '));
        if let Some(path) = paths.last() {
            named = path.to_owned();
        }
    }
    found
}

#[test]
fn every_example_of_the_manual_works() {
    let blocks = blocks();
    assert!(blocks.len() > 150, "blocks are no longer found");
    let known = Known::new();
    let (mut faults, mut listed) = (Vec::new(), BTreeSet::new());
    for block in &blocks {
        let unused = UNUSED.iter().position(|(page, start, _)| *page == block.page && block.text.starts_with(start));
        if let Some(index) = unused {
            listed.insert(index);
            continue;
        }
        if let Err(fault) = used(block, &known) {
            faults.push(format!("{}:{} `{}`: {fault}", block.page, block.line, block.info));
        }
    }
    let stale = UNUSED.iter().enumerate().filter(|(index, _)| !listed.contains(index));
    faults.extend(stale.map(|(_, (page, start, _))| format!("{page} has no block `{start}`, which is in UNUSED")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The keys that the program knows.
struct Known {
    settings: Vec<String>,
    front_matter: Vec<String>,
}

impl Known {
    fn new() -> Self {
        let keys = |kind: &str| -> Vec<String> {
            let schema: Value = serde_json::from_str(&Project::new().answer(["schema", kind]).stdout).unwrap();
            schema["properties"].as_object().unwrap().keys().cloned().collect()
        };
        Self { settings: keys("configuration"), front_matter: keys("front-matter") }
    }
}

fn used(block: &Block, known: &Known) -> Result<(), String> {
    // It is run as a whole, with the faults that it makes on purpose: tests/manual.rs.
    if block.page == "tutorial.md" {
        return Ok(());
    }
    match block.language() {
        "sh" | "console" => shell(block),
        "yaml" => yaml(block, known),
        "json" => serde_json::from_str::<Value>(&block.text).map(drop).map_err(|error| error.to_string()),
        "toml" => toml::from_str::<toml::Table>(&block.text).map(drop).map_err(|error| error.to_string()),
        "markdown" => markdown(block),
        "html" => template(block),
        // Shown on every page of a site that has it.
        "css" | "xml" => checked(&[(&format!("static/example.{}", block.language()), &block.text)]),
        _ => Err("a block of this language is not used; list it in UNUSED if it cannot be".to_owned()),
    }
}

/// Builds and checks a small site with these files; what is found in them and says something of them.
fn checked(files: &[(&str, &str)]) -> Result<(), String> {
    let mut project = Project::new().file("content/_index.md", "---\ntitle: Guide\ndescription: One sentence.\n---\n");
    for (path, text) in files {
        project = project.file(path, *text);
    }
    let check = project.answer(["--root", ".", "check", "--format", "concise", "--date", "2026-11-23"]);
    let is_of_rest =
        |line: &&str| OF_THE_REST.iter().any(|code| line.contains(code)) || line.starts_with("no findings");
    let findings = check.stdout.lines().filter(|line| line.contains(": ") && !is_of_rest(line));
    let found: Vec<&str> = findings.collect();
    if check.status == Some(2) || !found.is_empty() {
        return Err(format!("{}{}", found.join("\n"), check.stderr));
    }
    Ok(())
}

fn yaml(block: &Block, known: &Known) -> Result<(), String> {
    let (text, keys) = (&block.text, block.keys());
    let article = |front: &str| format!("---\ntitle: A\ndescription: One sentence.\n{front}---\n");
    let all = |known: &[String]| keys.iter().all(|key| known.iter().any(|name| name == key));
    if text.starts_with("---\n") {
        return checked(&[("content/a.md", text)]);
    }
    if keys.contains(&"catalog") {
        let catalog = r#"{"catalog": {"uuid": "x", "metadata": {"title": "C", "version": "5"}, "groups": [{"id": "a", "title": "A", "controls": [{"id": "ac-1", "title": "One"}]}]}}"#;
        return checked(&[
            ("content/frameworks/nist-800-53.yaml", text),
            ("content/frameworks/nist-800-53.json", catalog),
        ]);
    }
    if keys.contains(&"nodes") {
        let head = if keys.contains(&"key") { "" } else { "key: example\nname: EX\nversion: \"1\"\n" };
        return checked(&[("content/frameworks/example.yaml", &format!("{head}{text}"))]);
    }
    if keys.contains(&"kind") || keys.contains(&"rows") {
        return table(text, &keys);
    }
    if block.named.starts_with("templates/labels/") {
        let language = block.named.trim_start_matches("templates/labels/").trim_end_matches(".yaml");
        return checked(&[(&block.named, text), ("clausebook.yaml", &format!("language: {language}\n"))]);
    }
    if all(&known.settings) {
        // For a configuration with `content_dir: docs`.
        return checked(&[("clausebook.yaml", text), ("docs/_index.md", &article(""))]);
    }
    if all(&known.front_matter) {
        let path = if keys.contains(&"hero") { "content/_index.md" } else { "content/a.md" };
        return checked(&[(path, &article(text))]);
    }
    workflow(text)
}

const CLOUD: &str = "kind: responsibility\nframework: pci-dss\nparties: {cloud: Example Cloud, customer: You}\n\
    default: customer\nrows:\n  - {req: '9.1.1', who: cloud}\n";
const PCI_TO_CSF: &str = "kind: crosswalk\nsource: pci-dss\ntarget: nist-csf\nrows:\n  \
    - {from: '6.3.1', relation: subset-of, to: [ID.RA-01]}\n";
const SOC2_TO_CSF: &str = "kind: crosswalk\nsource: soc2\ntarget: nist-csf\nrows:\n  \
    - {from: 'CC7.1', relation: superset-of, to: [ID.RA-01]}\n";
const CSF_TO_NIST: &str = r#"{"mapping-collection": {"uuid": "4f0c2d91-0000-4000-8000-000000000001", "metadata": {"title": "C",
    "last-modified": "2026-01-01T00:00:00Z", "version": "1", "oscal-version": "1.2.0"}, "provenance": {"method": "human",
    "matching-rationale": "functional", "status": "complete", "mapping-description": "d"}, "mappings": [{"uuid":
    "4f0c2d91-0000-4000-8000-000000000002", "source-resource": {"type": "catalog", "href": "nist-csf.json"}, "target-resource":
    {"type": "catalog", "href": "nist-800-53.json"}, "maps": [{"uuid": "4f0c2d91-0000-4000-8000-000000000003", "relationship":
    "subset-of", "sources": [{"type": "control", "id-ref": "ID.RA-01"}], "targets": [{"type": "control", "id-ref": "RA-5"}]}]}]}}"#;

/// A data table, or the rows of a matrix.
fn table(text: &str, keys: &[&str]) -> Result<(), String> {
    let mut whole = String::new();
    for (key, line) in [
        ("kind", "kind: responsibility\nframework: pci-dss\ndefault: customer\n"),
        ("parties", if keys.contains(&"kind") { "" } else { "parties: {provider: Example Inc., customer: You}\n" }),
    ] {
        if !keys.contains(&key) {
            whole.push_str(line);
        }
    }
    whole.push_str(text);
    let article = "---\ntitle: A\ndescription: One sentence.\n---\n[T](table.yaml)\n";
    let nist = fs::read_to_string(root().join("content/frameworks/nist-800-53.yaml")).unwrap();
    checked(&[
        ("content/a.md", article),
        ("content/table.yaml", &whole),
        ("content/frameworks/nist-800-53.yaml", &nist),
        // What examples read or are derived from.
        ("content/cloud.yaml", CLOUD),
        ("content/csf-to-800-53.json", CSF_TO_NIST),
        ("content/pci-to-csf.yaml", PCI_TO_CSF),
        ("content/soc2-to-csf.yaml", SOC2_TO_CSF),
    ])
}

/// The configuration of a build server: it is YAML, and its calls of the program are valid.
fn workflow(text: &str) -> Result<(), String> {
    serde_yaml::from_str::<serde_yaml::Value>(text).map_err(|error| error.to_string())?;
    let command = clausebook::cli::command();
    let is_call = |call: &&str| {
        let word = call.split_whitespace().nth(1).unwrap_or_default();
        command.get_subcommands().any(|command| command.get_name() == word)
    };
    let mut calls = text.lines().filter_map(|line| Some(&line[line.find("clausebook ")?..])).filter(is_call);
    calls.try_for_each(parsed)
}

/// An article with this text has no fault. Calls of shortcodes are escaped in the manual.
fn markdown(block: &Block) -> Result<(), String> {
    let text =
        block.text.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}");
    let text = if text.starts_with("---\n") {
        text
    } else {
        format!("---\ntitle: A\ndescription: One sentence.\n---\n{text}")
    };
    checked(&[
        ("content/a.md", &text),
        ("content/evidence.md", "---\ntitle: E\ndescription: One sentence.\n---\n"),
        ("clausebook.yaml", "embeds: true\nparams: {support_mail: help@example.com, assessor: {name: A. Example}}\n"),
        ("templates/shortcodes/deadline.html", "{{ inner | markdown }}\n"),
        ("static/boundary.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
    ])
}

/// A template that draws a page, a table, or a shortcode.
fn template(block: &Block) -> Result<(), String> {
    let article = "---\ntitle: A\ndescription: One sentence.\n---\n## H\n\n| A | B |\n|---|---|\n| [pci-dss:1.1.1] | 2 |\n\n[T](t.csv)\n\n{{< example \"31 March\" >}}x{{< /example >}}\n";
    let text = block.text.as_str();
    let path = if text.starts_with("{% extends") {
        "templates/section.html"
    } else if text.contains("table.head") {
        "templates/tables/markdown.html"
    } else if text.contains("table.") {
        "templates/tables/csv.html"
    } else if text.contains("args[") || text.contains("inner") || !text.contains("{{") {
        "templates/shortcodes/example.html"
    } else {
        "templates/article.html"
    };
    let shortcode = ("templates/shortcodes/example.html", "{{ inner | markdown }}\n");
    let in_series = "---\ntitle: B\ndescription: One sentence.\n---\n";
    let mut files = vec![
        ("content/s/_index.md", article),
        ("content/s/b.md", in_series),
        ("content/s/c.md", in_series),
        ("content/s/t.csv", "A,B\n1,2\n"),
        (path, text),
    ];
    if path != shortcode.0 {
        files.insert(0, shortcode);
    }
    checked(&files)
}

/// What of a call is parsed and not run: it does not end, opens a browser, or asks other hosts. `man` may not
/// be there.
fn is_only_parsed(call: &str) -> bool {
    let words = || call.split_whitespace();
    call.starts_with("man ") || words().any(|word| matches!(word, "serve" | "pdf" | "lsp" | "--external"))
}

/// The words of a call, up to what the shell does with its output.
fn words(call: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in call.chars() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            ('>' | '|' | '&' | ';' | '#', None) if word.is_none() => break,
            (' ' | '\\', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

fn parsed(call: &str) -> Result<(), String> {
    let found = clausebook::cli::command().try_get_matches_from(words(call));
    found.map(drop).map_err(|error| format!("`{call}`: {error}"))
}

/// Runs the lines of a block one after another in the folder of a site. None may fail to work; findings are no failure.
fn shell(block: &Block) -> Result<(), String> {
    let lines: Vec<&str> = block.text.lines().collect();
    lines.iter().filter(|line| line.starts_with("clausebook ")).try_for_each(|call| parsed(call))?;
    let project = prepared();
    if block.text.contains("--profile") {
        project.write("site/clausebook.yaml", PROFILES.as_bytes());
    }
    let mut script = String::new();
    for line in lines.iter().filter(|line| !is_only_parsed(line)) {
        if !line.starts_with("clausebook ") && !line.starts_with("cd ") {
            return Err(format!("`{line}` is not run"));
        }
        script.push_str(&format!("{line}\n[ $? -lt 2 ] || exit 2\n"));
    }
    let path = format!("{}:{}", project.path("home/bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(project.path("site")).env("PATH", path);
    shell.env("HOME", project.path("home")).env("XDG_CACHE_HOME", project.caches());
    let output = shell.output().unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The profiles that commands of the manual name.
const PROFILES: &str = "profiles:\n  merchant: {title: Merchant, applies: {entity: merchant}}\n  \
    service-provider: {title: Service provider, applies: {entity: service-provider}}\n";

/// A site in `site/` that is built, and a home folder with the sites that the manual speaks of.
fn prepared() -> Project {
    let page = |title: &str| format!("---\ntitle: {title}\ndescription: One sentence.\n---\n");
    let project = Project::new()
        .file("site/content/_index.md", page("Guide"))
        .file("site/content/pci-dss/_index.md", page("PCI DSS"))
        .file("site/content/guides/_index.md", page("Guides"))
        .file("site/hugo.toml", "title = \"Guide\"\n")
        .file("home/site/content/_index.md", page("Guide"))
        .file("home/old/mkdocs.yml", "site_name: Guide\n")
        .file("home/old/docs/index.md", "# Guide\n")
        .file("home/old/docusaurus.config.js", "module.exports = {title: 'Guide', url: 'https://example.com', baseUrl: '/', presets: [['classic', {docs: {}}]]};\n")
        .file("home/old/docs/intro.md", "# Intro\n");
    for folder in [".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions", "bin"] {
        project.folder(&format!("home/{folder}"));
    }
    project.link("home/bin/clausebook", env!("CARGO_BIN_EXE_clausebook"));
    let build = project.answer(["--root", "site", "build", "-q"]);
    assert_eq!(build.status, Some(0), "{}{}", build.stdout, build.stderr);
    project
}
