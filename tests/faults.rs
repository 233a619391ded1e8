//! Every finding code, on a site that has the fault: `tests/faults/CODE-name.md`.
//!
//! Such a file is a whole site in one text. A line `-- PATH --` begins a file of the site; `-- PATH -> TARGET --`
//! is a symbolic link, `-- PATH (latin-1) --` a file in that encoding, `-- PATH (pipe) --` a named pipe, and `-- PATH
//! (before) --` one that a commit holds and the site no longer does: what is checked then is the change since that
//! commit. `-- PATH (at TAG) --` is one that a tagged commit holds. `-- PATH (workbook) --` is a workbook, a row a line and
//! tabs between cells, in which numbers are numbers.
//! `-- server --` lists the responses of a server on loopback, `PATH STATUS [LOCATION or PAGE]` a line;
//! `http://server` is its address, and links to other hosts are checked, with `--allow-private`. The text before the
//! first such line describes the fault. After `-- findings --` comes everything that `check` finds, one finding a line:
//! `CODE PATH:LINE:COLUMN MESSAGE`.
//!
//! `CLAUSEBOOK_BLESS=1` writes the findings into the file, to be reviewed like code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clausebook::finding::{BuildEffect, Code};
use serde_json::Value;

use crate::support::{Project, Reply, Server, blessing};

/// Codes that no check reports yet, each with the missing feature.
const NOT_YET: &[(Code, &str)] = &[];

const FINDINGS: &str = "-- findings --\n";

/// A file, a symbolic link or a named pipe at a path.
#[derive(Debug)]
enum Entry {
    Text(String),
    Latin1(String),
    Before(String),
    At(String, String),
    LinkTo(String),
    Pipe,
    Workbook(String),
}

struct Fault {
    path: PathBuf,
    code: Code,
    entries: Vec<(String, Entry)>,
    server: Option<Server>,
    findings: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults")
}

/// Whether the program can read what the fault is in.
fn is_readable(fault: &Fault) -> bool {
    let has_workbook = fault.entries.iter().any(|(_, entry)| matches!(entry, Entry::Workbook(_)));
    cfg!(feature = "spreadsheets") || !has_workbook
}

fn faults() -> Vec<Fault> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Fault {
    let text = fs::read_to_string(&path).unwrap();
    let name = path.file_stem().unwrap().to_str().unwrap();
    let code = Code::find(name.split('-').next().unwrap()).unwrap_or_else(|| panic!("{name} begins with no code"));
    let (site, findings) = text.split_once(FINDINGS).unwrap_or((&text, ""));
    let mut entries: Vec<(String, Entry)> = Vec::new();
    for line in site.split_inclusive('\n') {
        let header = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --\n"));
        match (header, entries.last_mut()) {
            (Some(header), _) => entries.push(entry(header)),
            (
                None,
                Some((
                    _,
                    Entry::Text(text)
                    | Entry::Latin1(text)
                    | Entry::Before(text)
                    | Entry::At(_, text)
                    | Entry::Workbook(text),
                )),
            ) => text.push_str(line),
            (None, _) => {}
        }
    }
    let server = serve(&mut entries);
    Fault { path, code, entries, server, findings: findings.lines().map(str::to_owned).collect() }
}

/// Starts the server of the fault, and puts its address into all texts.
fn serve(entries: &mut Vec<(String, Entry)>) -> Option<Server> {
    let at = entries.iter().position(|(path, _)| path == "server")?;
    let Entry::Text(table) = entries.remove(at).1 else { return None };
    let server = Server::new(table.lines().map(|line| {
        let mut words = line.splitn(3, ' ');
        let (path, status) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
        let reply = match words.next() {
            Some(page) if status == 200 => Reply::Page(page.to_owned()),
            Some(location) => Reply::To(status, location.to_owned()),
            None => Reply::Status(status),
        };
        (path.to_owned(), reply)
    }));
    for (_, entry) in entries {
        if let Entry::Text(text) = entry {
            *text = text.replace("http://server", server.url());
        }
    }
    Some(server)
}

fn entry(header: &str) -> (String, Entry) {
    if let Some((path, target)) = header.split_once(" -> ") {
        (path.to_owned(), Entry::LinkTo(target.to_owned()))
    } else if let Some(path) = header.strip_suffix(" (before)") {
        (path.to_owned(), Entry::Before(String::new()))
    } else if let Some((path, tag)) = header.strip_suffix(')').and_then(|header| header.split_once(" (at ")) {
        (path.to_owned(), Entry::At(tag.to_owned(), String::new()))
    } else if let Some(path) = header.strip_suffix(" (pipe)") {
        (path.to_owned(), Entry::Pipe)
    } else if let Some(path) = header.strip_suffix(" (workbook)") {
        (path.to_owned(), Entry::Workbook(String::new()))
    } else if let Some(path) = header.strip_suffix(" (latin-1)") {
        (path.to_owned(), Entry::Latin1(String::new()))
    } else {
        (header.to_owned(), Entry::Text(String::new()))
    }
}

