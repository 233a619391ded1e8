//! What changed since an approval, in real repositories.

use std::path::Path;
use std::process::Command;

use crate::serve::Preview;
use crate::support::Project;

/// A controlled document with this revision in its history.
fn document(title: &str, revision: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndescription: One sentence.\ncontrol:\n  owner: Security\n  approver: Management\n  \
         version: \"1.0\"\n  history:\n    - {{version: \"1.0\", date: 2025-05-05, change: First{revision}}}\n---\n{body}\n"
    )
}

const BODY: &str = "## Accounts\n\nAccounts are locked after 90 days.\n\nRequests are kept for a year.";

/// A series with one document, in a repository with the tag `v1`.
fn site() -> Project {
    let project = Project::new()
        .file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n")
        .file("content/policies/_index.md", "---\ntitle: Policies\ndescription: d\n---\n")
        .file("content/policies/access.md", document("Access", "", BODY));
    project.git(&["init", "-q"]);
    commit(&project, "v1");
    project.write("content/policies/access.md", document("Access", ", tag: v1", &BODY.replace("90", "60")).as_bytes());
    project
}

fn commit(project: &Project, tag: &str) {
    project.git(&["add", "content"]);
    project.git(&["commit", "-qm", tag]);
    project.git(&["tag", tag]);
}

