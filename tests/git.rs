//! Git on an untrusted repository: no program that the repository names is run, and no command waits for ever.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::serve::Preview;
use crate::support::Project;

/// Settings whose value git runs as a program, with `{}` for the program, and further settings that make git use them.
const PROGRAMS: &str = "\
[core]\n\tfsmonitor = {}\n\thooksPath = {hooks}\n\tpager = {}\n\teditor = {}\n\taskPass = {}\n\tsshCommand = {}\n\
\tgitProxy = {}\n\talternateRefsCommand = {}\n\tattributesFile = {attributes}\n\
[sequence]\n\teditor = {}\n[pager]\n\tlog = {}\n\tdiff = {}\n\trev-parse = {}\n\tls-tree = {}\n\tcat-file = {}\n\
[log]\n\tshowSignature = true\n\tmailmap = true\n\
[gpg]\n\tprogram = {}\n[gpg \"ssh\"]\n\tprogram = {}\n\tdefaultKeyCommand = {}\n[gpg \"x509\"]\n\tprogram = {}\n\
[diff]\n\texternal = {}\n[diff \"x\"]\n\tcommand = {}\n\ttextconv = {}\n\
[filter \"x\"]\n\tsmudge = {}\n\tclean = {}\n\tprocess = {}\n\trequired = true\n\
[merge \"x\"]\n\tdriver = {}\n[interactive]\n\tdiffFilter = {}\n[credential]\n\thelper = !{}\n\
[alias]\n\tlog = !{}\n\trev-parse = !{}\n\tls-tree = !{}\n\tcat-file = !{}\n\tmerge-base = !{}\n\
[protocol]\n\tallow = always\n[extensions]\n\tpartialClone = origin\n\
[remote \"origin\"]\n\turl = ext::{}\n\tpromisor = true\n\tuploadpack = {}\n\tvcs = x\n\
[trailer \"x\"]\n\tcommand = {}\n\tcmd = {}\n[gc]\n\trecentObjectsHook = {}\n[submodule \"x\"]\n\tupdate = !{}\n\
[uploadpack]\n\tpackObjectsHook = {}\n[include]\n\tpath = {more}\n";

/// Every hook of git.
const HOOKS: [&str; 14] = [
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-rewrite",
    "post-update",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "prepare-commit-msg",
    "reference-transaction",
    "fsmonitor-watchman",
    "sendemail-validate",
];

fn page(body: &str) -> String {
    format!("---\ntitle: Guide\ndescription: One sentence.\n---\n{body}\n")
}

