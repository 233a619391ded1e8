//! The shell steps of the GitHub action and of the pre-commit hooks, run in a clone with the binary on the path.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_yaml::Value;

use crate::support::Project;

fn parsed(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A `PATH` that finds the binary first.
fn search_path() -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_clausebook"));
    format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap())
}

fn page(body: &str) -> String {
    format!("---\ntitle: Guide\ndescription: One sentence.\n---\n{body}\n")
}

/// A repository whose branch `main` has one known fault, and on `work` a change.
fn origin(change: &str) -> Project {
    let project = Project::new()
        .file("content/_index.md", page("[known](/nowhere/)"))
        .file("content/guide/_index.md", page("Text."));
    project.git(&["init", "-q", "-b", "main"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "before"]);
    project.git(&["commit", "-qm", "more", "--allow-empty"]);
    project.git(&["checkout", "-qb", "work"]);
    project.write("content/guide/_index.md", page(change).as_bytes());
    project.git(&["commit", "-qam", "change"]);
    project
}

/// A clone of `work` as a build server makes it: one commit deep.
fn shallow_clone(origin: &Project) -> Project {
    let clone = Project::new();
    let url = format!("file://{}", origin.path("").display());
    clone.git(&["clone", "-q", "--depth", "1", "--branch", "work", &url, "site"]);
    clone
}

/// Runs every step of the action with these values for its expressions; returns the output of the last one.
#[track_caller]
fn run_action(folder: &Path, values: &[(&str, &str)]) -> Output {
    let action = parsed("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let inputs = action["inputs"].as_mapping().unwrap();
    let mut known: BTreeMap<String, String> = inputs
        .iter()
        .map(|(name, input)| {
            (format!("inputs.{}", name.as_str().unwrap()), input["default"].as_str().unwrap().to_owned())
        })
        .collect();
    let tools = tempfile::tempdir().unwrap();
    known.insert("github.base_ref".to_owned(), String::new());
    known.insert("github.action_path".to_owned(), env!("CARGO_MANIFEST_DIR").to_owned());
    known.insert("runner.temp".to_owned(), tools.path().display().to_string());
    known.extend(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let mut last = None;
    for step in action["runs"]["steps"].as_sequence().unwrap() {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().unwrap();
        // Values that other people control are passed in environment variables only, so they cannot become commands.
        assert!(!script.contains("${{"), "{script}");
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(folder).env("PATH", search_path()).env("XDG_CACHE_HOME", tools.path());
        command.env("GITHUB_PATH", tools.path().join("path"));
        for (name, value) in step["env"].as_mapping().unwrap() {
            let expression = value.as_str().unwrap().trim_start_matches("${{").trim_end_matches("}}").trim();
            let value = known.get(expression).unwrap_or_else(|| panic!("{expression} is not known"));
            command.env(name.as_str().unwrap(), value);
        }
        let output = command.output().unwrap();
        let is_good = output.status.success();
        last = Some(output);
        if !is_good {
            break;
        }
    }
    last.unwrap()
}

fn text_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_action_fails_only_for_findings_of_the_pull_request() {
    for (change, status) in [("[new](/gone/)", 1), ("Better text.", 0)] {
        let origin = origin(change);
        let clone = shallow_clone(&origin);
        let output = run_action(&clone.path("site"), &[("github.base_ref", "main")]);
        assert_eq!(output.status.code(), Some(status), "{}", text_of(&output));
        assert_eq!(text_of(&output).contains("/gone/"), status == 1, "{}", text_of(&output));
        assert!(!text_of(&output).contains("/nowhere/"), "{}", text_of(&output));
    }
}

#[test]
fn the_action_shows_everything_outside_of_a_pull_request_and_takes_arguments() {
    let clone = shallow_clone(&origin("Better text."));
    let output = run_action(&clone.path(""), &[("inputs.root", "site")]);
    assert_eq!(output.status.code(), Some(1), "{}", text_of(&output));
    assert!(text_of(&output).contains("::error") && text_of(&output).contains("/nowhere/"), "{}", text_of(&output));
    let output = run_action(&clone.path(""), &[("inputs.root", "site"), ("inputs.arguments", "--allow LK101")]);
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
    let sarif = [("inputs.root", "site"), ("inputs.format", "sarif"), ("inputs.output", "out.sarif")];
    assert_eq!(run_action(&clone.path(""), &sarif).status.code(), Some(1));
    assert!(clone.read("out.sarif").contains("\"version\":\"2.1.0\""));
    // A value is never a command.
    let output = run_action(&clone.path(""), &[("inputs.root", "site"), ("inputs.arguments", "$(touch hacked)")]);
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    assert!(!clone.path("hacked").exists() && !clone.path("site/hacked").exists());
}

#[test]
fn the_example_guide_passes_the_action() {
    let output = run_action(Path::new(env!("CARGO_MANIFEST_DIR")), &[("inputs.arguments", "--deny warnings")]);
    assert_eq!(output.status.code(), Some(0), "{}", text_of(&output));
}

#[test]
fn the_hooks_report_what_a_commit_would_break() {
    let hooks = parsed(".pre-commit-hooks.yaml");
    let hook = |id: &str| {
        let found = hooks.as_sequence().unwrap().iter().find(|hook| hook["id"] == id).unwrap();
        // A commit that only deletes has no files that pre-commit would look at.
        assert_eq!((&found["files"], &found["always_run"]), (&Value::Null, &Value::from(true)));
        assert_eq!((&found["language"], &found["pass_filenames"]), (&Value::from("rust"), &Value::from(false)));
        found["entry"].as_str().unwrap().split(' ').map(str::to_owned).collect::<Vec<_>>()
    };
    let run = |project: &Project, id: &str| {
        let entry = hook(id);
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
        assert_eq!(entry[0], "clausebook");
        command.env("XDG_CACHE_HOME", project.caches());
        command.args(&entry[1..]).current_dir(project.path("")).output().unwrap()
    };
    let project = origin("Better text.");
    assert_eq!(run(&project, "clausebook").status.code(), Some(0));
    assert_eq!(run(&project, "clausebook-all").status.code(), Some(1));
    project.write("content/guide/_index.md", page("[new](/gone/)").as_bytes());
    project.git(&["add", "."]);
    let output = run(&project, "clausebook");
    assert_eq!(output.status.code(), Some(1));
    assert!(text_of(&output).contains("/gone/") && !text_of(&output).contains("/nowhere/"), "{}", text_of(&output));
    project.git(&["rm", "-qf", "content/guide/_index.md"]);
    let output = run(&project, "clausebook");
    assert!(output.status.code() == Some(1) && text_of(&output).contains("RT104"), "{}", text_of(&output));
}

#[test]
fn the_manual_names_every_input_and_hook() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/ci.md")).unwrap();
    let action = parsed("action.yml");
    for name in action["inputs"].as_mapping().unwrap().keys() {
        assert!(manual.contains(&format!("| `{}` |", name.as_str().unwrap())), "{name:?}");
    }
    for hook in parsed(".pre-commit-hooks.yaml").as_sequence().unwrap() {
        assert!(manual.contains(&format!("`{}`", hook["id"].as_str().unwrap())), "{hook:?}");
    }
}