fn project(fault: &Fault) -> Project {
    let project = Project::new();
    commit_what_was(&project, fault);
    commit_with_tags(&project, fault);
    for (path, entry) in &fault.entries {
        match entry {
            Entry::Before(_) | Entry::At(..) => {}
            Entry::Text(text) => project.write(path, text.as_bytes()),
            Entry::Latin1(text) => {
                let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
                project.write(path, &bytes);
            }
            Entry::LinkTo(target) => project.link(path, target),
            Entry::Pipe => project.pipe(path),
            Entry::Workbook(text) => project.write(path, &workbook(text)),
        }
    }
    project
}

/// A workbook with these rows. A program that was built without spreadsheets cannot write one, and skips such a fault.
#[cfg(feature = "spreadsheets")]
fn workbook(text: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split('\t')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}

#[cfg(not(feature = "spreadsheets"))]
fn workbook(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn commit_what_was(project: &Project, fault: &Fault) {
    let before = fault.entries.iter().filter_map(|(path, entry)| match entry {
        Entry::Before(text) => Some((path, text)),
        _ => None,
    });
    let before: Vec<_> = before.collect();
    if before.is_empty() {
        return;
    }
    before.iter().for_each(|(path, text)| project.write(path, text.as_bytes()));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "before"]);
    before.iter().for_each(|(path, _)| project.remove(path));
}

/// Makes a commit with each tag that files of the fault name, in the order in which they do.
fn commit_with_tags(project: &Project, fault: &Fault) {
    let tagged: Vec<(&String, &String, &String)> = fault
        .entries
        .iter()
        .filter_map(|(path, entry)| if let Entry::At(tag, text) = entry { Some((tag, path, text)) } else { None })
        .collect();
    if tagged.is_empty() {
        return;
    }
    project.git(&["init", "-q"]);
    for files in tagged.chunk_by(|(tag, ..), (next, ..)| tag == next) {
        files.iter().for_each(|(_, path, text)| project.write(path, text.as_bytes()));
        project.git(&["add", "."]);
        project.git(&["commit", "-qm", "tagged"]);
        project.git(&["tag", files[0].0]);
    }
    tagged.iter().for_each(|(_, path, _)| project.remove(path));
}

/// The findings of a JSON report, in the form of the fault files.
fn lines(report: &str) -> Vec<String> {
    let report: Value = serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {report}"));
    let line = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let (line, column) = (&finding["line"], &finding["column"]);
        format!("{} {}:{line}:{column} {}", text("code"), text("file"), text("message"))
    };
    report["findings"].as_array().unwrap().iter().map(line).collect()
}

/// The JSON that `command` prints, with its exit status. Standard error must be empty.
fn report(project: &Project, command: &[&str]) -> (Vec<String>, i32) {
    let answer = project.answer(["--root", "."].iter().chain(command).copied());
    assert_eq!(answer.stderr, "", "{command:?}");
    (lines(&answer.stdout), answer.status.unwrap())
}

fn bless(fault: &Fault, found: &[String]) {
    let text = fs::read_to_string(&fault.path).unwrap();
    let (site, _) = text.split_once(FINDINGS).unwrap_or((&text, ""));
    let found: String = found.iter().map(|line| format!("{line}\n")).collect();
    fs::write(&fault.path, format!("{site}{FINDINGS}{found}")).unwrap();
}