/// Adds every known attack to the git folder at `folder`. Each program that git is made to run writes the returned
/// file.
fn add_attacks(folder: &Path, outside: &Path) -> PathBuf {
    let (mark, script, hooks) = (outside.join("mark"), outside.join("run.sh"), outside.join("hooks"));
    fs::create_dir_all(&hooks).unwrap();
    fs::create_dir_all(folder.join("hooks")).unwrap();
    let executable = |path: &Path| {
        fs::write(path, format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", mark.display())).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    executable(&script);
    for hook in HOOKS {
        executable(&hooks.join(hook));
        executable(&folder.join("hooks").join(hook));
    }
    let (attributes, more) = (outside.join("attributes"), outside.join("more"));
    fs::write(&attributes, "* filter=x diff=x merge=x\n").unwrap();
    fs::create_dir_all(folder.join("info")).unwrap();
    fs::copy(&attributes, folder.join("info/attributes")).unwrap();
    fs::write(&more, format!("[core]\n\tfsmonitor = {}\n", script.display())).unwrap();
    let settings = PROGRAMS
        .replace("{hooks}", &hooks.display().to_string())
        .replace("{attributes}", &attributes.display().to_string())
        .replace("{more}", &more.display().to_string())
        .replace("{}", &script.display().to_string());
    let config = folder.join("config");
    fs::write(&config, fs::read_to_string(&config).unwrap() + &settings).unwrap();
    mark
}

/// Runs git and returns what it prints.
fn git(arguments: &[&str], input: &[u8]) -> String {
    let mut child = Command::new("git").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Puts a signed commit at the head of the repository in `folder`, with a tree of one article.
fn commit_with_signature(folder: &Path) {
    let git = |arguments: &[&str], input: &str| {
        git(&[&["--git-dir", folder.to_str().unwrap()], arguments].concat(), input.as_bytes())
    };
    let article = git(&["hash-object", "-w", "--stdin"], &page("[gone](/nowhere/)"));
    let attributes = git(&["hash-object", "-w", "--stdin"], "* filter=x diff=x\n");
    let content = git(&["mktree"], &format!("100644 blob {article}\t_index.md\n"));
    let tree = format!("100644 blob {attributes}\t.gitattributes\n040000 tree {content}\tcontent\n");
    let tree = git(&["mktree"], &tree);
    let commit = format!(
        "tree {tree}\nauthor n <a@b> 1700000000 +0000\ncommitter n <a@b> 1700000000 +0000\n\
         gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\nm\n"
    );
    let commit = git(&["hash-object", "-t", "commit", "-w", "--stdin"], &commit);
    git(&["update-ref", "HEAD", &commit], "");
    git(&["update-ref", "refs/tags/v1", &commit], "");
}

/// Runs every command that uses git; none of them may leave the mark.
#[track_caller]
fn check_runs_nothing(project: &Project, root: &str, mark: &Path) {
    for arguments in [
        &["build"][..],
        &["check"],
        &["check", "--since", "HEAD"],
        &["check", "--fix", "--since", "HEAD"],
        &["inspect", "pages"],
        &["export", "requirements"],
    ] {
        let answer = project.answer([&["--root", root], arguments].concat());
        assert!(answer.status.is_some(), "{arguments:?}: {answer:?}");
        let ran = fs::read_to_string(mark).unwrap_or_default();
        assert_eq!(ran, "", "{arguments:?}");
    }
    let preview = Preview::at(project, root, &[]);
    preview.check("/", 200, "Guide");
    assert_eq!(fs::read_to_string(mark).unwrap_or_default(), "", "serve");
}

#[test]
fn no_program_that_a_repository_names_is_run() {
    let project = Project::new()
        .file("site/content/_index.md", page("[gone](/nowhere/)"))
        .file("site/clausebook.yaml", "last_change: git\n");
    git(&["init", "-q", project.path("site").to_str().unwrap()], b"");
    commit_with_signature(&project.path("site/.git"));
    let mark = add_attacks(&project.path("site/.git"), &project.path("outside"));
    check_runs_nothing(&project, "site", &mark);
    // Shows that git was used: the finding existed at that commit, and the manifest names the commit.
    let answer = project.answer(["--root", "site", "check", "--since", "HEAD", "--format", "concise"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(0), ""), "{answer:?}");
    // Shows that the attack works: git without our settings runs the program.
    let _ = Command::new("git").arg("-C").arg(project.path("site")).args(["log", "-1"]).output();
    assert_ne!(fs::read_to_string(&mark).unwrap_or_default(), "");
}

#[test]
fn approved_versions_are_read_without_a_program_of_the_repository() {
    let control = |tag: &str| format!("---\ncontrol: {{owner: a, approver: b, history: [{{tag: {tag}}}]}}\n");
    let project = Project::new()
        .file("site/content/_index.md", page("[gone](/nowhere/)").replacen("---\n", &control("v1"), 1))
        .file("site/content/later.md", page("A").replacen("---\n", &control("v1"), 1));
    git(&["init", "-q", project.path("site").to_str().unwrap()], b"");
    commit_with_signature(&project.path("site/.git"));
    let mark = add_attacks(&project.path("site/.git"), &project.path("outside"));
    check_runs_nothing(&project, "site", &mark);
    // Shows that git was used: it knows what the tag holds, looked for former names, and for what the clone lacks.
    let found = project.answer(["--root", "site", "check", "--format", "concise"]).stdout;
    assert!(found.contains("DC110") && found.contains("later.md") && found.contains("the clone is partial"), "{found}");
}

#[test]
fn a_folder_with_the_layout_of_a_bare_repository_is_not_used_as_one() {
    let project = Project::new()
        .file("site/content/_index.md", page("[gone](/nowhere/)"))
        .file("site/clausebook.yaml", "last_change: git\n");
    let site = project.path("site");
    git(&["init", "-q", "--bare", site.to_str().unwrap()], b"");
    commit_with_signature(&site);
    let mark = add_attacks(&site, &project.path("outside"));
    // Not inside a repository at all.
    check_runs_nothing(&project, "site", &mark);
    let answer = project.answer(["--root", "site", "check", "--since", "HEAD"]);
    assert!(answer.stderr.contains("not in a git repository"), "{answer:?}");
    // Inside the work tree of a repository without attacks, which is the one that is used.
    project.git(&["init", "-q"]);
    project.git(&["commit", "-qm", "one", "--allow-empty"]);
    check_runs_nothing(&project, "site", &mark);
    let answer = project.answer(["--root", "site", "check", "--since", "HEAD", "--format", "concise"]);
    assert_eq!(answer.status, Some(1), "nothing of the site is committed there: {answer:?}");
    // With an empty `.git` of its own, which is not a repository.
    fs::create_dir(site.join(".git")).unwrap();
    check_runs_nothing(&project, "site", &mark);
}

/// As in an unpacked archive that refers to another repository of the user.
#[test]
fn a_repository_that_belongs_to_another_folder_is_not_read() {
    let project =
        Project::new().file("site/content/_index.md", page("Text.")).file("other/content/secret.md", page("Text."));
    let other = project.path("other");
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "one"]] {
        project.git(&[&["-C", "other"], arguments].concat());
    }
    let check = || {
        let answer = project.answer(["--root", "site", "check", "--since", "HEAD"]);
        assert!(answer.stderr.contains("`.git` leads to the repository of another folder"), "{answer:?}");
        assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""));
        let answer = project.answer(["--root", "site", "build"]);
        assert!(answer.stderr.contains("the repository of another folder"), "{answer:?}");
        assert!(project.read("site/public/clausebook-manifest.json").contains("\"source_commit\": null"));
    };
    project.write("site/.git", b"gitdir: ../other/.git\n");
    check();
    project.remove("site/.git");
    project.link("site/.git", "../other/.git");
    check();
    project.remove("site/.git");
    // A folder that takes its objects and branches from there.
    project.git(&["init", "-q", "site"]);
    project.write("site/.git/commondir", format!("{}/.git\n", other.display()).as_bytes());
    check();
}

