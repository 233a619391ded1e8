//! Builds and fixes under bad conditions: killed at any moment, on a full or read-only disk, two at once, beside an editor
//! that saves, and on machines with other settings. The site is the old one or the new one, whole.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Answer, Project};

fn article(number: usize, state: &str) -> String {
    let code = "```yaml\na: b\n```\n\n".repeat(5);
    format!(
        "---\ntitle: Article {number}\ndescription: d\ntags: [one]\n---\n## Part\n\nState {state}.\n\n{code}\
         [next](/s/a{}/#part)\n",
        (number + 1) % 60
    )
}

/// A site of sixty articles.
fn site() -> Project {
    let project = Project::new().file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n");
    (0..60).for_each(|number| project.write(&format!("content/s/a{number}.md"), article(number, "old").as_bytes()));
    project.file("content/large.txt", "x".repeat(300_000))
}

fn start(project: &Project, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
    command.arg("--root").arg(project.path("")).args(arguments).env("XDG_CACHE_HOME", project.caches());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The names in the site's folder that no build should leave there.
fn left_over(project: &Project) -> Vec<String> {
    project.names(".").into_iter().filter(|name| name.contains(".clausebook")).collect()
}

/// A small file system in `folder`, where the test may mount one; it is unmounted at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(folder: &'a Path, options: &str) -> Option<Self> {
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder);
        command.output().is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }

    fn make_read_only(&self) {
        assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(self.0).status().unwrap().success());
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

/// Kills so many builds and fixes, each a little later than the one before, and checks what is left after each.
fn kill(times: u32) {
    let project = site();
    project.run(["--root", ".", "build", "-q"]).done();
    let old = project.snapshot("public");
    (0..60).for_each(|number| project.write(&format!("content/s/a{number}.md"), article(number, "new").as_bytes()));
    project.run(["--root", ".", "build", "-q", "--out", "other"]).done();
    let new = project.snapshot("other");
    let took = Instant::now();
    assert!(
        start(&project, &["build", "-q", "--out", project.path("other").to_str().unwrap()]).wait().unwrap().success()
    );
    let took = took.elapsed();
    let (mut killed, mut finished) = (0, 0);
    for number in 0..times {
        let mut build = start(&project, &["build", "-q"]);
        // Over the whole time that a build takes, and a little longer.
        thread::sleep(took * 12 / 10 * number / times);
        let _ = build.kill();
        if build.wait().unwrap().success() {
            finished += 1
        } else {
            killed += 1
        }
        let is = project.snapshot("public");
        assert!(is == old || is == new, "build {number}: the site is neither the old one nor the new one");
        project.run(["--root", ".", "verify", "public"]).stdout_contains("").done();
    }
    assert!(killed > 0, "{finished} builds were over before they could be killed");
    project.run(["--root", ".", "build", "-q"]).done();
    assert_eq!(project.snapshot("public"), new);
    assert_eq!(left_over(&project), Vec::<String>::new());
}

#[test]
fn a_build_that_is_killed_at_any_moment_leaves_a_whole_site() {
    kill(12);
}

/// Some minutes: `cargo test --test tests -- --ignored two_hundred`.
#[test]
#[ignore = "slow"]
fn two_hundred_builds_that_are_killed_leave_a_whole_site() {
    kill(200);
}

/// The texts of the articles, each before or after its fix.
fn check_fixed(project: &Project, before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in project.snapshot("content") {
        let is_whole = before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes);
        // A temporary file of a killed fix is hidden, and so is no article.
        assert!(is_whole || path.rsplit('/').next().is_some_and(|name| name.starts_with('.')), "{path}");
    }
}

#[test]
fn a_fix_that_is_killed_leaves_whole_articles() {
    let page = |number: usize| format!("---\ntitle: P{number}\ndescription: d\naliases: [/old{number}/]\n---\n");
    let linked = |number: usize| format!("{}[x](/old{number}/)\n{}", page(number), "Words of prose.\n".repeat(200));
    let project = || {
        let project = Project::new().file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n");
        (0..60).for_each(|number| project.write(&format!("content/p{number}.md"), linked(number).as_bytes()));
        project
    };
    let fixed = project();
    let before = fixed.snapshot("content");
    let took = Instant::now();
    assert!(start(&fixed, &["check", "-q", "--fix"]).wait().unwrap().success());
    let took = took.elapsed();
    let after = fixed.snapshot("content");
    assert!(after["p1.md"].ends_with(b"prose.\n") && after["p1.md"] != before["p1.md"]);
    for part in 1..=8 {
        let project = project();
        let mut fix = start(&project, &["check", "-q", "--fix"]);
        thread::sleep(took * part / 8);
        let _ = fix.kill();
        fix.wait().unwrap();
        check_fixed(&project, &before, &after);
    }
}

