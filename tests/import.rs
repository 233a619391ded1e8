//! `clausebook import`: the configuration of Hugo as ours, and what is left to be done.

use crate::support::Project;

const FRONT: &str = "---\ntitle: X\ndescription: One sentence.\n---\n";

const HUGO: &str = "\
title = 'Guides'
baseURL = 'https://guides.example/'
enableRobotsTXT = true
paginate = 5

[params]
mail = 'help@guides.example'

[[menus.main]]
name = 'Docs'
pageRef = '/docs'
weight = 1
pre = '*'
";

fn site() -> Project {
    Project::new().file("hugo.toml", HUGO).file("content/_index.md", FRONT).file("content/docs/_index.md", FRONT)
}

#[test]
fn a_configuration_becomes_settings_and_comments() {
    let project = site();
    let said = "wrote ./clausebook.yaml from hugo.toml\n\
                9 keys read: 6 carried over, 1 not needed, 2 left out with a reason, 0 without effect with Hugo\n\
                what was left out is in comments of clausebook.yaml; `clausebook check` shows what is to be done\n";
    project.run(["import", "hugo"]).stdout(said).done();
    let expected = "\
# Made by `clausebook import hugo`, from:
#   hugo.toml
# 9 keys read: 6 carried over, 1 not needed, 2 left out with a reason, 0 without effect with Hugo

title: Guides
base_url: https://guides.example/
language: en
menus:
  main:
    - name: Docs
      url: /docs/
      weight: 1
taxonomies: [tags, categories]
markup:
  block_attributes: false
params:
  mail: help@guides.example

# Left out: the key of Hugo, where it stands, and why.
#   paginate (hugo.toml:4): lists are not divided into pages
#   menus.main[].pre (hugo.toml:13): an entry of a menu has no such key

# These keys need no setting.
#   enableRobotsTXT (hugo.toml:3): `robots.txt` is always written
";
    assert_eq!(project.read("clausebook.yaml"), expected);
    let check = project.answer(["check", "--format", "concise"]);
    assert!(!check.stdout.contains("SR110") && !check.stdout.contains("error"), "{}", check.stdout);
}

