//! Benchmarks of the stages of a build, on generated articles.
//!
//! The whole command beside other generators is measured by `bench/run.py`.

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use clausebook::config::{Addresses, Taxonomy};
use clausebook::front::{self, Cascades, Date};
use clausebook::markdown::highlight::{Highlighter, Options};
use clausebook::markdown::{
    self, Dialect, Expansion, Invocation, NoCitations, ShortcodeFault, Shortcodes, Terms, Tools,
};
use clausebook::pipeline::{self, Project, Purpose, Request};
use clausebook::render::AssetInfo;
use clausebook::site::{self, Body, Head, ParsedPage, Selection};
use clausebook::source::{self, DataFile, Entry, FileId, Inventory};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// How many sections the site has, and how many articles are in each.
const SECTIONS: usize = 40;
const ARTICLES: usize = 25;

/// The articles of these benches have no shortcodes.
struct NoShortcodes;

impl Shortcodes for NoShortcodes {
    fn expand(&self, _call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        Ok(Expansion::Text(String::new()))
    }
}

fn front_matter(criterion: &mut Criterion) {
    let text = article(3, 7);
    criterion.bench_function("front matter: split and read", |bencher| {
        bencher.iter(|| {
            let text = black_box(&text);
            front::read(
                DataFile { id: FileId(0), path: "content/a.md", text },
                &front::split(text),
                &Cascades::default(),
            )
        });
    });
}

fn markdown_parse(criterion: &mut Criterion) {
    let highlighter = Highlighter::new();
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter: &highlighter,
        citations: &NoCitations,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let mut group = criterion.benchmark_group("markdown");
    let texts = [
        ("prose", prose(60)),
        ("headings and their ids", headings(400)),
        ("a table", table(200)),
        ("an article", body(7)),
    ];
    for (name, text) in texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| markdown::parse(FileId(0), black_box(&text), 0, tools));
        });
    }
    group.finish();
}

fn highlight(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("highlight");
    for (language, code) in [("yaml", yaml(200)), ("bash", shell(200)), ("json", json(200))] {
        group.throughput(Throughput::Bytes(code.len() as u64));
        let run = |highlighter: &Highlighter| highlighter.highlight(black_box(&code), language, &Options::default());
        group.bench_function(language, |bencher| bencher.iter_with_setup(Highlighter::new, |new| run(&new)));
        let highlighter = Highlighter::new();
        group.bench_function(format!("{language}, cached"), |bencher| bencher.iter(|| run(&highlighter)));
    }
    group.finish();
}

fn whole_site(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder to write into");
    write_site(folder.path());
    let request = request(folder.path());
    let project = pipeline::load(&request);
    let mut group = criterion.benchmark_group("1,000 articles");
    group.sample_size(20);
    group.bench_function("assemble", |bencher| assemble(bencher, &request));
    group.bench_function("check", |bencher| bencher.iter(|| project.check()));
    group.finish();
    render_page(criterion, &project);
}

fn assemble(bencher: &mut criterion::Bencher<'_>, request: &Request) {
    let Inventory { entries, .. } = source::discover(&request.root, pipeline::content_rules);
    let plan = site::plan(&entries);
    let highlighter = Highlighter::new();
    let articles = plan.pages().iter().map(|file| &entries[file.0 as usize]);
    let heads: Vec<Arc<Head>> = articles.map(|entry| parsed_page(entry, &request.root, &highlighter).head).collect();
    let options = site::Options {
        addresses: Addresses::default(),
        content: "content".to_owned(),
        title: "A guide".to_owned(),
        taxonomy_titles: std::collections::BTreeMap::new(),
        taxonomies: vec![Taxonomy { name: "tags".to_owned(), needs_terms: false }],
        selection: request.selection,
        unread: Vec::new(),
        resources: Vec::new(),
    };
    bencher.iter_batched(
        || heads.clone(),
        |heads| site::assemble(heads, &entries, &plan, &options),
        BatchSize::LargeInput,
    );
}

fn parsed_page(entry: &Entry, root: &Path, highlighter: &Highlighter) -> ParsedPage {
    let text = source::read_text(&root.join(&entry.path)).expect("a generated article");
    let split = front::split(&text);
    let (front, _) =
        front::read(DataFile { id: entry.id, path: &entry.path, text: &text }, &split, &Cascades::default());
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter,
        citations: &NoCitations,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let document = markdown::parse(entry.id, &text, split.body.start, tools).document;
    let body = Body { document: document.into(), ..Body::default() };
    ParsedPage::new(entry, front, body, None)
}