/// The id of a revision.
fn id(project: &Project, revision: &str) -> String {
    let output = Command::new("git").args(["rev-parse", revision]).current_dir(project.path("")).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn build(project: &Project, root: &str) {
    let out = project.path("out");
    let root = project.path(root);
    let arguments = ["--root", root.to_str().unwrap(), "build", "-q", "--date", "2026-11-22", "--out"];
    let answer = project.answer(arguments.iter().copied().chain([out.to_str().unwrap()]));
    assert_eq!(answer.status, Some(0), "{answer:?}");
}

/// The findings of a check of the site at `root`, a line each.
fn findings(project: &Project, root: &str, more: &[&str]) -> Vec<String> {
    let root = project.path(root);
    let check = ["--root", root.to_str().unwrap(), "check", "--format", "concise", "--date", "2026-11-22"];
    let answer = project.answer(check.iter().chain(more));
    answer.stdout.lines().filter(|line| line.contains("content/")).map(str::to_owned).collect()
}

const CHANGES: &str = "out/policies/changes/index.html";

/// Text with markup of what was removed and added, as the page has it.
fn marked(before: &str, removed: &str, added: &str, after: &str) -> String {
    let hidden = |word: &str| format!("<span class=visually-hidden>{word} </span>");
    format!("{before}<del>{}{removed}</del><ins>{}{added}</ins>{after}", hidden("removed:"), hidden("added:"))
}

#[test]
fn a_change_is_shown_word_by_word_and_linked_from_its_document() {
    let project = site();
    build(&project, "");
    let page = project.read(CHANGES);
    assert!(page.contains(&marked("Accounts are locked after ", "90", "60", " days.")), "{page}");
    assert!(page.contains("<meta name=robots content=\"noindex\">"), "{page}");
    let article = project.read("out/policies/access/index.html");
    assert!(article.contains("changed since version 1.0") && article.contains("href=\"/policies/changes/\""));
    let listed = ["out/sitemap.xml", "out/llms.txt"].map(|path| project.read(path).contains("/policies/changes/"));
    assert_eq!(listed, [false, false]);
    let alternate = project.read("out/policies/changes/index.md");
    assert!(alternate.contains("Accounts are locked after <del>90</del><ins>60</ins> days."), "{alternate}");
    // As approved.
    project.write("content/policies/access.md", document("Access", ", tag: v1", BODY).as_bytes());
    build(&project, "");
    assert!(project.read(CHANGES).contains("No change since the approval."));
    assert!(!project.read("out/policies/access/index.html").contains("changed since"));
    assert_eq!(findings(&project, "", &[]), Vec::<String>::new());
}

#[test]
fn what_an_earlier_text_holds_cannot_run() {
    let project = site();
    let hostile = "<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\n[x](javascript:alert(3))\n\n`<b>`\n\n\
                   <p title=\"</p><script>alert(4)</script>\">two</p>";
    project.write("content/policies/access.md", document("Access", "", hostile).as_bytes());
    commit(&project, "v2");
    project.write("content/policies/access.md", document("Access", ", tag: v2", "Calm.").as_bytes());
    build(&project, "");
    for path in [CHANGES, "out/policies/changes/index.md"] {
        let text = project.read(path);
        let text = text.split_once("id=\"part-1\"").map_or(text.as_str(), |(_, after)| after);
        let text = text.split_once("</main>").map_or(text, |(before, _)| before);
        for part in ["<script", "<img", "<b>", "href=\"javascript", "](javascript"] {
            assert!(!text.contains(part), "{path}: {part} is in {text}");
        }
        assert!(text.contains("&lt;b&gt;") || text.contains("&amp;lt;b"), "{path}: {text}");
    }
}

#[test]
fn a_document_is_found_under_its_former_name() {
    let project = site();
    project.git(&["add", "content"]);
    project.git(&["commit", "-qm", "edit"]);
    project.git(&["mv", "content/policies/access.md", "content/policies/middle.md"]);
    project.git(&["commit", "-qm", "one"]);
    project.folder("content/rules");
    project.git(&["mv", "content/policies/middle.md", "content/rules/accounts.md"]);
    project.git(&["commit", "-qm", "two"]);
    project.write("content/rules/_index.md", b"---\ntitle: Rules\ndescription: d\n---\n");
    build(&project, "");
    let page = project.read("out/rules/changes/index.html");
    assert!(page.contains(&marked("Accounts are locked after ", "90", "60", " days.")), "{page}");
    assert!(!project.path("out/policies/changes").exists());
}

#[test]
fn a_shallow_clone_says_what_is_missing_and_builds() {
    let project = site();
    project.git(&["add", "content"]);
    project.git(&["commit", "-qm", "edit"]);
    let origin = format!("file://{}", project.path("").display());
    project.git(&["clone", "-q", "--depth", "1", "--no-tags", &origin, "shallow"]);
    let found = findings(&project, "shallow", &[]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("DC110") && found[0].contains("the clone is shallow"), "{found:#?}");
    build(&project, "shallow");
    let page = project.read(CHANGES);
    assert!(page.contains("v1 is not in the clone that this site was built from"), "{page}");
    // Without a repository at all.
    std::fs::remove_dir_all(project.path("shallow/.git")).unwrap();
    std::fs::rename(project.path(".git"), project.path("away")).unwrap();
    build(&project, "shallow");
    assert!(project.read(CHANGES).contains("the site was built outside a git repository"));
}

#[test]
fn a_branch_that_is_called_like_a_commit_or_a_tag_is_neither() {
    let project = site();
    project.git(&["branch", "abcdef1"]);
    project.git(&["branch", "v9"]);
    for revision in [", commit: abcdef1", ", tag: v9"] {
        project.write("content/policies/access.md", document("Access", revision, BODY).as_bytes());
        let found = findings(&project, "", &[]);
        assert!(found.len() == 1 && found[0].contains("DC107"), "{found:#?}");
    }
    let short = id(&project, "v1")[..7].to_uppercase();
    project.write("content/policies/access.md", document("Access", &format!(", commit: {short}"), BODY).as_bytes());
    assert_eq!(findings(&project, "", &[]), Vec::<String>::new());
}

#[test]
fn only_new_findings_are_reported_since_a_commit() {
    let project = site();
    project.git(&["add", "content"]);
    project.git(&["commit", "-qm", "edit"]);
    let since = ["--since", "HEAD"];
    assert!(findings(&project, "", &[]).iter().any(|line| line.contains("DC106")));
    assert_eq!(findings(&project, "", &since), Vec::<String>::new());
    project.write("content/policies/new.md", document("New", ", tag: v1", BODY).as_bytes());
    let found = findings(&project, "", &since);
    assert!(found.len() == 1 && found[0].contains("DC108"), "{found:#?}");
}

#[test]
fn a_page_of_the_sites_own_has_the_address() {
    let project = site();
    project.write("content/policies/changes.md", b"---\ntitle: Own\ndescription: d\n---\nMine\n");
    build(&project, "");
    let page = project.read(CHANGES);
    assert!(page.contains("Mine") && !page.contains("<del>"), "{page}");
    let found = findings(&project, "", &[]);
    assert!(found.iter().any(|line| line.contains("/policies/changes/") && line.contains("RT")), "{found:#?}");
    assert!(!project.read("out/policies/access/index.html").contains("what changed"));
}

/// A folder with a `git` that writes a line into `runs` and does the same.
fn counting_git(project: &Project) -> String {
    let found = std::env::var("PATH").unwrap();
    let git = found.split(':').map(|folder| Path::new(folder).join("git")).find(|path| path.exists()).unwrap();
    let (runs, tools) = (project.path("runs"), project.path("tools"));
    std::fs::create_dir_all(&tools).unwrap();
    let script = format!("#!/bin/sh\necho \"$*\" >> '{}'\nexec '{}' \"$@\"\n", runs.display(), git.display());
    project.write("tools/git", script.as_bytes());
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(project.path("tools/git"), mode).unwrap();
    format!("{}:{found}", tools.display())
}

#[test]
fn the_number_of_runs_of_git_does_not_depend_on_that_of_documents() {
    let project = site();
    let path = counting_git(&project);
    let runs = || {
        project.run(["check", "-q", "--date", "2026-11-22"]).env("PATH", &path).answer();
        let count = project.read("runs").lines().count();
        project.remove("runs");
        count
    };
    let one = runs();
    for number in 0..160 {
        project.write(&format!("content/policies/p{number}.md"), document("P", "", BODY).as_bytes());
    }
    commit(&project, "v2");
    for number in 0..160 {
        let tag = if number % 2 == 0 { ", tag: v2" } else { ", tag: v1" };
        project.write(&format!("content/policies/p{number}.md"), document("P", tag, BODY).as_bytes());
    }
    // Half of the documents are not there: their former names are looked for, and what the clone lacks.
    let many = runs();
    assert!(one >= 3 && many <= one + 5, "{one} runs for one document, {many} for 161");
    let found = findings(&project, "", &[]);
    let count = |text: &str| found.iter().filter(|line| line.contains("policies/p") && line.contains(text)).count();
    assert_eq!((count("DC108"), count("DC106")), (80, 0), "{found:#?}");
}

#[test]
fn the_preview_compares_when_a_page_is_requested_and_does_not_ask_git_again() {
    let project = site();
    let commit = format!(", commit: {}", &id(&project, "v1")[..12]);
    let body = |days: &str| document("Access", &commit, &BODY.replace("90", days));
    project.write("content/policies/access.md", body("60").as_bytes());
    let preview = Preview::at(&project, "", &[]);
    preview.check("/policies/changes/", 200, &marked("after ", "90", "60", " days."));
    std::fs::rename(project.path(".git"), project.path("away")).unwrap();
    project.write("content/policies/access.md", body("30").as_bytes());
    preview.check("/policies/changes/", 200, &marked("after ", "90", "30", " days."));
}
