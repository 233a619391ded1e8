//! The preview against the build: after any edits of a folder, both give the same files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{HOME, TestSite, request, write};
use crate::finding::BuildEffect;
use crate::pipeline;

/// Pseudo-random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.roll(choices.len())]
    }
}

const FOLDERS: &[&str] = &["", "one/", "one/deep/", "two/", "bundle/"];
const NAMES: &[&str] = &["a.md", "b.md", "c.md", "_index.md", "index.md", "Ä b.md"];
const TEMPLATES: &[&str] =
    &["shortcodes/mine.html", "shortcodes/note.html", "partials/footer.html", "article.html", "tables/markdown.html"];

const FRONT: &[&str] = &[
    "weight: 1",
    "weight: 20",
    "weight: 003",
    "tags: [x, PCI DSS 4.0]",
    "aliases: [/old/, rel]",
    "draft: true",
    "date: 2031-01-01",
    "date: 2020-02-03",
    "slug: slugged",
    "description: D",
    "expiryDate: 2021-01-01",
    "menu: {docs: {parent: one}}",
    "contributors: [Ann]",
    "toc: false",
    "linkTitle: Short",
    "requirements: {csf: [GV.OC]}",
    "framework: csf",
    "control: {owner: O, version: '1', reviewed: 2025-01-01}",
    "print: true",
    "images: [pic.png]",
];

const SETTINGS: &[&str] = &[
    "",
    "menus: {docs: [{identifier: one, name: One, url: /one/}], main: [{name: B, url: /b/, weight: 2}]}\n",
    "base_url: https://example.com/docs/\n",
    "taxonomies: [tags]\n",
    "feeds: {limit: 1}\n",
    "outputs: {csv: false, markdown: false}\n",
    "markup: {admonitions: [mkdocs, docusaurus], mathematics: true}\n",
    "markup: {mermaid: /x.js}\nembeds: true\n",
    "bad: [\n",
];

const BODY: &[&str] = &[
    "plain *text*",
    "[a](a.md) [to one](/one/) [none](/none/)",
    "{{< mine >}}in{{< /mine >}}",
    "{{% note %}}\n**inner**\n{{% /note %}}",
    "![i](pic.png)",
    "| h | i |\n|---|--:|\n| 1 | [b](../b.md) |",
    "## Heading\n\n## Heading",
    "```rust\nfn main() {}\n```",
    "{{< param owner >}}",
    "\"smart\" -- quotes",
    "[Who](who.yaml)",
    "[csf:GV.OC] and [csf:GV.XX]",
    "[![i](pic.png)](/two/)",
    "# Called one",
    "!!! note \"[a](a.md)\"\n    $x^2$\n\n:::tip\n[csf:GV.OC]\n:::",
    "```mermaid\ngraph LR\n```\n\n<iframe src=\"https://a.example/\"></iframe>",
    "# Called another",
    "## Own {#own}",
    "[h](/a/#heading) [o](/one/b/#own) [r]({{< relref \"c.md\" >}})",
    "As Requirement 11.3.1 asks, and Requirement 1.99 does not.",
    "[pci-dss:11.3.1] and [pci-dss@3.2.1:11.2]",
    "Said.[^1]\n\n[^1]: [csf:GV.OC] in [a note](b.md)",
    "[^2]: [csf:GV.OC], shown [nowhere](/none/)",
];

fn article(dice: &mut Dice) -> String {
    let mut text = "---\n".to_owned();
    if dice.roll(6) > 0 {
        text.push_str(&format!("title: T{}\n", dice.roll(4)));
    }
    let first = dice.roll(FRONT.len());
    text.push_str(&format!("{}\n", FRONT[first]));
    if dice.roll(2) == 0 {
        // Another key than the first.
        let second = FRONT[(first + 4) % FRONT.len()];
        text.push_str(&format!("{}\n", second.replace("weight", "lead").replace("date: ", "x: ")));
    }
    text.push_str(if dice.roll(25) == 0 { "broken" } else { "---\n" });
    text + &body(dice)
}

fn body(dice: &mut Dice) -> String {
    (0..=dice.roll(3)).map(|_| format!("\n{}\n", dice.pick(BODY))).collect()
}

/// Front matter that names the frameworks of an article and of those below it.
const FRAMEWORKS: &[&str] = &["framework: pci-dss\n", "tags: [PCI DSS 4.0]\n", "requirements: {csf: [GV.OC]}\n"];

/// Edits an article as writers do: changes the front matter or, more often, the body; returns a description.
fn edit_article(path: &Path, dice: &mut Dice) -> String {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let Some((front, former)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("---\n")) else {
        return format!("leave {}", path.display());
    };
    let toggled = |line: &str| match front.contains(line) {
        true => front.replace(line, ""),
        false => format!("{line}{front}"),
    };
    let (front, body) = match dice.roll(9) {
        0 => (toggled("draft: true\n"), former.to_owned()),
        1 => (toggled(&format!("title: T{}\n", dice.roll(4))), former.to_owned()),
        2 => (toggled(&format!("{}\n", dice.pick(FRONT))), former.to_owned()),
        3 => (toggled(dice.pick(FRAMEWORKS)), former.to_owned()),
        4 => (front.to_owned(), format!("{former}\n{}\n", dice.pick(BODY))),
        5 => (front.to_owned(), format!("\n# Called {}\n{}", dice.roll(9), body(dice))),
        _ => (front.to_owned(), body(dice)),
    };
    fs::write(path, format!("---\n{front}---\n{body}")).unwrap();
    format!("save {} as\n---\n{front}---\n{body}\n", path.display())
}

