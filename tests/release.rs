//! The scripts of `release/`, and that everything that names the files of a release names the same.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;

use crate::support::Project;

pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The target whose archive `release/install.sh` takes on this machine.
fn target() -> String {
    let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux-musl" };
    format!("{}-{system}", std::env::consts::ARCH)
}

/// Writes a program for a test.
pub(crate) fn write_script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs `release/archive.sh` for a program that starts the real one; the archive is in `dist/vVERSION`.
#[track_caller]
fn pack(folder: &Project, target: &str) -> String {
    let program = folder.path("program/clausebook");
    write_script(&program, &format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_clausebook")));
    folder.write("notices/clausebook.cdx.json", b"{}\n");
    folder.write("notices/THIRD-PARTY-LICENSES.txt", b"licences\n");
    let dist = format!("dist/v{VERSION}");
    let mut command = Command::new(repository("release/archive.sh"));
    command.arg(target).args([program, folder.path("notices"), folder.path(&dist)]);
    let output = command.env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap();
    assert!(output.status.success(), "{}", text_of(&output));
    let end = if target.contains("windows") { "zip" } else { "tar.gz" };
    let archive = format!("{dist}/clausebook-{VERSION}-{target}.{end}");
    assert!(folder.path(&archive).is_file(), "{}", text_of(&output));
    archive
}

/// A folder with a release for this machine, the address of its archives, and a clone-able repository of its source.
pub(crate) struct Release {
    pub(crate) folder: Project,
    pub(crate) archive: String,
}

impl Release {
    #[track_caller]
    pub(crate) fn new() -> Self {
        let folder = Project::new();
        let archive = pack(&folder, &target());
        Self { folder, archive }
    }

    /// The address below which the archives are.
    pub(crate) fn address(&self) -> String {
        format!("file://{}", self.folder.path("dist").display())
    }

    /// Makes a repository with what an installation needs of the source, tagged as the release; returns its address.
    pub(crate) fn source(&self) -> String {
        let source = Project::new();
        for path in ["Cargo.toml", "release/install.sh"] {
            source.write(path, &fs::read(repository(path)).unwrap());
        }
        source.git(&["init", "-q", "-b", "main"]);
        source.git(&["add", "."]);
        source.git(&["commit", "-qm", "release"]);
        source.git(&["tag", &format!("v{VERSION}")]);
        let bare = self.folder.path("source.git");
        source.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
        format!("file://{}", bare.display())
    }

    /// `release/install.sh` into `bin`, with nothing but the system's programs and those in `tools`.
    fn install(&self, more: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command.arg(repository("release/install.sh")).arg("--to").arg(self.folder.path("bin")).args(more);
        command.env("PATH", format!("{}:/usr/bin:/bin", self.folder.path("tools").display()));
        for name in ["GITHUB_ACTIONS", "CLAUSEBOOK_REPOSITORY", "CLAUSEBOOK_VERIFY", "GH_TOKEN"] {
            command.env_remove(name);
        }
        command.env("CLAUSEBOOK_RELEASES", self.address());
        command
    }

    fn installed(&self) -> Option<String> {
        let program = self.folder.path("bin/clausebook");
        program.is_file().then(|| text_of(&Command::new(program).arg("--version").output().unwrap()))
    }
}

pub(crate) fn text_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_archive_holds_all_that_a_user_installs_and_packs_to_the_same_bytes() {
    let folder = Project::new();
    let archive = pack(&folder, "x86_64-unknown-linux-gnu");
    let first = fs::read(folder.path(&archive)).unwrap();
    let list = Command::new("tar").arg("-tzf").arg(folder.path(&archive)).output().unwrap();
    let list = text_of(&list);
    let top = format!("clausebook-{VERSION}-x86_64-unknown-linux-gnu/");
    assert!(list.lines().all(|line| line.starts_with(&top)), "{list}");
    for file in [
        "clausebook",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "THIRD-PARTY-LICENSES.txt",
        "clausebook.cdx.json",
        "completions/_clausebook",
        "completions/clausebook.bash",
        "completions/clausebook.fish",
        "man/man1/clausebook.1",
        "man/man1/clausebook-check.1",
    ] {
        assert!(list.lines().any(|line| line.strip_prefix(&top) == Some(file)), "no {file}:\n{list}");
    }
    let sums = folder.read(&format!("{archive}.sha256"));
    let name = archive.rsplit('/').next().unwrap();
    assert!(sums.ends_with(&format!("  {name}\n")) && sums.lines().count() == 1, "{sums}");
    folder.remove(&archive);
    assert_eq!(fs::read(folder.path(&pack(&folder, "x86_64-unknown-linux-gnu"))).unwrap(), first);
}

#[test]
fn an_archive_is_installed_after_its_checksum_is_compared() {
    let release = Release::new();
    let output = release.install(&[]).output().unwrap();
    assert!(output.status.success(), "{}", text_of(&output));
    assert!(text_of(&output).contains("only the checksum was compared"), "{}", text_of(&output));
    assert!(release.installed().unwrap().starts_with(&format!("clausebook {VERSION}")));
    assert_eq!(release.folder.names("bin"), ["clausebook"]);
    // The program is there, so nothing is downloaded any more.
    release.folder.remove("dist");
    let output = release.install(&["--version", VERSION]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text_of(&output));
}

#[test]
fn an_archive_with_another_checksum_ends_the_installation() {
    let release = Release::new();
    release.folder.write(&release.archive, b"other bytes");
    write_script(&release.folder.path("tools/cargo"), "exit 9");
    let output = release.install(&[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    assert!(text_of(&output).contains("does not have its checksum"), "{}", text_of(&output));
    assert_eq!(release.folder.names("bin"), [""; 0]);
}

#[test]
fn the_provenance_is_verified_where_it_can_be() {
    let release = Release::new();
    let log = release.folder.path("log");
    write_script(&release.folder.path("tools/gh"), &format!("echo \"$@\" >>'{}'; exit 1", log.display()));
    let refused = release.install(&[]).env("GH_TOKEN", "t").output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "{}", text_of(&refused));
    assert!(text_of(&refused).contains("no provenance of example/clausebook"), "{}", text_of(&refused));
    assert_eq!(release.installed(), None);
    let log = release.folder.read("log");
    assert!(log.starts_with("attestation verify ") && log.ends_with(" --repo example/clausebook\n"), "{log}");
    let output = release.install(&[]).env("GH_TOKEN", "t").env("CLAUSEBOOK_VERIFY", "checksum").output().unwrap();
    assert!(output.status.success() && release.installed().is_some(), "{}", text_of(&output));
}

#[test]
fn without_an_archive_the_source_is_compiled_with_a_warning() {
    let release = Release::new();
    release.folder.remove("dist");
    let compile = "while [ $# -gt 1 ]; do [ \"$1\" = --root ] && to=$2; shift; done; mkdir \"$to/bin\"";
    let program = format!("cp '{}' \"$to/bin/\"", release.folder.path("program/clausebook").display());
    write_script(&release.folder.path("tools/cargo"), &format!("{compile}; {program}"));
    let output = release.install(&[]).output().unwrap();
    assert!(output.status.success() && release.installed().is_some(), "{}", text_of(&output));
    assert!(text_of(&output).contains("warning: version"), "{}", text_of(&output));
    release.folder.remove("bin");
    let output = release.install(&[]).env("GITHUB_ACTIONS", "true").output().unwrap();
    assert!(text_of(&output).starts_with("::warning::version"), "{}", text_of(&output));
    // Neither an archive nor a compiler.
    release.folder.remove("bin");
    release.folder.remove("tools/cargo");
    for program in ["sed", "head", "uname", "mkdir", "mktemp", "rm", "tr", "dirname", "curl"] {
        let found = ["/usr/bin", "/bin"].map(|folder| Path::new(folder).join(program));
        let found = found.iter().find(|path| path.exists()).unwrap();
        std::os::unix::fs::symlink(found, release.folder.path("tools").join(program)).unwrap();
    }
    let output = release.install(&[]).env("PATH", release.folder.path("tools")).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
    assert!(text_of(&output).contains("no cargo to compile it"), "{}", text_of(&output));
}

#[test]
fn a_wrong_version_is_refused_before_anything_is_requested() {
    let release = Release::new();
    for version in ["0.1.0/../../x", "$(id)", "a b"] {
        let output = release.install(&["--version", version]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text_of(&output));
        assert!(text_of(&output).contains("invalid version"), "{}", text_of(&output));
    }
}

/// The targets that the workflow builds.
fn targets() -> Vec<String> {
    let workflow: Value = serde_yaml::from_str(&read(".github/workflows/release.yml")).unwrap();
    let matrix = workflow["jobs"]["build"]["strategy"]["matrix"]["include"].as_sequence().unwrap().clone();
    matrix.iter().map(|entry| entry["target"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn everything_that_names_an_archive_names_one_that_the_workflow_builds() {
    let targets = targets();
    for system in ["linux-gnu", "linux-musl"] {
        for processor in ["x86_64", "aarch64"] {
            assert!(targets.contains(&format!("{processor}-unknown-{system}")), "{targets:?}");
        }
    }
    let script = read("release/install.sh");
    let formula = read("release/clausebook.rb.in");
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        parts.filter(|word| word.starts_with("x86_64-") || word.starts_with("aarch64-")).map(str::to_owned).collect()
    };
    let named: Vec<String> = words(&script).into_iter().chain(words(&formula.replace("SHA256-", ""))).collect();
    assert!(named.len() > 8, "{named:?}");
    for target in named {
        assert!(targets.contains(&target), "the workflow does not build {target}");
    }
}

/// What `cargo binstall` makes of its metadata is the address and the layout of an archive.
#[test]
fn binstall_finds_the_archives() {
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    let package = manifest["package"].as_table().unwrap();
    let binstall = package["metadata"]["binstall"].as_table().unwrap();
    let has_zip = ["zip", "unzip"].iter().all(|program| Command::new(program).arg("-v").output().is_ok());
    for target in targets().into_iter().filter(|target| has_zip || !target.contains("windows")) {
        let overridden = binstall["overrides"].get(&target).and_then(|of| of.get("pkg-fmt"));
        let format = overridden.unwrap_or(&binstall["pkg-fmt"]).as_str().unwrap();
        let is_windows = target.contains("windows");
        assert_eq!(format, if is_windows { "zip" } else { "tgz" }, "{target}");
        let filled = |text: &toml::Value| {
            [
                ("{ repo }", package["repository"].as_str().unwrap()),
                ("{ name }", "clausebook"),
                ("{ bin }", "clausebook"),
                ("{ version }", VERSION),
                ("{ target }", &target),
                ("{ archive-suffix }", if is_windows { ".zip" } else { ".tar.gz" }),
                ("{ binary-ext }", if is_windows { ".exe" } else { "" }),
            ]
            .iter()
            .fold(text.as_str().unwrap().to_owned(), |text, (name, value)| text.replace(name, value))
        };
        let folder = Project::new();
        let archive = pack(&folder, &target);
        let name = archive.rsplit('/').next().unwrap();
        let url = format!("{}/releases/download/v{VERSION}/{name}", env!("CARGO_PKG_REPOSITORY"));
        assert_eq!(filled(&binstall["pkg-url"]), url);
        let list = match is_windows {
            true => Command::new("unzip").arg("-Z1").arg(folder.path(&archive)).output(),
            false => Command::new("tar").arg("-tzf").arg(folder.path(&archive)).output(),
        };
        let (list, program) = (text_of(&list.unwrap()), filled(&binstall["bin-dir"]));
        assert!(list.lines().any(|line| line == program), "no {program}:\n{list}");
    }
}

#[test]
fn the_formula_has_the_checksums_of_the_archives() {
    let folder = Project::new();
    let dist = folder.path(&format!("dist/v{VERSION}"));
    for target in targets() {
        let sum = format!("{:064x}", target.len() * 31 + usize::from(target.as_bytes()[0]));
        folder.write(
            &format!("dist/v{VERSION}/clausebook-{VERSION}-{target}.tar.gz.sha256"),
            format!("{sum}  clausebook-{VERSION}-{target}.tar.gz\n").as_bytes(),
        );
    }
    let output = Command::new(repository("release/formula.sh")).arg(dist).output().unwrap();
    let formula = text_of(&output);
    assert!(output.status.success() && !formula.contains('@'), "{formula}");
    let lines: Vec<&str> = formula.lines().map(str::trim).collect();
    let sums = lines.windows(2).filter(|pair| pair[0].starts_with("url "));
    let mut count = 0;
    for pair in sums {
        let target = pair[0].split_once(&format!("clausebook-{VERSION}-")).unwrap().1.trim_end_matches(".tar.gz\"");
        let sum = folder.read(&format!("dist/v{VERSION}/clausebook-{VERSION}-{target}.tar.gz.sha256"));
        assert_eq!(pair[1], format!("sha256 \"{}\"", &sum[..64]));
        count += 1;
    }
    assert_eq!(count, 4);
}

/// Every step of the workflow passes what other people control in environment variables only.
#[test]
fn no_script_of_the_workflow_contains_an_expression() {
    let workflow: Value = serde_yaml::from_str(&read(".github/workflows/release.yml")).unwrap();
    for job in workflow["jobs"].as_mapping().unwrap().values() {
        for step in job["steps"].as_sequence().unwrap() {
            let script = step["run"].as_str().unwrap_or_default();
            assert!(!script.contains("${{"), "{script}");
        }
    }
}

#[test]
fn a_tag_of_another_version_releases_nothing() {
    let workflow: Value = serde_yaml::from_str(&read(".github/workflows/release.yml")).unwrap();
    let steps = workflow["jobs"]["test"]["steps"].as_sequence().unwrap();
    let compare = steps.iter().find(|step| step["env"]["TAG"].is_string()).unwrap()["run"].as_str().unwrap();
    let run = |tag: &str| {
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c", compare]).current_dir(repository("")).env("TAG", tag);
        command.output().unwrap()
    };
    assert!(run(&format!("v{VERSION}")).status.success());
    let other = run("v9.9.9");
    assert!(!other.status.success() && text_of(&other).contains("::error::"), "{}", text_of(&other));
    for job in ["publish", "image"] {
        let needs = workflow["jobs"][job]["needs"].as_sequence().unwrap();
        assert!(needs.contains(&Value::from("test")), "{job} does not wait for the test");
    }
}

/// The documents and recipes name the repository and the version of Cargo.toml.
#[test]
fn every_recipe_names_this_version_and_repository() {
    let name = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
    for path in ["README.md", "content/manual/ci.md", "content/manual/hosting.md"] {
        let text = read(path);
        let words = text.split(|c: char| c.is_whitespace() || "`\"'(),".contains(c));
        for word in words {
            if let Some((_, version)) = word.split_once(&format!("{name}@v")) {
                assert_eq!(version, VERSION, "{path}: {word}");
            }
            if let Some(rest) = word.strip_prefix("https://github.com/").filter(|rest| rest.contains("clausebook")) {
                assert!(rest.starts_with(name), "{path}: {word}");
            }
        }
        let branches = text.match_indices("--branch v").map(|(at, start)| &text[at + start.len()..]);
        branches.for_each(|rest| assert!(rest.starts_with(&format!("{VERSION} ")), "{path}: {}", &rest[..20]));
    }
    assert!(read("README.md").contains(&format!("clausebook-{VERSION}-x86_64-unknown-linux-musl.tar.gz")));
}