#[test]
fn on_a_full_disk_a_fix_changes_nothing_and_a_build_does_without_caches() {
    let broken = "---\ntitle: A\ndescription: d\naliases: [/old/]\n---\n[x](/old/)\n";
    let project = Project::new();
    project.folder("disk");
    let folder = project.path("disk");
    let Some(_disk) = Disk::mount(&folder, "size=256k") else { return };
    project.write("disk/content/_index.md", b"---\ntitle: Home\ndescription: d\n---\n```yaml\na: b\n```\n");
    project.write("disk/content/a.md", broken.as_bytes());
    // Fills the rest of the disk: only whole pages are given out.
    let rest = fs::write(project.path("disk/rest"), vec![0_u8; 300_000]);
    assert!(rest.is_err(), "the disk is larger than asked for");
    let fix = project.answer(["--root", "disk", "check", "-q", "--fix"]);
    assert_eq!(fix.status, Some(2), "{fix:?}");
    assert!(fix.stderr.contains("cannot write") && fix.stderr.contains("a.md"), "{}", fix.stderr);
    assert_eq!(project.read("disk/content/a.md"), broken);
    assert_eq!(project.names("disk/content"), ["_index.md", "a.md"]);
    let caches = project.path("disk/caches");
    let cache = caches.to_str().unwrap();
    project.run(["--root", "disk", "--cache", cache, "build", "-q", "--out", "public"]).done();
    project.run(["--root", "disk", "verify", "public"]).stdout_contains("").done();
}

#[test]
fn in_a_read_only_folder_checks_work_and_what_writes_says_why_it_cannot() {
    let project = Project::new();
    project.folder("disk");
    let folder = project.path("disk");
    let Some(disk) = Disk::mount(&folder, "size=2m") else { return };
    let broken = "---\ntitle: A\ndescription: d\naliases: [/old/]\n---\n[x](/old/)\n";
    project.write("disk/content/_index.md", b"---\ntitle: Home\ndescription: d\n---\n");
    project.write("disk/content/a.md", broken.as_bytes());
    disk.make_read_only();
    let said = |arguments: &[&str]| -> Answer { project.answer([&["--root", "disk"], arguments].concat()) };
    assert_eq!(said(&["check", "-q"]).status, Some(0));
    for arguments in [&["build", "-q"][..], &["check", "-q", "--fix"], &["new", "article", "content/b.md"]] {
        let answer = said(arguments);
        assert_eq!(answer.status, Some(2), "{arguments:?}: {answer:?}");
        assert!(answer.stderr.contains("Read-only file system"), "{arguments:?}: {}", answer.stderr);
    }
    project.run(["--root", "disk", "build", "-q", "--out", "public"]).done();
    assert_eq!(project.read("disk/content/a.md"), broken);
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let project = site();
    project.run(["--root", ".", "build", "-q", "--out", "other"]).done();
    let expected = project.snapshot("other");
    for _ in 0..4 {
        let mut builds: Vec<Child> = (0..3).map(|_| start(&project, &["build", "-q"])).collect();
        for build in &mut builds {
            assert!(build.wait().unwrap().success());
        }
        assert!(project.snapshot("public") == expected);
        assert_eq!(left_over(&project), Vec::<String>::new());
    }
}

#[test]
fn a_build_beside_an_editor_has_each_article_as_it_was_at_some_moment() {
    let project = site();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !is_over.load(Ordering::Relaxed) {
                number += 1;
                let name = format!("content/s/a{}.md", number % 60);
                let state = if number % 2 == 0 { "old" } else { "new" };
                // Some editors replace a file, and others write into it.
                let draft = format!("content/s/.draft{number}");
                project.write(&draft, article(number % 60, state).as_bytes());
                fs::rename(project.path(&draft), project.path(&name)).unwrap();
                project.write("content/s/comes.md", b"---\ntitle: Comes\ndescription: d\n---\n");
                let _ = fs::remove_file(project.path("content/s/comes.md"));
            }
        });
        let until = Instant::now() + Duration::from_secs(60);
        for _ in 0..12 {
            let answer = project.answer(["--root", ".", "build", "-q"]);
            // A file that is gone before it is read is a finding.
            let is_named = answer.status == Some(1) && answer.stdout.contains("comes.md");
            assert!(answer.status == Some(0) || is_named, "{answer:?}");
            assert!(Instant::now() < until);
        }
        is_over.store(true, Ordering::Relaxed);
    });
    project.run(["--root", ".", "build", "-q"]).done();
    project.run(["--root", ".", "verify", "public"]).stdout_contains("").done();
    for number in 0..60 {
        let page = project.read(&format!("public/s/a{number}/index.html"));
        assert_ne!(page.contains("State old."), page.contains("State new."), "{number}");
    }
}

#[test]
fn other_settings_of_the_machine_give_the_same_bytes() {
    let files: Vec<(String, String)> = (0..60).map(|number| (format!("a{number}"), article(number, "é"))).collect();
    let built = |is_reversed: bool, shell: &str| {
        let project = Project::new().file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n");
        let write = |(name, text): &(String, String)| project.write(&format!("content/s/{name}.md"), text.as_bytes());
        // The order in which files are made is, in memory, that in which a folder lists them.
        if is_reversed {
            files.iter().rev().for_each(write)
        } else {
            files.iter().for_each(write)
        }
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{shell} exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_clausebook")]);
        command.arg("--root").arg(project.path("")).args(["build", "-q", "--date", "2026-11-22"]);
        command.env("XDG_CACHE_HOME", project.caches()).env_remove("SOURCE_DATE_EPOCH");
        assert!(command.status().unwrap().success(), "{shell}");
        project.snapshot("public")
    };
    let expected = built(false, "umask 022; export LC_ALL=C TZ=UTC RAYON_NUM_THREADS=1;");
    for (is_reversed, shell) in [
        (true, "umask 077; export LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 TZ=Pacific/Kiritimati RAYON_NUM_THREADS=7;"),
        (true, "umask 000; export LC_ALL=de_DE TZ=America/Los_Angeles TMPDIR=/nonexistent HOME=/nonexistent;"),
    ] {
        assert!(built(is_reversed, shell) == expected, "{shell}");
    }
}