fn template(dice: &mut Dice, name: &str) -> String {
    let word = dice.roll(5);
    match name {
        "article.html" => format!(
            "{{% extends \"base.html\" %}}{{% block main %}}<h1>{word} {{{{ page.title }}}}</h1>{{{{ content }}}}{{% endblock %}}"
        ),
        "tables/markdown.html" => format!("<p>table {word}</p>"),
        _ if dice.roll(20) == 0 => "{% if %}".to_owned(),
        "partials/footer.html" => format!(
            "<p>{word}</p>{{% for item in menus?.docs or [] %}}{{{{ item.title }}}} {{{{ item.url }}}}{{% endfor %}}"
        ),
        _ => format!("<b>{word} {{{{ inner ?? 'none' }}}}</b>").replace(" ?? 'none'", " or ''"),
    }
}

fn files_below(root: &Path, folder: &str) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

/// Makes a random edit; returns a description.
fn edit(root: &Path, dice: &mut Dice) -> String {
    let path = format!("content/{}{}", dice.pick(FOLDERS), dice.pick(NAMES));
    let articles = files_below(root, "content");
    match dice.roll(26) {
        0..=4 => {
            write(root, &path, article(dice).as_bytes());
            format!("write {path}")
        }
        5 => {
            // Many editors save to a temporary file and then rename it.
            write(root, &format!("{path}~"), article(dice).as_bytes());
            fs::rename(root.join(format!("{path}~")), root.join(&path)).unwrap();
            format!("replace {path}")
        }
        6 | 7 if articles.len() > 3 => {
            let gone = &articles[dice.roll(articles.len())];
            fs::remove_file(gone).unwrap();
            format!("remove {}", gone.display())
        }
        8 if articles.len() > 3 => {
            let from = &articles[dice.roll(articles.len())];
            fs::create_dir_all(root.join(&path).parent().unwrap()).unwrap();
            fs::rename(from, root.join(&path)).unwrap();
            format!("rename {} to {path}", from.display())
        }
        9 => {
            let (from, to) = (root.join("content/one"), root.join("content/two/moved"));
            let (from, to) = if to.exists() { (to, from) } else { (from, to) };
            let _ = fs::create_dir_all(to.parent().unwrap()).and_then(|()| fs::rename(&from, &to));
            format!("move {} to {}", from.display(), to.display())
        }
        10 => {
            let gone = root.join(format!("content/{}", dice.pick(&["one", "one/deep", "two", "bundle"])));
            let _ = fs::remove_dir_all(&gone);
            format!("remove {}", gone.display())
        }
        11 => {
            // A file that is not complete yet, or of another encoding.
            let text = article(dice).into_bytes();
            let bytes = [&text[..text.len() / 2], if dice.roll(2) == 0 { b"\xff" } else { b"" }].concat();
            write(root, &path, &bytes);
            format!("half {path}")
        }
        12..=16 => edit_around(root, dice),
        17..=24 if !articles.is_empty() => edit_article(&articles[dice.roll(articles.len())], dice),
        _ => {
            if let Some(path) = articles.first() {
                fs::write(path, fs::read(path).unwrap()).unwrap();
            }
            "touch".to_owned()
        }
    }
}

/// Makes a random edit outside of the articles; returns a description.
fn edit_around(root: &Path, dice: &mut Dice) -> String {
    let (path, bytes) = match dice.roll(7) {
        0 | 1 => {
            let name = dice.pick(TEMPLATES);
            (format!("templates/{name}"), template(dice, name).into_bytes())
        }
        2 => {
            let title = format!("title: Site {}\nparams: {{owner: Owner {}}}\n", dice.roll(3), dice.roll(3));
            let text = format!("{title}{}", dice.pick(SETTINGS));
            write(root, "clausebook.yaml", text.as_bytes());
            return format!("configure {text}");
        }
        3 => {
            let name = dice.pick(&["static/x.css", "static/_redirects", "static/robots.txt", "content/one/data.csv"]);
            (name.to_owned(), format!("/x{} /y 302\n", dice.roll(4)).into_bytes())
        }
        4 => (format!("content/frameworks/{}.yaml", dice.pick(&["csf", "own"])), framework(dice).into_bytes()),
        5 => (format!("content/{}who.yaml", dice.pick(FOLDERS)), table(dice).into_bytes()),
        _ => {
            let path = format!("content/{}pic.png", dice.pick(FOLDERS));
            write(root, &path, &picture(dice.roll(200) as u8 + 1));
            return format!("picture {path}");
        }
    };
    match dice.roll(3) {
        0 => drop(fs::remove_file(root.join(&path))),
        _ => write(root, &path, &bytes),
    }
    format!("write or remove {path}")
}