/// A pipe that nothing writes to, instead of a file that git reads.
#[test]
fn a_pipe_that_git_would_read_ends_the_command_in_time() {
    let project = Project::new().file("content/_index.md", page("Text."));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    let pipe = project.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    project.git(&["config", "include.path", pipe.to_str().unwrap()]);
    let (check, build) = std::thread::scope(|scope| {
        let check = scope.spawn(|| project.answer(["--root", ".", "check", "--since", "HEAD"]));
        let build = scope.spawn(|| project.answer(["--root", ".", "build"]));
        (check.join().unwrap(), build.join().unwrap())
    });
    assert_eq!(check.status, Some(2), "{check:?}");
    assert!(check.stderr.contains("git was stopped after 30 seconds"), "{check:?}");
    assert_eq!(build.status, Some(0), "{build:?}");
    assert!(build.stderr.contains("git was stopped after 30 seconds"), "{build:?}");
}

/// A site with one known fault, committed, in `folder` of a new repository.
fn committed(folder: &str) -> Project {
    let project = Project::new().file(&format!("{folder}/content/_index.md"), page("[known](/nowhere/)"));
    let project = project.file(&format!("{folder}/static/logo.png"), "no picture");
    project.git(&["init", "-q", "-b", "main"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    project
}

/// Checks that the known finding counts as known at `root`, and that a new one is reported.
#[track_caller]
fn check_since(project: &Project, root: &str) {
    let check = || project.answer(["--root", root, "check", "--since", "HEAD", "--format", "concise"]);
    let answer = check();
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(0), ""), "{answer:?}");
    assert!(answer.stderr.lines().all(|line| line.starts_with("note: the site is as it was")), "{answer:?}");
    project.write(&format!("{root}/content/new.md"), page("[new](/none/)").as_bytes());
    let answer = check();
    assert_eq!(answer.status, Some(1), "{answer:?}");
    assert!(answer.stdout.contains("/none/") && !answer.stdout.contains("/nowhere/"), "{answer:?}");
}

