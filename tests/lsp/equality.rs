//! What the server publishes for saved text equals `check --format json`.

use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::Config;
use serde_json::{Value, json};

use crate::support::{Editor, Project};

/// The files of the site that is edited.
const FILES: [(&str, &str); 10] = [
    ("clausebook.yaml", "title: Guide\ntaxonomies: {tags: {allowed: [scope]}}\n"),
    ("content/_index.md", "---\ntitle: Home\ndescription: The front page.\n---\n[a](/a/) [std:1.2]\n"),
    ("content/a.md", "---\ntitle: A 😀\ndescription: d\ntags: [scope]\n---\n## Part\n\n[p](#part) [b](/b/c/)\n"),
    ("content/b/_index.md", "---\ntitle: B\ndescription: d\nframework: std\n---\nRequirement 1.1 and 1.9.\n"),
    ("content/b/c.md", "+++\ntitle = 'e\u{301}'\ndescription = 'd'\naliases = ['/old/']\n+++\n[t](../table.yaml)\n"),
    (
        "content/table.yaml",
        "kind: responsibility\nframework: std\nparties: [us, you]\nrows:\n  - {ids: 1.1, us: does}\n",
    ),
    ("content/data.csv", "Name,Requirement\nx,std:1.1\n"),
    (
        "content/frameworks/std.yaml",
        "key: std\nname: STD\nversion: '2'\nnodes:\n  - {id: '1', title: One, children: [{id: '1.1', title: First}, {id: '1.2', title: Second}]}\n",
    ),
    // A template of the site's own has every page rendered for its findings.
    ("templates/404.html", "<p>{{ site.title }} {{ page.title }}</p>\n"),
    ("templates/shortcodes/own.html", "<b>{{ inner }}</b>\n"),
];

/// What is typed.
const PIECES: [&str; 24] = [
    "",
    "x",
    "\n",
    "\r\n",
    "😀",
    "e\u{301}",
    "[x](/a/)",
    "[y](/none/ \"t\")",
    "[z](/old/)",
    "[std:1.1]",
    "[std:9]",
    "[q]: /b/\n",
    "---\n",
    "+++\n",
    "weight: 010\n",
    "tags: [Scope]\n",
    "## Part {#x}\n",
    "{{< own >}}é{{< /own >}}",
    "{{< none >}}",
    "<!-- clausebook-ignore LK101 reason=\"r\" -->\n",
    "<a href=\"/none/\">",
    "- {",
    "\"",
    "Requirement 1.2, 7.7\n",
];

#[derive(Debug, Clone)]
enum Step {
    /// Replaces a part of a text, both ends in thousandths of it.
    Type {
        file: usize,
        start: usize,
        end: usize,
        text: &'static str,
    },
    Save(usize),
    Reopen(usize),
    /// Another program replaces a file.
    Write {
        file: usize,
        text: &'static str,
    },
    /// Another program removes a file, or puts it back.
    Remove(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let file = 0..FILES.len();
    let piece = prop::sample::select(PIECES.to_vec());
    let typed = (file.clone(), 0_usize..1000, 0_usize..60, piece.clone())
        .prop_map(|(file, start, length, text)| Step::Type { file, start, end: start + length, text });
    let written = (file.clone(), piece).prop_map(|(file, text)| Step::Write { file, text });
    let step = prop_oneof![
        8 => typed,
        2 => file.clone().prop_map(Step::Save),
        1 => file.clone().prop_map(Step::Reopen),
        1 => written,
        1 => file.prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 4..24)
}

/// A project and an editor in which all of its files are open.
struct Run {
    project: Project,
    editor: Editor,
    encoding: &'static str,
    /// The texts in the editor.
    texts: Vec<String>,
    versions: i32,
}

impl Run {
    fn new(encoding: &'static str) -> Self {
        let project = FILES.iter().fold(Project::new(), |project, (path, text)| project.file(path, text));
        let mut editor = Editor::open(&project, encoding);
        let texts: Vec<String> = FILES.iter().map(|(_, text)| (*text).to_owned()).collect();
        for (path, text) in FILES {
            editor.did_open(path, text);
        }
        Self { project, editor, encoding, texts, versions: 1 }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Type { file, start, end, text } => {
                let old = self.texts[*file].clone();
                let at = |thousandths: usize| old.floor_char_boundary(old.len() * thousandths.min(1000) / 1000);
                let (start, end) = (outside_of_break(&old, at(*start)), outside_of_break(&old, at(*end)));
                self.versions += 1;
                let range =
                    json!({"start": position(&old, start, self.encoding), "end": position(&old, end, self.encoding)});
                let change = json!([{"range": range, "text": text}]);
                self.editor.change(FILES[*file].0, self.versions, change);
                self.texts[*file].replace_range(start..end, text);
            }
            Step::Save(file) => self.save(*file),
            Step::Reopen(file) => {
                self.save(*file);
                self.editor.did_close(FILES[*file].0);
                self.editor.did_open(FILES[*file].0, &self.texts[*file]);
            }
            Step::Write { file, text } => {
                let (path, original) = FILES[*file];
                self.texts[*file] = format!("{original}{text}");
                self.project.write(path, self.texts[*file].as_bytes());
                self.changed(path, 2);
                self.reload(*file);
            }
            Step::Remove(file) => {
                let (path, _) = FILES[*file];
                if *file < 2 || !self.project.path(path).exists() {
                    return self.save(*file);
                }
                self.project.remove(path);
                self.changed(path, 3);
            }
        }
    }

