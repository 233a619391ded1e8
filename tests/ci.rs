//! The shell steps of the GitHub action and of the pre-commit hooks, run in a clone with the binary on the path.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_yaml::Value;

use crate::release::{Release, VERSION, repository, text_of, write_script};
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

/// A run of the action.
struct ActionRun {
    /// The output of the last shell step that ran.
    output: Output,
    /// The other actions that it used, with what they were given.
    uses: Vec<(String, BTreeMap<String, String>)>,
    /// The outputs of the action.
    outputs: BTreeMap<String, String>,
}

/// The action in a folder, with these values for its expressions.
struct Action<'a> {
    folder: &'a Path,
    values: Vec<(&'a str, &'a str)>,
    environment: Vec<(&'a str, String)>,
}

impl<'a> Action<'a> {
    fn new(folder: &'a Path, values: &[(&'a str, &'a str)]) -> Self {
        Self { folder, values: values.to_vec(), environment: vec![("PATH", search_path())] }
    }

    /// The values before any step.
    fn known(&self, action: &Value, tools: &Path) -> BTreeMap<String, String> {
        let inputs = action["inputs"].as_mapping().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let mut known: BTreeMap<String, String> =
            inputs.iter().map(|(name, input)| (format!("inputs.{}", text(name)), text(&input["default"]))).collect();
        for (name, value) in [
            ("github.base_ref", ""),
            ("github.action_path", env!("CARGO_MANIFEST_DIR")),
            ("github.action_repository", ""),
            ("github.server_url", "https://github.com"),
            ("github.token", ""),
            ("github.run_id", "1"),
            ("github.run_attempt", "1"),
            ("runner.temp", tools.to_str().unwrap()),
            ("runner.os", "Linux"),
            ("runner.arch", "X64"),
        ] {
            known.insert(name.to_owned(), value.to_owned());
        }
        known.extend(self.values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        known
    }

    /// Runs every step, as the runner of GitHub does.
    #[track_caller]
    fn run(&self) -> ActionRun {
        let action = parsed("action.yml");
        assert_eq!(action["runs"]["using"], "composite");
        let tools = tempfile::tempdir().unwrap();
        let mut known = self.known(&action, tools.path());
        let (mut last, mut uses, mut has_failed) = (None, Vec::new(), false);
        for step in action["runs"]["steps"].as_sequence().unwrap() {
            if !applies(step["if"].as_str(), &known, has_failed) {
                continue;
            }
            if let Some(name) = step["uses"].as_str() {
                let with = step["with"].as_mapping().unwrap().iter();
                let given = |value: &Value| filled(value.as_str().unwrap(), &known);
                uses.push((name.to_owned(), with.map(|(k, v)| (k.as_str().unwrap().to_owned(), given(v))).collect()));
                continue;
            }
            let output = self.shell_step(step, &known, tools.path());
            has_failed |= !output.status.success();
            last = Some(output);
            let id = step["id"].as_str().unwrap_or_default();
            let written = tools.path().join("GITHUB_OUTPUT");
            known.extend(pairs(&written).map(|(name, value)| (format!("steps.{id}.outputs.{name}"), value)));
            let _ = fs::remove_file(written);
        }
        let outputs = action["outputs"].as_mapping().unwrap().iter();
        let value = |output: &Value| filled(output["value"].as_str().unwrap(), &known);
        let outputs = outputs.map(|(name, output)| (name.as_str().unwrap().to_owned(), value(output))).collect();
        ActionRun { output: last.unwrap(), uses, outputs }
    }

    fn shell_step(&self, step: &Value, known: &BTreeMap<String, String>, tools: &Path) -> Output {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().unwrap();
        // Values that other people control are passed in environment variables only, so they cannot become commands.
        assert!(!script.contains("${{"), "{script}");
        let mut command = Command::new("bash");
        command.args(["-c", script]).current_dir(self.folder).env("XDG_CACHE_HOME", tools);
        command.env_remove("GITHUB_ACTIONS").env_remove("CLAUSEBOOK_CACHE");
        command.envs(self.environment.iter().map(|(name, value)| (*name, value)));
        for name in ["GITHUB_PATH", "GITHUB_ENV", "GITHUB_OUTPUT"] {
            command.env(name, tools.join(name));
        }
        let first: String = lines(&tools.join("GITHUB_PATH")).map(|folder| format!("{folder}:")).collect();
        let given = self.environment.iter().find(|(name, _)| *name == "PATH").unwrap();
        command.env("PATH", format!("{first}{}", given.1)).envs(pairs(&tools.join("GITHUB_ENV")));
        for (name, value) in step["env"].as_mapping().unwrap() {
            command.env(name.as_str().unwrap(), filled(value.as_str().unwrap(), known));
        }
        command.output().unwrap()
    }
}

fn lines(path: &Path) -> impl Iterator<Item = String> {
    fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The lines `name=value` of a file.
fn pairs(path: &Path) -> impl Iterator<Item = (String, String)> {
    lines(path).map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
}

/// The text with its expressions replaced.
fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut parts = text.split("${{");
    let mut filled = parts.next().unwrap().to_owned();
    for part in parts {
        let (expression, after) = part.split_once("}}").unwrap();
        filled.push_str(&value_of(expression.trim(), known));
        filled.push_str(after);
    }
    filled
}

/// The value of an expression; empty for the output of a step that did not run.
fn value_of(expression: &str, known: &BTreeMap<String, String>) -> String {
    let value = known.get(expression).cloned();
    value.unwrap_or_else(|| {
        assert!(expression.starts_with("steps."), "{expression} is not known");
        String::new()
    })
}

/// Whether a step with this condition runs.
fn applies(condition: Option<&str>, known: &BTreeMap<String, String>, has_failed: bool) -> bool {
    let parts: Vec<&str> = condition.map(|condition| condition.split(" && ").collect()).unwrap_or_default();
    let is_always = parts.contains(&"always()");
    let holds = parts.iter().filter(|part| **part != "always()").all(|part| {
        let (is_equal, (name, value)) = match part.split_once(" == ") {
            Some(sides) => (true, sides),
            None => (false, part.split_once(" != ").unwrap()),
        };
        (value_of(name, known) == value.trim_matches('\'')) == is_equal
    });
    holds && (is_always || !has_failed)
}

/// Runs every step of the action with these values for its expressions; returns the output of the last one.
#[track_caller]
fn run_action(folder: &Path, values: &[(&str, &str)]) -> Output {
    Action::new(folder, values).run().output
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
fn the_action_counts_what_it_shows_and_uploads_it_if_asked() {
    let origin = origin("[new](/gone/)");
    let clone = shallow_clone(&origin);
    let folder = clone.path("");
    let outputs = |run: &ActionRun| ["status", "errors", "warnings", "hints"].map(|name| run.outputs[name].clone());
    let run = Action::new(&folder, &[("inputs.root", "site")]).run();
    assert_eq!(outputs(&run), ["1", "2", "0", "0"], "{}", text_of(&run.output));
    assert!(run.uses.is_empty(), "{:?}", run.uses);
    // It could not run, so there is nothing to count or to upload.
    let run = Action::new(&folder, &[("inputs.root", "nowhere"), ("inputs.sarif", "true")]).run();
    assert_eq!(outputs(&run), ["2", "", "", ""], "{}", text_of(&run.output));
    assert!(run.uses.is_empty(), "{:?}", run.uses);
    let base = [("inputs.root", "site"), ("github.base_ref", "main")];
    let run = Action::new(&folder, &[&base[..], &[("inputs.sarif", "true"), ("inputs.cache", "true")]].concat()).run();
    assert_eq!(outputs(&run), ["1", "1", "0", "0"], "{}", text_of(&run.output));
    let [cache, upload] = run.uses.as_slice() else { panic!("{:?}", run.uses) };
    assert!(cache.0.starts_with("actions/cache@") && cache.1["path"].ends_with("/clausebook/cache"), "{cache:?}");
    assert!(upload.0.starts_with("github/codeql-action/upload-sarif@"), "{upload:?}");
    assert!(upload.1["sarif_file"].ends_with("clausebook.sarif"), "{upload:?}");
}

#[test]
fn the_action_downloads_the_release_of_its_version_and_keeps_it() {
    let origin = origin("Better text.");
    let clone = shallow_clone(&origin);
    let release = Release::new();
    let folder = clone.path("site");
    let mut action = Action::new(&folder, &[("github.base_ref", "main")]);
    // Nothing but the system's programs.
    action.environment = vec![("PATH", "/usr/bin:/bin".to_owned()), ("CLAUSEBOOK_RELEASES", release.address())];
    let run = action.run();
    assert_eq!(run.output.status.code(), Some(0), "{}", text_of(&run.output));
    let [cache] = run.uses.as_slice() else { panic!("{:?}", run.uses) };
    assert!(cache.1["path"].ends_with("/clausebook/bin"), "{cache:?}");
    assert_eq!(cache.1["key"], format!("clausebook-{VERSION}-Linux-X64"));
    // Another version than that on the path is requested too; there is none, so it is compiled.
    action.values.push(("inputs.version", "v9.9.9"));
    action.environment[0].1 = format!("{}:/usr/bin:/bin", release.folder.path("tools").display());
    write_script(&release.folder.path("tools/clausebook"), &format!("echo clausebook {VERSION}"));
    write_script(&release.folder.path("tools/cargo"), "echo \"$@\"; exit 9");
    let run = action.run();
    assert_eq!(run.output.status.code(), Some(9), "{}", text_of(&run.output));
    assert!(text_of(&run.output).contains("--tag v9.9.9"), "{}", text_of(&run.output));
    assert_eq!(run.uses[0].1["key"], "clausebook-9.9.9-Linux-X64");
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

/// What `clausebook init ci` prints for the folder of a repository.
fn recipe(server: &str) -> String {
    let project = Project::new().file("content/_index.md", page("Text."));
    project.git(&["init", "-q"]);
    let answer = project.answer(["init", "ci", server, "--print"]);
    assert_eq!(answer.status, Some(0), "{}", answer.stderr);
    answer.stdout
}

const SERVERS: [(&str, &str); 5] = [
    ("github", ".github/workflows/clausebook.yml"),
    ("gitlab", ".gitlab-ci.yml"),
    ("azure", "azure-pipelines.yml"),
    ("jenkins", "Jenkinsfile"),
    ("pre-commit", ".pre-commit-config.yaml"),
];

#[test]
fn init_writes_what_it_prints_at_the_top_of_the_repository_and_overwrites_nothing() {
    for (server, path) in SERVERS {
        let project = Project::new().file("content/_index.md", page("Text."));
        project.git(&["init", "-q"]);
        let wrote = format!("wrote [ROOT]/{path}\nnext: ");
        project.run(["init", "ci", server]).stdout_contains(wrote).done();
        assert_eq!(project.read(path), recipe(server));
        project.write(path, b"mine\n");
        let refused = format!("`[ROOT]/{path}` already exists");
        project.run(["init", "ci", server]).status(2).stderr_contains(refused).done();
        assert_eq!(project.read(path), "mine\n");
    }
}

#[test]
fn init_knows_that_the_site_is_a_folder_of_the_repository() {
    let project = Project::new().file("my docs/content/_index.md", page("Text."));
    let without = project.run(["--root", "my docs", "init", "ci", "github"]);
    without.status(2).stderr_contains("is not in a git repository").done();
    project.git(&["init", "-q"]);
    for (server, path) in SERVERS {
        project.run(["--root", "my docs", "init", "ci", server, "-q"]).done();
        let text = project.read(path);
        assert!(text.contains("\"my docs\""), "{text}");
        if server != "jenkins" {
            serde_yaml::from_str::<Value>(&text).unwrap();
        }
    }
    for name in ["a\"b", "a$(id)", "a${{ github.token }}", "a'b", "a`id`", "a\nb", "a: b"] {
        let project = Project::new().file(&format!("{name}/content/_index.md"), page("Text."));
        project.git(&["init", "-q"]);
        project.run(["--root", name, "init", "ci", "gitlab"]).status(2).stderr_contains("rename it").done();
        assert_eq!(project.names("").len(), 2, "{name:?}");
    }
}

/// The shell commands of a recipe.
fn script(server: &str, text: &str) -> String {
    let parsed = || serde_yaml::from_str::<Value>(text).unwrap();
    match server {
        "gitlab" => parsed()["guides"]["script"][0].as_str().unwrap().to_owned(),
        "azure" => {
            let steps = parsed()["steps"].as_sequence().unwrap().clone();
            steps.iter().find_map(|step| step["bash"].as_str()).unwrap().to_owned()
        }
        _ => text.split("'''").nth(1).unwrap().to_owned(),
    }
}

/// Each recipe in a clone of a branch with a new fault beside a known one: for a request it shows the new one alone, else
/// both. The first run installs the program from the release.
#[test]
fn the_recipes_of_build_servers_show_what_a_request_broke() {
    let release = Release::new();
    let source = release.source();
    let origin = origin("[new](/gone/)");
    let url = format!("file://{}", origin.path("").display());
    for (server, base) in [
        ("gitlab", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
        ("azure", "SYSTEM_PULLREQUEST_TARGETBRANCH"),
        ("jenkins", "CHANGE_TARGET"),
    ] {
        let clone = Project::new();
        clone.git(&["clone", "-q", "--branch", "work", &url, "site"]);
        let script = script(server, &recipe(server));
        let run = |target: Option<&str>| {
            let mut command = Command::new(if server == "azure" { "bash" } else { "sh" });
            command.args(["-c", &script]).current_dir(clone.path("site")).env("PATH", "/usr/bin:/bin");
            command.env("HOME", clone.path("home")).env("CLAUSEBOOK_HOME", clone.path("home/clausebook"));
            command.env("CLAUSEBOOK_ROOT", ".").env("CLAUSEBOOK_RELEASES", release.address());
            command.env_remove("CLAUSEBOOK_CACHE").env_remove(base).env_remove("GITHUB_ACTIONS");
            command.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_VALUE_0", env!("CARGO_PKG_REPOSITORY"));
            command.env("GIT_CONFIG_KEY_0", format!("url.{source}.insteadOf"));
            command.envs(target.map(|target| (base, target)));
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{server}: {}", text_of(&output));
            let report = clone.read("site/clausebook.xml");
            for text in [text_of(&output), report] {
                assert!(text.contains("/gone/"), "{server}: {text}");
                assert_eq!(text.contains("/nowhere/"), target.is_none(), "{server}: {text}");
            }
        };
        run(Some("main"));
        run(None);
    }
}

#[test]
fn the_recipe_of_gitlab_runs_no_program_that_came_with_the_repository() {
    let project = origin("Better text.");
    write_script(&project.path(".clausebook/bin/clausebook"), "touch hacked");
    project.git(&["add", "-f", ".clausebook"]);
    let mut command = Command::new("sh");
    command.args(["-c", &script("gitlab", &recipe("gitlab"))]).current_dir(project.path(""));
    let output = command.env("CLAUSEBOOK_ROOT", ".").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    assert!(!project.path("hacked").exists());
}

#[test]
fn a_report_in_a_file_is_what_the_format_prints() {
    let project = origin("[new](/gone/)");
    for format in ["human", "concise", "json", "sarif", "junit", "github"] {
        let printed = project.answer(["check", "--format", format]).stdout;
        let report = format!("{format}=found");
        let run = project.run(["check", "--format", "concise", "--report", &report]);
        run.status(1).stdout_contains("LK101").done();
        assert_eq!(project.read("found"), printed, "{format}");
    }
    for (report, reason) in [("sarif", "FORMAT=FILE"), ("sarif=", "FORMAT=FILE"), ("xml=a", "unknown format `xml`")] {
        project.run(["check", "--report", report]).status(2).stderr_contains(reason).done();
    }
    let run = project.run(["check", "--report", "json=no/folder/x"]);
    run.status(2).stdout_contains("LK101").stderr_contains("cannot write `no/folder/x`").done();
}

#[test]
fn the_manual_has_the_recipes_that_init_writes() {
    let manual = fs::read_to_string(repository("content/manual/ci.md")).unwrap();
    for (server, path) in SERVERS {
        assert!(manual.contains(&format!("clausebook init ci {server}")), "{server}");
        assert!(manual.contains(&format!("`{path}`")), "{path}");
        let recipe = recipe(server);
        assert!(manual.contains(&format!("\n{recipe}```\n")), "the manual has not this for {server}:\n{recipe}");
    }
}

#[test]
fn the_manual_names_every_input_and_hook() {
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("content/manual/ci.md")).unwrap();
    let action = parsed("action.yml");
    for name in action["inputs"].as_mapping().unwrap().keys() {
        assert!(manual.contains(&format!("| `{}` |", name.as_str().unwrap())), "{name:?}");
    }
    for name in action["outputs"].as_mapping().unwrap().keys() {
        assert!(manual.contains(&format!("| `{}` |", name.as_str().unwrap())), "{name:?}");
    }
    for hook in parsed(".pre-commit-hooks.yaml").as_sequence().unwrap() {
        assert!(manual.contains(&format!("`{}`", hook["id"].as_str().unwrap())), "{hook:?}");
    }
}