#[test]
fn a_linked_work_tree_and_a_submodule_have_a_history() {
    let project = committed("docs");
    project.git(&["worktree", "add", "-q", "tree", "-b", "other"]);
    check_since(&project, "tree/docs");
    // The site is a submodule.
    let origin = committed("docs");
    let url = origin.path("").display().to_string();
    let around = Project::new();
    around.git(&["init", "-q"]);
    around.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "guide"]);
    around.git(&["commit", "-qm", "one"]);
    check_since(&around, "guide/docs");
}

#[test]
fn files_of_a_submodule_inside_the_site_are_part_of_the_earlier_state() {
    let inner = Project::new().file("index.md", page("[known](/nowhere/)")).file("more.md", page("Text."));
    inner.git(&["init", "-q", "-b", "main"]);
    inner.git(&["add", "."]);
    inner.git(&["commit", "-qm", "one"]);
    let url = inner.path("").display().to_string();
    let project = committed(".");
    project.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "content/shared"]);
    project.git(&["commit", "-qm", "two"]);
    check_since(&project, ".");
    // The commit that it was at does not exist any more.
    project.git(&["update-index", "--cacheinfo", "160000", &"1".repeat(40), "content/shared"]);
    project.git(&["commit", "-qm", "three"]);
    let answer = project.answer(["--root", ".", "check", "--since", "HEAD"]);
    assert_eq!(answer.status, Some(2), "{answer:?}");
    assert!(answer.stderr.contains("the former commit of the submodule `content/shared` is not in this clone"));
}

#[test]
fn in_a_partial_clone_the_error_says_what_to_fetch_and_nothing_is_fetched() {
    let origin = committed("docs");
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", origin.path("").display());
    let clone = Project::new();
    clone.git(&["clone", "-q", "--no-checkout", "--filter=blob:none", &url, "site"]);
    let clone = clone.file("site/docs/content/_index.md", page("[known](/nowhere/)"));
    let answer = clone.answer(["--root", "site/docs", "check", "--since", "HEAD"]);
    assert_eq!(answer.status, Some(2), "{answer:?}");
    let part = "the text of `content/_index.md` is not in this clone; in a partial clone fetch it";
    assert!(answer.stderr.contains(part), "{answer:?}");
    // It works once the texts are there; the picture is not read.
    clone.git(&["-C", "site", "cat-file", "-p", "HEAD:docs/content/_index.md"]);
    check_since(&clone, "site/docs");
    let missing =
        git(&["-C", clone.path("site").to_str().unwrap(), "rev-list", "--objects", "--all", "--missing=print"], b"");
    assert_eq!(missing.lines().filter(|line| line.starts_with('?')).count(), 1, "{missing}");
}

#[test]
fn symbolic_links_and_non_utf8_names_of_a_commit_are_written_as_git_does() {
    let project = Project::new().file("content/_index.md", page("[a](/a/) [known](/nowhere/)"));
    let project = project.file("content/real.md", page("Text."));
    project.link("content/a.md", "real.md");
    project.link("content/out", "/");
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    check_since(&project, ".");
}

#[test]
fn a_commit_hook_of_a_linked_work_tree_uses_its_own_history() {
    let project = committed("docs");
    project.git(&["worktree", "add", "-q", "tree", "-b", "other"]);
    project.write("tree/docs/content/new.md", page("[new](/none/)").as_bytes());
    let hook = project.path(".git/hooks/pre-commit");
    let binary = env!("CARGO_BIN_EXE_clausebook");
    let said = project.path("said");
    let script =
        format!("#!/bin/sh\n'{binary}' --root docs check --since HEAD --format concise > '{}' 2>&1\n", said.display());
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    project.git(&["-C", "tree", "add", "."]);
    let commit = Command::new("git")
        .current_dir(project.path("tree"))
        .env("XDG_CACHE_HOME", project.caches())
        .args(["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "two"])
        .output()
        .unwrap();
    assert!(!commit.status.success(), "the hook refuses: {commit:?}");
    let said = fs::read_to_string(said).unwrap();
    assert!(said.contains("/none/") && !said.contains("/nowhere/"), "{said}");
}