#[test]
fn every_fault_has_exactly_its_findings() {
    let mut wrong = Vec::new();
    for fault in faults().into_iter().filter(is_readable) {
        let project = project(&fault);
        let has_past = fault.entries.iter().any(|(_, entry)| matches!(entry, Entry::Before(_)));
        let since: &[&str] = if has_past { &["--since", "HEAD"] } else { &[] };
        let external: &[&str] = if fault.server.is_some() { &["--external", "--allow-private"] } else { &[] };
        let check = ["check", "--format", "json", "--date", "2026-11-22"];
        let (mut found, status) = report(&project, &[&check, since, external].concat());
        if let Some(server) = &fault.server {
            found.iter_mut().for_each(|line| *line = line.replace(server.url(), "http://server"));
        }
        let name = fault.path.file_name().unwrap().to_string_lossy().into_owned();
        let code = fault.code.id();
        if !found.iter().any(|line| line.starts_with(code)) {
            wrong.push(format!("{name}: no {code} is found, but\n{}", found.join("\n")));
        } else if found != fault.findings {
            if blessing() {
                bless(&fault, &found);
            } else {
                wrong.push(format!("{name}: expected\n{}\nfound\n{}", fault.findings.join("\n"), found.join("\n")));
            }
        }
        let has_error = found.iter().any(|line| severity(line) == "error");
        if status != i32::from(has_error) {
            wrong.push(format!("{name}: check ended with {status}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

/// Validated with the schema that OASIS publishes, which may not be redistributed here.
#[test]
#[ignore = "needs the schema of SARIF 2.1.0: CLAUSEBOOK_SARIF_SCHEMA"]
fn every_report_is_valid_sarif() {
    let path = std::env::var("CLAUSEBOOK_SARIF_SCHEMA").expect("the path of the schema");
    // The pattern for languages has an unbalanced bracket, which not every engine accepts.
    let text = fs::read_to_string(path).unwrap().replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut results = 0;
    for fault in faults() {
        let project = project(&fault);
        let external: &[&str] = if fault.server.is_some() { &["--external", "--allow-private"] } else { &[] };
        let check = ["--root", ".", "check", "--format", "sarif"];
        let answer = project.answer(check.iter().chain(external));
        let log: Value = serde_json::from_str(&answer.stdout).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", fault.path.display());
        results += log["runs"][0]["results"].as_array().unwrap().len();
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert!(rules.iter().all(|rule| !rule["help"]["text"].as_str().unwrap().is_empty()));
    }
    assert!(results > 150, "{results} findings in all");
}

fn severity(line: &str) -> &'static str {
    Code::find(&line[..5]).unwrap().severity().name()
}

/// A fault without a correct output ends a build; any other does not.
#[test]
fn a_build_stops_for_exactly_the_faults_without_a_correct_output() {
    let mut wrong = Vec::new();
    for fault in faults() {
        let project = project(&fault);
        let (found, status) = report(&project, &["build", "--out", "public", "--format", "json"]);
        let stops = |line: &str| Code::find(&line[..5]).unwrap().build_effect() == BuildEffect::Stops;
        let name = fault.path.file_name().unwrap().to_string_lossy().into_owned();
        let expected: Vec<&String> = fault.findings.iter().filter(|line| stops(line)).collect();
        let is_written = project.path("public").exists();
        if found.iter().collect::<Vec<_>>() != expected {
            wrong.push(format!("{name}: expected {expected:#?}\nfound {found:#?}"));
        }
        if (status, is_written) != (i32::from(!expected.is_empty()), expected.is_empty()) {
            wrong.push(format!("{name}: the build ended with {status}, and there is a site: {is_written}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

#[test]
fn every_code_that_can_be_found_has_a_fault() {
    let there: BTreeSet<Code> = faults().iter().map(|fault| fault.code).collect();
    let waiting: BTreeSet<Code> = NOT_YET.iter().map(|(code, _)| *code).collect();
    let without = Code::ALL.iter().filter(|code| !there.contains(code) && !waiting.contains(code));
    let missing: Vec<_> = without.map(|code| format!("tests/faults/{}-{}.md", code.id(), code.name())).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let both: Vec<_> = there.intersection(&waiting).collect();
    assert!(both.is_empty(), "{both:?} can be found: take them off the list");
    for fault in faults() {
        let name = fault.path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert_eq!(name, format!("{}-{}", fault.code.id(), fault.code.name()));
    }
}

/// The program does not use the codes on this list, so the list is exact.
#[test]
fn codes_without_a_check_are_not_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(root).into_iter().map(|entry| entry.unwrap().into_path());
    let texts: Vec<(PathBuf, String)> = files
        .filter(|path| path.extension().is_some_and(|end| end == "rs") && !path.ends_with("finding/code.rs"))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    for (code, _) in NOT_YET {
        let name = format!("Code::{code:?}");
        let users: Vec<_> = texts.iter().filter(|(_, text)| text.contains(&name)).map(|(path, _)| path).collect();
        assert!(users.is_empty(), "{name} is used in {users:?}: write a fault for it and take it off the list");
    }
}

#[test]
fn every_code_is_explained_by_a_page_of_the_manual() {
    let project = Project::new();
    for code in Code::ALL {
        let page = format!("content/manual/findings/{}.md", code.id().to_lowercase());
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&page));
        let text = text.unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(&format!("title: {} {}", code.id(), code.name())), "{page} has another title");
        assert!(text.contains(&format!("\ndescription: {}\n", code.summary())), "{page}: not the summary of the code");
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let effect = match code.build_effect() {
            BuildEffect::Builds => "Severity as shipped: {}",
            BuildEffect::Stops => "Severity as shipped: {}; it stops the build",
        };
        assert!(words.contains(&effect.replace("{}", code.severity().name())), "{page}: no \"{effect}\"");
        let stops = words.contains("; it stops the build");
        assert_eq!(stops, code.build_effect() == BuildEffect::Stops, "{page}: whether it stops a build");
        let body = text.splitn(3, "---\n").nth(2).unwrap().trim();
        let head = format!("{} {}: {}\n\n", code.id(), code.name(), code.severity().name());
        let said = project.answer(["explain", code.id()]).stdout;
        assert!(said.starts_with(&head), "{said}");
        assert!(!said.contains("](/manual/") && !said.contains("{{</*"), "{said}");
        // Only links to other pages of the manual are printed in another way.
        let body = body.replace("{{</*", "{{<").replace("*/>}}", ">}}");
        let mut lines = said.lines();
        for line in body.lines().filter(|line| !line.contains("](/manual/")) {
            assert!(lines.any(|printed| printed == line), "`{line}` is not in {said}");
        }
    }
}