    fn changed(&mut self, path: &str, kind: u32) {
        let uri = self.editor.uri(path);
        self.editor.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": kind}]}));
    }

    /// An editor reads a file again that another program has changed, and its document is saved then.
    fn reload(&mut self, file: usize) {
        self.versions += 1;
        self.editor.did_change(FILES[file].0, self.versions, &self.texts[file]);
        self.editor.did_save(FILES[file].0);
    }

    fn save(&mut self, file: usize) {
        let (path, _) = FILES[file];
        self.project.write(path, self.texts[file].as_bytes());
        self.editor.did_save(path);
    }

    /// What the server has published, in a form that can be compared.
    fn published(&mut self) -> Vec<Value> {
        self.editor.check();
        let prefix = self.editor.uri("");
        let one = |(uri, diagnostic): (&str, &Value)| {
            let file = uri.strip_prefix(&prefix).unwrap().to_owned();
            json!([file, diagnostic["range"], diagnostic["code"], diagnostic["severity"], diagnostic["message"]])
        };
        sorted(self.editor.all_diagnostics().map(one).collect())
    }

    /// What `check` reports, in the same form.
    fn reported(&self) -> Vec<Value> {
        let answer = self.project.answer(["check", "--format", "json"]);
        let report: Value = serde_json::from_str(&answer.stdout).unwrap_or_else(|_| panic!("{}", answer.stderr));
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let mut text_of = |file: &str| {
            let read = || std::fs::read_to_string(self.project.path(file)).unwrap_or_default();
            texts.entry(file.to_owned()).or_insert_with(read).clone()
        };
        let one = |finding: &Value| {
            let file = finding["file"].as_str().unwrap();
            let text = text_of(file);
            let at = |line: &str, column: &str| {
                let number = |key: &str| finding[key].as_u64().unwrap() as usize;
                converted(&text, number(line), number(column), self.encoding)
            };
            let range = json!({"start": at("line", "column"), "end": at("end_line", "end_column")});
            let severity = match finding["severity"].as_str().unwrap() {
                "error" => 1,
                "warning" => 2,
                _ => 3,
            };
            let message = match finding["help"].as_str() {
                Some(help) => format!("{}\nhelp: {help}", finding["message"].as_str().unwrap()),
                None => finding["message"].as_str().unwrap().to_owned(),
            };
            json!([file, range, finding["code"], severity, message])
        };
        sorted(report["findings"].as_array().unwrap().iter().map(one).collect())
    }
}

fn sorted(mut all: Vec<Value>) -> Vec<Value> {
    all.sort_by_key(Value::to_string);
    all
}

/// An offset between `\r` and `\n` has no position of its own.
fn outside_of_break(text: &str, at: usize) -> usize {
    if text[..at].ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at }
}

fn width(text: &str, encoding: &str) -> usize {
    match encoding {
        "utf-8" => text.len(),
        "utf-16" => text.encode_utf16().count(),
        _ => text.chars().count(),
    }
}

/// The position of a byte, counted anew here.
fn position(text: &str, at: usize, encoding: &str) -> Value {
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    json!({"line": line, "character": width(&text[start..at], encoding)})
}

/// The position of a line and a column of characters, both from 1.
fn converted(text: &str, line: usize, column: usize, encoding: &str) -> Value {
    let start = text.split_inclusive('\n').nth(line - 1).unwrap_or_default();
    let end = start.char_indices().nth(column - 1).map_or(start.len(), |(at, _)| at);
    json!({"line": line - 1, "character": width(&start[..end], encoding)})
}

proptest! {
    #![proptest_config(Config { cases: 24, failure_persistence: None, ..Config::default() })]
    #[test]
    fn what_is_published_for_saved_text_is_what_check_reports(
        encoding in prop_oneof![Just("utf-8"), Just("utf-16"), Just("utf-32")],
        steps in steps(),
        again in any::<bool>(),
    ) {
        let mut run = Run::new(encoding);
        let half = if again { steps.len() / 2 } else { 0 };
        for (index, step) in steps.iter().enumerate() {
            run.take(step);
            if index == half {
                // Between two steps, so that diagnostics of unsaved text are published and taken back.
                run.published();
            }
        }
        (0..FILES.len()).for_each(|file| run.save(file));
        let published = run.published();
        prop_assert_eq!(published, run.reported(), "{:#?}", run.texts);
    }
}