fn table(dice: &mut Dice) -> String {
    let id = dice.pick(&["GV.OC", "GV.OC", "GV.XX"]);
    let who = dice.pick(&["provider", "customer", "nobody"]);
    let parties = "parties: {provider: P, customer: C}";
    format!("kind: responsibility\ntitle: Who\nframework: csf\n{parties}\nrows:\n  - {{req: {id}, who: {who}}}\n")
}

fn framework(dice: &mut Dice) -> String {
    format!(
        "key: csf\nname: NIST CSF\nversion: '2.{}'\nnodes:\n  - {{id: GV.OC, title: T{}}}\n",
        dice.roll(2),
        dice.roll(3)
    )
}

/// The head of a PNG image of this width; no more of it is read.
fn picture(width: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0".to_vec();
    bytes.extend([width, 0, 0, 0, 9, 8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// The number of edits; `CLAUSEBOOK_EDITS` sets it for a long run.
fn edits() -> usize {
    std::env::var("CLAUSEBOOK_EDITS").ok().and_then(|edits| edits.parse().ok()).unwrap_or(120)
}

#[test]
fn after_any_edits_every_page_equals_the_one_that_is_built() {
    compare_after_edits(&site_to_edit(), Dice(7), |site| site.mark_changed());
}

#[test]
fn the_watcher_reports_every_edit() {
    compare_after_edits(&site_to_edit().watched(), Dice(11), |_| {});
}

#[test]
fn an_edit_of_one_article_changes_every_page_that_depends_on_it() {
    let mut dice = Dice(13);
    let site = site_of_articles(&mut dice);
    let (mut compared, mut log) = (0, String::new());
    for edit in 0..edits() {
        let articles = files_below(site.root(), "content");
        let path = &articles[dice.roll(articles.len())];
        let before = fs::read(path).unwrap();
        log = edit_article(path, &mut dice);
        let name = path.strip_prefix(site.root()).unwrap().to_str().unwrap().to_owned();
        site.mark_file(&name);
        if site.compare(&format!("edit {edit}, {log}")) > 0 {
            compared += 1;
        } else {
            // An article with errors keeps the whole site from being built and compared.
            fs::write(path, before).unwrap();
            site.mark_file(&name);
        }
    }
    assert!(compared * 2 > edits(), "{compared} of {} could be built, {log}", edits());
}

/// A site with a framework, a table and a picture, and articles that link to one another.
fn site_of_articles(dice: &mut Dice) -> TestSite {
    let site = site_to_edit();
    let root = site.root();
    for path in ["a.md", "b.md", "one/_index.md", "one/a.md", "one/b.md", "one/c.md", "two/_index.md", "two/a.md"] {
        let title = if dice.roll(2) == 0 { "" } else { "title: T\n" };
        write(root, &format!("content/{path}"), format!("---\n{title}---\n{}", body(dice)).as_bytes());
    }
    write(root, "content/frameworks/csf.yaml", framework(dice).as_bytes());
    write(root, "content/one/who.yaml", table(dice).as_bytes());
    write(root, "content/one/pic.png", &picture(20));
    site.mark_changed();
    site
}

fn site_to_edit() -> TestSite {
    TestSite::new(&[HOME, ("templates/shortcodes/mine.html", "<i>{{ inner }}</i>")])
}

/// Edits the site's folder many times; after each edit, calls `mark` and compares every page with a build.
fn compare_after_edits(site: &TestSite, mut dice: Dice, mark: impl Fn(&TestSite)) {
    let (mut done, mut unbuilt, mut log) = (0, 0, Vec::new());
    while done < edits() {
        for _ in 0..=dice.roll(2) {
            log.push(edit(site.root(), &mut dice));
            done += 1;
        }
        mark(site);
        let from = log.len().saturating_sub(6);
        let is_built = site.compare(&format!("edit {done}, after {}", log[from..].join("; "))) > 0;
        unbuilt = if is_built { 0 } else { unbuilt + 1 };
        if unbuilt > MAX_UNBUILT {
            log.push(repair(site.root()));
            mark(site);
            let context = format!("edit {done}, after {}", log[from..].join("; "));
            assert!(site.compare(&context) > 0, "{context}: nothing can be built");
            unbuilt = 0;
        }
    }
}

/// The most states in a row that cannot be built and compared; then the errors are removed.
const MAX_UNBUILT: usize = 2;

/// Removes the files because of which the site cannot be built; returns a description.
fn repair(root: &Path) -> String {
    let mut gone = Vec::new();
    loop {
        let project = pipeline::load(&request(root));
        let findings = project.check();
        let stops = findings.iter().filter(|finding| finding.code.build_effect() == BuildEffect::Stops);
        let files: BTreeSet<&str> =
            stops.map(|finding| project.sources.get(finding.location.file).path.as_str()).collect();
        if files.is_empty() {
            return format!("repair {}", gone.join(", "));
        }
        for path in files {
            drop(fs::remove_file(root.join(path)));
            gone.push(path.to_owned());
        }
        if !root.join(HOME.0).exists() {
            write(root, HOME.0, HOME.1.as_bytes());
        }
    }
}