fn render_page(criterion: &mut Criterion, project: &Project) {
    let resolver = project.resolver();
    let facts = AssetInfo::default();
    let renderer = project.renderer(&resolver, &facts);
    let id = project.site.from_source("section-20/article-7.md").expect("a generated article");
    criterion.bench_function("render: a page", |bencher| bencher.iter(|| renderer.page(black_box(id)).is_ok()));
}

criterion_group!(stages, front_matter, markdown_parse, highlight, whole_site);
criterion_main!(stages);

fn request(root: &Path) -> Request {
    let now = Date::parse("2026-01-31").expect("a date");
    let selection = Selection { drafts: false, future: false, now };
    Request {
        repository: None,
        root: root.to_path_buf(),
        base_url: None,
        search: None,
        default_paper: None,
        selection,
        purpose: Purpose::Pages,
        is_preview: false,
        caches: None,
        overlay: pipeline::Overlay::default(),
    }
}

fn write_site(root: &Path) {
    for section in 0..SECTIONS {
        let folder = root.join(format!("content/section-{section}"));
        std::fs::create_dir_all(&folder).expect("a folder to write into");
        let index = format!("---\ntitle: Section {section}\nweight: {section}\n---\n\nWhat this section is about.\n");
        std::fs::write(folder.join("_index.md"), index).expect("a file to write");
        for number in 0..ARTICLES {
            std::fs::write(folder.join(format!("article-{number}.md")), article(section, number))
                .expect("a file to write");
        }
    }
}

fn article(section: usize, number: usize) -> String {
    format!(
        "---\ntitle: \"Article {number} of section {section}\"\ndescription: What the article explains, in one line\n\
         date: 2025-03-0{day}T09:00:00+00:00\nlastmod: 2025-09-1{day}\ndraft: false\nweight: {number}\n\
         tags: [\"Scanning\", \"Tag {tag}\"]\ncontributors: []\nimages: []\ntoc: true\n\
         aliases:\n  - /old/section-{section}/article-{number}/\n---\n\n{body}",
        day = number % 9 + 1,
        tag = number % 7,
        body = body(number),
    )
}

/// About four kilobytes with every construct of articles.
fn body(number: usize) -> String {
    let next = (number + 1) % ARTICLES;
    let mut text = prose(4);
    let _ = writeln!(text, "\nSee [the next one](../article-{next}/#step-2) and [the section](/section-3/).\n");
    for step in 1..=5 {
        let _ = writeln!(text, "## Step {step}\n\n{}", prose(2));
        let _ = writeln!(text, "1. First `command --flag`\n2. Then **look** at the _output_\n");
    }
    let _ = writeln!(text, "```bash\n{}```\n\n```yaml\n{}```\n\n{}", shell(4), yaml(4), table(6));
    text
}

fn prose(paragraphs: usize) -> String {
    let paragraph = "A scan that runs every quarter finds what changed since the last one; \"changed\" means a new \
        service, a new version -- or a rule that somebody opened in a hurry. Keep the **report** and the `diff` \
        together, so that an assessor sees [both](https://example.com/reports) at once.\n\n";
    paragraph.repeat(paragraphs)
}

fn headings(count: usize) -> String {
    (0..count).fold(String::new(), |text, number| {
        text + &format!("## Scan & report: the {}th, in `v{number}`\n\n", number % 50)
    })
}

fn table(rows: usize) -> String {
    let row = |number| {
        format!("| 11.3.{number} | Scan **often** | [evidence](/section-1/article-{}/) |\n", number % ARTICLES)
    };
    (0..rows)
        .fold("| Requirement | What helps | Proof |\n|---|---|:-:|\n".to_owned(), |text, number| text + &row(number))
}

fn shell(lines: usize) -> String {
    let line = |number| format!("scan --target \"host-{number}\" --depth {number} | tee report.txt # keep it\n");
    (0..lines).map(line).collect()
}

fn yaml(entries: usize) -> String {
    let entry = |number| format!("- name: \"host-{number}\"\n  ports: [80, 443]\n  scanned: true # monthly\n");
    (0..entries).map(entry).collect()
}

fn json(entries: usize) -> String {
    let entry = |number| format!("  {{\"host\": \"host-{number}\", \"ports\": [80, 443], \"open\": false}},\n");
    let entries: String = (0..entries).map(entry).collect();
    format!("[\n{entries}  null\n]\n")
}
