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
    project.write("clausebook.yaml", b"title: Mine\n");
    let answer = project.answer(["import", "hugo", "--force"]);
    assert!(answer.status == Some(2) && answer.stderr.contains("is a symbolic link"), "{}", answer.stderr);
    assert_eq!((answer.stdout.as_str(), project.read("clausebook.yaml").as_str()), ("", "title: Mine\n"));
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

/// A small site for MkDocs with what most sites have.
fn mkdocs_site() -> Project {
    let settings = "\
site_name: Guides
site_url: https://guides.example/
theme:
  name: material
  logo: img/logo.svg
  palette: {primary: teal}
nav:
  - index.md
  - Scope: scope/index.md
  - The scope:
      - scope/index.md
      - First: scope/first step.md
  - Status: https://status.example/
markdown_extensions:
  - admonition
  - attr_list
  - abbr
  - pymdownx.tabbed
  - pymdownx.snippets
  - pymdownx.keys
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
plugins:
  - search
  - redirects:
      redirect_maps: {old.md: scope/index.md}
";
    let scope = "\
# The scope

!!! note \"Mind\"
    An A.

[First](first%20step.md#a_1) ![Logo](../img/logo.svg){ width=30 } ++ctrl+c++ :material-check:

=== \"One\"

    - [home](../index.md)

=== \"Two\"

    ```py title=\"x.py\" hl_lines=\"1\"
    {{< kept >}}
    ```

--8<-- \"part.txt\"

*[CDE]: Cardholder data environment
";
    Project::new()
        .file("mkdocs.yml", settings)
        .file("part.txt", "Of the CDE.\n")
        .file("docs/index.md", "# Home\n\n[scope](scope/index.md#the-scope)\n")
        .file("docs/scope/index.md", scope)
        .file("docs/scope/first step.md", "---\ntitle: First step\nhide: [toc]\n---\n## A\n\n## A\n")
        .file("docs/img/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
}

#[test]
fn a_site_for_mkdocs_becomes_a_new_site_without_findings() {
    let project = mkdocs_site();
    let before = project.snapshot("docs");
    let said = project.answer(["import", "mkdocs", "--out", "new"]);
    assert_eq!((said.status, said.stderr.as_str()), (Some(0), ""), "{}", said.stdout);
    assert!(said.stdout.contains("5 files: 3 articles, 1 copied, 1 only read, 0 left out"), "{}", said.stdout);
    assert_eq!(project.snapshot("docs"), before);
    let expected = "\
---
title: The scope
aliases: [/old/]
weight: 3
---

!!! note \"Mind\"
    An A.

[First](first%20step.md#a_1) <img src=\"/img/logo.svg\" alt=\"Logo\" width=\"30\"> <kbd>Ctrl</kbd>+<kbd>C</kbd> ✓

{{< tabs >}}
{{< tab \"One\" >}}

- [home](../_index.md)

{{< /tab >}}
{{< tab \"Two\" >}}

```py {title=\"x.py\" hl_lines=\"1\"}
{{</* kept */>}}
```

{{< /tab >}}
{{< /tabs >}}

Of the <abbr title=\"Cardholder data environment\">CDE</abbr>.
";
    assert_eq!(project.read("new/content/scope/_index.md"), expected);
    let step = project.read("new/content/scope/first step.md");
    assert!(step.contains("url: /scope/first step/\n") && step.contains("toc: false\n"), "{step}");
    assert!(step.ends_with("## A\n\n## A {#a_1}\n"), "{step}");
    assert_eq!(project.files("new/static"), ["img/logo.svg"]);
    let check = project.answer(["check", "--root", "new", "--format", "concise"]);
    assert_eq!((check.status, check.stdout.as_str()), (Some(0), ""), "{}", check.stderr);
}

#[test]
fn a_whole_site_is_never_written_over_anything() {
    let project = mkdocs_site().file("used/x", "kept");
    for (arguments, reason) in [
        (vec!["import", "mkdocs"], "`--out FOLDER`"),
        (vec!["import", "mkdocs", "--out", "used"], "is not empty"),
        (vec!["import", "mkdocs", "--out", "mkdocs.yml"], "is a file"),
        (vec!["import", "mkdocs", "--out", "new", "--force"], "never written over"),
        (vec!["import", "docusaurus", "--out", "new"], "there is no `docusaurus.config.js`"),
    ] {
        let names = project.names("");
        let answer = project.answer(arguments.iter());
        assert!(answer.status == Some(2) && answer.stderr.contains(reason), "{arguments:?}: {}", answer.stderr);
        assert_eq!(project.names(""), names);
    }
    // What cannot be read leaves nothing behind.
    let project = mkdocs_site().file("mkdocs.yml", "docs_dir: ../elsewhere\n");
    let answer = project.answer(["import", "mkdocs", "--out", "new"]);
    assert!(
        answer.status == Some(2) && answer.stderr.contains("`docs_dir` is not a folder below"),
        "{}",
        answer.stderr
    );
    assert!(!project.names("").contains(&"new".to_owned()));
}

/// A small site for Docusaurus with what most sites have.
fn docusaurus_site() -> Project {
    let settings = "\
// @ts-check
const name = 'Guides';
const config = {
  title: name,
  url: 'https://guides.example',
  baseUrl: '/',
  favicon: 'img/logo.svg',
  staticDirectories: compute(),
  presets: [['classic', {docs: {sidebarPath: './sidebars.js'}, blog: false}]],
  themeConfig: {navbar: {items: [{label: 'Scope', to: '/docs/scope'}, {type: 'search'}]}},
};
export default config;
";
    let article = "\
---
id: first
title: First step
sidebar_label: First
---
import Tabs from '@theme/Tabs';
import TabItem from '@theme/TabItem';
import Part from './_part.mdx';

:::note[Mind]
[Scope](./index.md) ![Logo](@site/static/img/logo.svg) [up](..)
:::

<Tabs>
  <TabItem value=\"a\" label=\"One\">

  Text

  </TabItem>
</Tabs>

```js title=\"x.js\" {1}
a
// highlight-next-line
b
```

<Part />

<Widget size={1} /> and {count}
";
    Project::new()
        .file("docusaurus.config.js", settings)
        .file("sidebars.js", "module.exports = {docs: [{type: 'autogenerated', dirName: '.'}]};\n")
        .file("docs/scope/_category_.json", "{\"label\": \"The scope\", \"position\": 1}")
        .file("docs/scope/index.md", "# Scope\n\n[first](01-first.mdx#a) [first](/docs/scope/first)\n")
        .file("docs/scope/01-first.mdx", article)
        .file("docs/scope/_part.mdx", "## A\n\nPart.\n")
        .file("src/pages/index.js", "export default function () {}")
        .file("static/img/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
}

#[test]
fn a_site_for_docusaurus_becomes_a_new_site_and_programs_are_kept_as_text() {
    let project = docusaurus_site();
    let said = project.answer(["import", "docusaurus", "--out", "new"]);
    assert_eq!((said.status, said.stderr.as_str()), (Some(0), ""), "{}", said.stdout);
    assert!(said.stdout.contains("8 files: 2 articles, 1 copied, 4 only read, 1 left out"), "{}", said.stdout);
    let expected = "\
---
title: First step
linkTitle: First
weight: 3
---

:::note[Mind]
[Scope](_index.md) ![Logo](/img/logo.svg) [up](/docs)
:::

{{< tabs >}}
{{< tab \"One\" >}}


Text


{{< /tab >}}
{{< /tabs >}}

```js {title=\"x.js\" hl_lines=\"1 2\"}
a
b
```

## A

Part.

`<Widget size={1} />` and \\{count}
";
    assert_eq!(project.read("new/content/docs/scope/first.md"), expected);
    let report = project.read("new/import-report.md");
    assert!(report.contains("- `docs/scope/01-first.mdx:30`: component, kept as text: `<Widget>`"), "{report}");
    let settings = project.read("new/clausebook.yaml");
    assert!(settings.contains("staticDirectories (docusaurus.config.js:8): it is computed"), "{settings}");
    let check = project.answer(["check", "--root", "new", "--format", "concise"]);
    assert_eq!((check.status, check.stdout.as_str()), (Some(0), ""), "{}", check.stderr);
}