#[test]
fn a_configuration_of_ours_is_replaced_only_where_that_is_asked_for() {
    let project = site().file("clausebook.yaml", "title: Mine\n");
    let refused = project.answer(["import", "hugo"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(refused.stderr.contains("`./clausebook.yaml` already exists; nothing was written"), "{}", refused.stderr);
    assert_eq!(project.read("clausebook.yaml"), "title: Mine\n");
    assert_eq!(project.answer(["import", "hugo", "--force"]).status, Some(0));
    assert!(project.read("clausebook.yaml").contains("title: Guides\n"));
    assert_eq!(project.names(""), ["clausebook.yaml", "content", "hugo.toml"]);
}

#[test]
fn a_link_in_place_of_a_file_is_not_followed() {
    let project = site().file("elsewhere/x.yaml", "kept\n").file("content/a.md", format!("{FRONT}{{{{< box >}}}}\n"));
    project.link("clausebook.yaml", "elsewhere/x.yaml");
    assert_eq!(project.answer(["import", "hugo"]).status, Some(2));
    assert_eq!(project.answer(["import", "hugo", "--force"]).status, Some(0));
    assert_eq!(project.read("elsewhere/x.yaml"), "kept\n");
    assert!(project.read("clausebook.yaml").contains("Guides"));
    project.remove("templates");
    project.folder("elsewhere/t");
    project.link("templates", "elsewhere/t");
    let answer = project.answer(["import", "hugo", "--force"]);
    assert!(answer.status == Some(2) && answer.stderr.contains("is a symbolic link"), "{}", answer.stderr);
    assert_eq!(project.names("elsewhere/t"), Vec::<String>::new());
}

#[test]
fn the_result_can_be_written_elsewhere_and_is_the_same_each_time() {
    let project = site().file("content/a.md", format!("{FRONT}{{{{< box >}}}}\n"));
    for out in ["one/deep", "two"] {
        assert_eq!(project.answer(["import", "hugo", ".", "--out", out, "-q"]).stdout, "");
    }
    assert_eq!(project.snapshot("one/deep"), project.snapshot("two"));
    assert_eq!(project.files("two"), ["clausebook.yaml", "templates/shortcodes/box.html"]);
    assert_eq!(project.names(""), ["content", "hugo.toml", "one", "two"]);
}

#[test]
fn a_stub_is_a_finding_until_it_is_filled_in() {
    let project = site().file(
        "content/a.md",
        format!("{FRONT}{{{{% box %}}}}inner **text**{{{{% /box %}}}} {{{{% box %}}}}{{{{% /box %}}}}\n"),
    );
    let project = project.file("layouts/shortcodes/box.html", "<b>{{ .Inner }}</b>");
    let said = project.answer(["import", "hugo"]).stdout;
    assert!(said.contains("wrote templates of shortcodes, to be filled in: templates/shortcodes/box.html\n"), "{said}");
    let check = || project.answer(["check", "--format", "concise"]).stdout;
    let finding = "templates/shortcodes/box.html:1:1: error[SC109] the template of the shortcode `box` is still to be written; 2 calls use it";
    assert!(check().contains(finding), "{}", check());
    assert_eq!(project.answer(["build", "-q", "--no-search"]).status, Some(0));
    assert!(project.read("public/a/index.html").contains("inner <strong>text</strong>"));
    let stub = project.read("templates/shortcodes/box.html");
    let (_, rest) = stub.split_once("#}").unwrap();
    project.write("templates/shortcodes/box.html", format!("<b>{}</b>", rest.trim()).as_bytes());
    assert!(!check().contains("SC109"), "{}", check());
    // What is written by hand stays.
    project.run(["import", "hugo", "--force", "-q"]).done();
    assert!(project.read("templates/shortcodes/box.html").starts_with("<b>"));
}

#[test]
fn a_configuration_that_cannot_be_read_ends_the_command() {
    let project = Project::new().file("hugo.toml", "title = 'x'\nparams = {\n  a = \n");
    let answer = project.answer(["import", "hugo"]);
    assert_eq!(answer.status, Some(2));
    assert!(answer.stderr.starts_with("error: hugo.toml:"), "{}", answer.stderr);
    assert_eq!(project.names(""), ["hugo.toml"]);
    let none = Project::new();
    let answer = none.answer(["import", "hugo"]);
    assert!(answer.status == Some(2) && answer.stderr.contains("no configuration of Hugo"), "{}", answer.stderr);
    let answer = none.answer(["import", "hugo", "gone"]);
    assert!(answer.status == Some(2) && answer.stderr.contains("folder not found: `gone`"), "{}", answer.stderr);
}

#[test]
fn commands_say_that_the_configuration_of_hugo_is_not_read() {
    let note = "note: `hugo.toml` is not read; `clausebook import hugo` makes clausebook.yaml from it\n";
    let project = site();
    let build = project.answer(["build", "--no-search"]);
    assert_eq!((build.status, build.stderr.as_str()), (Some(0), note));
    let check = project.answer(["check"]).stdout;
    assert!(
        check.contains("SR110") && check.contains("`clausebook import hugo` makes `clausebook.yaml` from it"),
        "{check}"
    );
    project.run(["import", "hugo", "-q"]).done();
    assert_eq!(project.answer(["build", "--no-search"]).stderr, "");
    let elsewhere = Project::new().file("hugo.toml", "contentDir = 'docs'\n").file("docs/a.md", FRONT);
    let answer = elsewhere.answer(["build"]);
    assert!(answer.status == Some(2) && answer.stderr.contains("`clausebook import hugo`"), "{}", answer.stderr);
}
