//! The import of configurations: which values win, what becomes of each key, and that all of them are accounted for.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{ImportError, Imported, hugo};
use crate::config;
use crate::finding::Code;
use crate::source::FileId;
use crate::yaml;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Imports the site of `files`; its keys must be accounted for, and its configuration must be read without a fault.
#[track_caller]
fn import(files: &[(&str, &str)]) -> Imported {
    let folder = folder(files);
    let imported = hugo(folder.path()).unwrap();
    let counts = imported.counts;
    let sum = counts.carried + counts.needless + counts.left_out + counts.replaced;
    assert_eq!(sum, counts.read, "{}", imported.configuration);
    // Settings that the program does not know yet, and texts that are as the site has them.
    let allowed = [Code::UnknownSetting, Code::ForbiddenCharacter];
    let (_, findings) = config::read(FileId(0), &imported.configuration);
    let faults: Vec<_> = findings.iter().filter(|finding| !allowed.contains(&finding.code)).collect();
    assert!(faults.is_empty(), "{faults:?}\n{}", imported.configuration);
    imported
}

fn settings(imported: &Imported) -> Value {
    yaml::json(&yaml::parse(&imported.configuration, 0).unwrap().root)
}

/// Checks one setting of the configuration that `text` as `hugo.toml` becomes.
#[track_caller]
fn check(text: &str, setting: &str, expected: &Value) {
    let imported = import(&[("hugo.toml", text)]);
    let settings = settings(&imported);
    let found = settings.pointer(&format!("/{}", setting.replace('.', "/"))).unwrap_or(&Value::Null);
    assert_eq!(found, expected, "{text}\n{}", imported.configuration);
}

/// Checks that a line of the comments begins and ends like this.
#[track_caller]
fn left_out(text: &str, key: &str, reason: &str) {
    let imported = import(&[("hugo.toml", text)]);
    let mut lines = imported.configuration.lines().filter(|line| line.starts_with('#'));
    let found = lines.any(|line| line.starts_with(&format!("#   {key} (hugo.toml:")) && line.contains(reason));
    assert!(found, "{key}: {reason}\n{}", imported.configuration);
}

#[test]
fn what_the_site_is_called_and_where_it_is() {
    check("title = \"A: b\"", "title", &json!("A: b"));
    check("TITLE = 1", "title", &json!("1"));
    check("baseurl = \"https://a.example/b\"", "base_url", &json!("https://a.example/b"));
    check(
        "baseURL = \"https://a.example\"\ndefaultContentLanguageInSubdir = true",
        "base_url",
        &json!("https://a.example/en/"),
    );
    check("copyright = \"c\"", "copyright", &json!("c"));
    check("[author]\nname = \"A\"", "author", &json!("A"));
    check("[params]\nauthor = \"A\"", "author", &json!("A"));
    left_out("baseURL = \"a.example\"", "baseURL", "neither an absolute URL nor a path");
    left_out("title = [1]", "title", "it takes text, not a list");
}

#[test]
fn the_language_is_the_default_one() {
    check("", "language", &json!("en"));
    check("languageCode = \"de-DE\"", "language", &json!("de"));
    check("languageCode = \"de\"\ndefaultContentLanguage = \"fr\"", "language", &json!("fr"));
    let text = "defaultContentLanguage = \"de\"\ntitle = \"T\"\n[params]\na = 1\nb = 2\n[[menus.main]]\nname = \"M\"\n\
                [languages.en]\ntitle = \"E\"\n[languages.de]\ntitle = \"D\"\ncontentDir = \"content/de\"\nweight = 1\n\
                [languages.de.params]\nB = 3\n[[languages.de.menus.foot]]\nname = \"F\"\n";
    check(text, "language", &json!("de"));
    check(text, "languages", &json!(["de", "en"]));
    check(text, "title", &json!("D"));
    check(text, "content_dir", &json!("content/de"));
    check(text, "params", &json!({"a": 1, "B": 3}));
    check(text, "menus", &json!({"foot": [{"name": "F"}]}));
    left_out(text, "languages.en", "this one publishes `de`");
}

#[test]
fn menus_are_in_the_order_that_hugo_shows_with_addresses_for_pages() {
    let menu = "[[menu.main]]\nname = \"Z\"\nurl = \"/z/\"\n[[menu.main]]\nname = \"A\"\npageRef = \"/Docs/A b\"\nurl = \"/x/\"\n\
                [[menu.main]]\nidentifier = \"i\"\nweight = 5\nparent = \"p\"\npost = \"!\"\n[[menu.main]]\npageRef = \"/docs\"\nweight = -1\n\
                [menu.main.params]\nicon = \"x\"\n";
    let imported = import(&[("hugo.toml", menu), ("content/docs/a b.md", "")]);
    let expected = json!([
        {"name": "Docs", "url": "/docs/", "weight": -1},
        {"identifier": "i", "weight": 5, "parent": "p"},
        {"name": "A", "url": "/docs/a-b/"},
        {"name": "Z", "url": "/z/"},
    ]);
    assert_eq!(settings(&imported)["menus"]["main"], expected);
    // The page is not there, so that the address counts.
    let imported = import(&[("hugo.toml", menu)]);
    assert_eq!(settings(&imported)["menus"]["main"][2]["url"], json!("/x/"));
    left_out(menu, "menus.main[].post", "no such key");
}

#[test]
fn kinds_feeds_and_taxonomies() {
    check("", "taxonomies", &json!(["tags", "categories"]));
    check("[taxonomies]\nyear = \"years\"\ntag = \"tags\"", "taxonomies", &json!(["tags", "years"]));
    check(
        "disableKinds = [\"RSS\", \"taxonomyTerm\", \"404\", \"robotsTXT\"]",
        "disable",
        &json!(["taxonomy", "feeds", "robots", "404"]),
    );
    check("disableAliases = true", "disable", &json!(["aliases"]));
    check(
        "[outputs]\nhome = [\"html\"]\nsection = [\"HTML\"]\ntaxonomy = [\"html\"]\nterm = []",
        "disable",
        &json!(["term", "feeds"]),
    );
    check("[outputs]\nhome = [\"html\"]", "disable", &Value::Null);
    left_out("[outputs]\nhome = [\"html\"]", "outputs.home", "feeds are written for all kinds of lists");
    left_out("[outputs]\nhome = [\"html\", \"rss\", \"json\"]", "outputs.home", "of a site's own: json");
    check("rssLimit = 7", "feeds.limit", &json!(7));
    check("[services.rss]\nlimit = 8", "feeds.limit", &json!(8));
    left_out("rssLimit = -1", "rssLimit", "a feed has a limit");
}

#[test]
fn addresses_and_folders() {
    check("[permalinks]\nposts = \"/:year/:slug/\"", "permalinks", &json!({"posts": "/:year/:slug/"}));
    check("[permalinks.page]\nposts = \"/:slug/\"", "permalinks", &json!({"page": {"posts": "/:slug/"}}));
    check(
        "[[permalinks]]\npattern = \"/:slug/\"\n[permalinks.target]\nkind = \"page\"",
        "permalinks",
        &json!([{"pattern": "/:slug/", "target": {"kind": "page"}}]),
    );
    check(
        "[permalinks]\nposts = \"/:slug/\"\nx = [1]\n[permalinks.kind]\nposts = \"/\"",
        "permalinks",
        &json!({"posts": "/:slug/"}),
    );
    check("contentDir = \"static/docs\"", "content_dir", &Value::Null);
    check("disablePathToLower = true", "lower_case_paths", &json!(false));
    check("uglyURLs = true", "ugly_urls", &json!(true));
    check("[uglyURLs]\nposts = true\ndocs = false", "ugly_urls", &json!(["posts"]));
    check("ignoreFiles = [\"\\\\.bak$\"]", "ignore_files", &json!(["\\.bak$"]));
    let many = format!("ignoreFiles = [{}'(']", "'x', ".repeat(101));
    check(&many, "ignore_files.99", &json!("x"));
    check(&many, "ignore_files.100", &Value::Null);
    left_out(&many, "ignoreFiles", "at most 100 patterns are read; the last 2 are left out");
    let broken = "ignoreFiles = ['(', 'a']";
    check(broken, "ignore_files", &json!(["a"]));
    left_out(broken, "ignoreFiles", "`(` is no regular expression: unclosed group");
    check("ignoreFiles = ['(']", "ignore_files", &Value::Null);
    let rules: String = (0..101).map(|number| format!("s{number} = '/:slug/'\n")).collect();
    check(&format!("[permalinks]\n{rules}"), "permalinks.s99", &json!("/:slug/"));
    check(&format!("[permalinks]\n{rules}"), "permalinks.s100", &Value::Null);
    left_out(&format!("[permalinks]\n{rules}"), "permalinks.s100", "at most 100 patterns are read");
    check("contentDir = \"docs/\"", "content_dir", &json!("docs"));
    check("contentDir = \"content\"", "content_dir", &Value::Null);
    check("[[module.mounts]]\nsource = \"content/en\"\ntarget = \"content\"", "content_dir", &json!("content/en"));
    let two = "[[module.mounts]]\nsource = \"a\"\ntarget = \"content\"\n[[module.mounts]]\nsource = \"b\"\ntarget = \"content\"\n\
               [[module.mounts]]\nsource = \"c\"\ntarget = \"static/c\"";
    check(two, "content_dir", &Value::Null);
    left_out(two, "module.mounts", "move the files of `c` to `static/c`");
    let filtered = "[[module.mounts]]\nsource = \"a\"\ntarget = \"content\"\nfiles = [\"! b/**\", \"! c/**\"]";
    left_out(filtered, "module.mounts", "what its filter leaves out would be published: name it in `ignore_files`");
    check("contentDir = \"../docs\"", "content_dir", &Value::Null);
    left_out("staticDir = [\"static\", \"public\"]", "staticDir", "move those of `static`, `public` there");
}

#[test]
fn markup_and_pages() {
    let of = |text: &str, setting: &str, expected: Value| check(text, setting, &expected);
    of("enableEmoji = true", "markup.emoji", json!(true));
    of("", "markup.block_attributes", json!(false));
    of(
        "[markup.goldmark.parser.attribute]\nblock = true\ntitle = false",
        "markup",
        json!({"block_attributes": true, "heading_attributes": false}),
    );
    of("[markup.goldmark.extensions]\nlinkify = false\ntable = false", "markup.linkify", json!(false));
    of("[markup.goldmark.extensions]\ntypographer = false", "markup.typographer", json!(false));
    of(
        "[markup.goldmark.extensions.typographer]\ndisable = true\nellipsis = \"x\"",
        "markup.typographer",
        json!(false),
    );
    of(
        "[markup.goldmark.extensions.typographer]\nendash = \"--\"\nleftDoubleQuote = \"&bdquo;\"",
        "markup.typographer",
        json!({"en_dash": "--", "left_double_quote": "„"}),
    );
    of("[markup.goldmark.parser]\nautoHeadingID = false", "markup.heading_ids", json!("none"));
    of("[markup.goldmark.parser]\nautoHeadingIDType = \"blackfriday\"", "markup.heading_ids", json!("blackfriday"));
    of("[markup.goldmark.parser]\nautoIDType = \"github-ascii\"", "markup.heading_ids", json!("github-ascii"));
    of("[markup.goldmark.renderer]\nhardWraps = true", "markup.hard_wraps", json!(true));
    of("[markup.goldmark.extensions.extras.mark]\nenable = true", "markup.mark", json!(true));
    of("[markup.goldmark.extensions.footnote]\nenable = false", "markup.footnotes", json!(false));
    let passthrough = |inline: &str| {
        format!(
            "[markup.goldmark.extensions.passthrough]\nenable = true\n[markup.goldmark.extensions.passthrough.delimiters]\nblock = [['$$', '$$']]\ninline = [['{inline}', '{inline}']]"
        )
    };
    of(&passthrough("$"), "markup.mathematics", json!(true));
    of(&passthrough("§"), "markup.mathematics", Value::Null);
    of("[markup.tableOfContents]\nendLevel = 4", "toc", json!({"from": 2, "to": 4}));
    of("[markup.tableOfContents]\nendLevel = -1\nstartLevel = 1", "toc", json!({"from": 1, "to": 6}));
    left_out(
        "[markup.tableOfContents]\nordered = true\nendLevel = 9",
        "markup.tableOfContents.endLevel",
        "levels from 1 to 6",
    );
    of("enableGitInfo = true", "last_change", json!("git"));
}

#[test]
fn values_of_the_site_and_of_its_pages() {
    let text = "[params]\nA = 1\n[params.b]\nc = \"12.10\"\n[[cascade]]\n[cascade.target]\npath = \"/a/**\"\n[cascade.params]\nx = 1\n\
                [[cascade]]\n[cascade.target]\nsites = 1\n[cascade.params]\ny = 1\n";
    check(text, "params", &json!({"A": 1, "b": {"c": "12.10"}}));
    check(text, "cascade", &json!([{"target": {"path": "/a/**"}, "params": {"x": 1}}]));
    left_out(text, "cascade", "a target has no `sites`");
    check("[cascade]\ndraft = true", "cascade", &json!({"draft": true}));
    left_out("[a.b]\nc = 1", "a", "no such setting");
    left_out("[services.googleAnalytics]\nid = 'x'", "services.googleAnalytics", "no scripts of other hosts");
}

#[test]
fn the_folder_of_configurations_wins_over_the_file_and_production_over_all() {
    let files = [
        ("hugo.toml", "title = 'file'\ncopyright = 'file'\n[params]\na = 1\nb = 1\nc = 1\n"),
        ("config.toml", "title = 'older name'\n"),
        ("config/_default/hugo.yaml", "title: folder\n"),
        ("config/_default/params.toml", "B = 2\nc = 2\n"),
        ("config/_default/sub/menu.en.yaml", "main: [{name: M}]\n"),
        ("config/_default/languages.toml", "[en]\nlanguageName = 'English'\n"),
        ("config/production/params.json", "{\"c\":\t3}"),
        ("config/staging/params.toml", "c = 4\n"),
    ];
    let imported = import(&files);
    let settings = settings(&imported);
    assert_eq!(settings["title"], json!("folder"));
    assert_eq!(settings["copyright"], json!("file"));
    assert_eq!(settings["params"], json!({"a": 1, "B": 2, "c": 3}));
    assert_eq!(settings["menus"], json!({"main": [{"name": "M"}]}));
    assert_eq!(imported.counts.replaced, 4);
    assert_eq!(imported.files.len(), 6);
    assert!(imported.notes.iter().any(|note| note.ends_with("not read: `config/staging/`")), "{:?}", imported.notes);
}

#[test]
fn a_theme_in_the_tree_gives_parameters_and_menus() {
    let files = [
        ("hugo.toml", "theme = ['a', 'gone']\n[params]\nx = 1\n[params.deep]\np = 1\n[[menus.main]]\nname = 'own'\n"),
        (
            "themes/a/config.toml",
            "title = 'theme'\ntheme = 'b'\n[params]\nx = 2\ny = 2\n[params.deep]\nq = 2\n[[menu.main]]\nname = 'T'\n[[menu.foot]]\nname = 'F'\n",
        ),
        ("themes/b/hugo.toml", "[params]\ny = 3\nz = 3\n"),
    ];
    let imported = import(&files);
    let settings = settings(&imported);
    assert_eq!(settings["params"], json!({"x": 1, "y": 2, "z": 3, "deep": {"p": 1, "q": 2}}));
    assert_eq!(settings["menus"], json!({"main": [{"name": "own"}], "foot": [{"name": "F"}]}));
    assert_eq!(settings.get("title"), None);
    assert!(imported.notes[0].contains("`gone` is not in the tree"), "{:?}", imported.notes);
}

#[test]
fn shortcodes_that_are_missing_get_a_stub() {
    let files = [
        ("hugo.toml", "theme = 't'\n"),
        (
            "content/a.md",
            "---\ntitle: '{{< no >}}'\n---\n{{< box >}}x{{< /box >}} {{< figure src=x >}} {{< box >}}{{% in/side %}}{{< /box >}} {{< x.inline >}}",
        ),
        ("content/b/index.html", "{{< note >}}{{< /note >}}{{< mine >}}{{< ../up >}}"),
        ("layouts/shortcodes/note.html", ""),
        ("layouts/_shortcodes/box.en.html", ""),
        ("themes/t/layouts/shortcodes/in/side.md", ""),
        ("templates/shortcodes/mine.html", "x"),
    ];
    let imported = import(&files);
    let paths: Vec<&str> = imported.stubs.iter().map(|stub| stub.path.as_str()).collect();
    assert_eq!(paths, ["templates/shortcodes/box.html", "templates/shortcodes/in/side.html"]);
    let [boxed, side] = imported.stubs.as_slice() else { panic!("{paths:?}") };
    assert!(
        boxed.text.contains("`box`, 2 calls") && boxed.text.contains("`layouts/_shortcodes/box.en.html`"),
        "{}",
        boxed.text
    );
    assert!(boxed.text.ends_with("#}{{ inner | markdown }}"), "{}", boxed.text);
    assert!(
        side.text.contains("`themes/t/layouts/shortcodes/in/side.md`") && !side.text.contains("inner"),
        "{}",
        side.text
    );
    assert!(imported.notes.iter().any(|note| note.contains("`note` is that of the program")), "{:?}", imported.notes);
}

#[test]
fn a_configuration_that_cannot_be_read_is_an_error_with_its_place() {
    let error = |files: &[(&str, &str)]| hugo(folder(files).path()).unwrap_err();
    assert!(matches!(error(&[]), ImportError::NoConfiguration(_)));
    let text = |files: &[(&str, &str)]| error(files).to_string();
    assert!(
        text(&[("hugo.toml", "a = 1\nb = \n")]).starts_with("hugo.toml:2:"),
        "{}",
        text(&[("hugo.toml", "a = 1\nb = \n")])
    );
    assert!(text(&[("hugo.yaml", "a: 1\nb: [\n")]).starts_with("hugo.yaml:"));
    assert_eq!(text(&[("hugo.toml", "a = 1\na = 2\n")]), "hugo.toml:2:1: duplicate key `a`");
    assert_eq!(text(&[("hugo.json", "[1]")]), "hugo.json:1:1: expected settings, found a list");
    assert!(text(&[("config/_default/params.toml", "\n\nx")]).starts_with("config/_default/params.toml:3:"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_of_the_tree_is_not_read() {
    use std::os::unix::fs::symlink;
    let outside = folder(&[("x.toml", "title = 'x'"), ("t/hugo.toml", "[params]\nx = 1")]);
    let linked = folder(&[]);
    symlink(outside.path().join("x.toml"), linked.path().join("hugo.toml")).unwrap();
    assert!(hugo(linked.path()).unwrap_err().to_string().contains("outside the folder"));
    let pipe = folder(&[]);
    assert!(std::process::Command::new("mkfifo").arg(pipe.path().join("hugo.toml")).status().unwrap().success());
    assert!(hugo(pipe.path()).unwrap_err().to_string().contains("not a regular file"));
    let large = folder(&[]);
    fs::File::create(large.path().join("hugo.toml")).unwrap().set_len(1 << 40).unwrap();
    assert!(hugo(large.path()).unwrap_err().to_string().contains("more than 4 MB"));
    let themed = folder(&[("hugo.toml", "theme = 't'"), ("themes/keep", "")]);
    symlink(outside.path().join("t"), themed.path().join("themes/t")).unwrap();
    assert!(hugo(themed.path()).unwrap().notes[0].contains("`t` is not in the tree"));
}

#[test]
fn a_value_that_is_nested_too_deep_for_yaml_is_left_out() {
    left_out(&format!("[params]\nx = {}1{}", "[".repeat(60), "]".repeat(60)), "params", "nested too deep");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_configuration_is_accounted_for_and_makes_a_readable_one(
        parts in prop::collection::vec((prop::sample::select(KEYS), prop::sample::select(VALUES)), 0..12),
        theme in prop::collection::vec((prop::sample::select(KEYS), prop::sample::select(VALUES)), 0..4),
    ) {
        let text = |parts: &[(&str, &str)]| {
            let mut known = std::collections::BTreeSet::new();
            parts.iter().filter(|(key, _)| known.insert(key.to_lowercase())).map(|(key, value)| format!("{key}: {value}\n")).collect::<String>()
        };
        let site = format!("{}theme: t\n", text(&parts));
        import(&[("hugo.yaml", &site), ("themes/t/hugo.yaml", &text(&theme)), ("content/a.md", "{{< x >}}")]);
    }
}

const KEYS: &[&str] = &[
    "title",
    "baseURL",
    "languageCode",
    "defaultContentLanguage",
    "defaultContentLanguageInSubdir",
    "languages",
    "menus",
    "MENU",
    "params",
    "taxonomies",
    "cascade",
    "permalinks",
    "disableKinds",
    "outputs",
    "markup",
    "module",
    "uglyURLs",
    "ignoreFiles",
    "author",
    "copyright",
    "contentDir",
    "staticDir",
    "services",
    "rssLimit",
    "enableEmoji",
    "enableGitInfo",
    "sitemap",
    "unknown",
    "disablePathToLower",
];

const VALUES: &[&str] = &[
    "x",
    "true",
    "false",
    "1",
    "-1",
    "1.5",
    "[]",
    "{}",
    "~",
    "''",
    "\"a\\nb\\u0007: #\"",
    "[a, 1, true]",
    "{a: b}",
    "{a: {b: c, d: {}}}",
    "{en: {title: E, params: {a: 1}, menus: {m: [{name: n}]}}, de: {}}",
    "[{name: n, url: /a/, weight: 3, x: {y: 1}}, 3]",
    "{m: [{pageRef: /a, weight: x}, {}, [1]], n: 3}",
    "{goldmark: {extensions: {typographer: {apostrophe: a, z: 1}, passthrough: {enable: true}}}}",
    "{tableOfContents: {startLevel: 4, endLevel: 2}}",
    "{mounts: [{source: a, target: content}, 3], imports: [{path: t}, {path: ../x}]}",
    "[{target: {path: '/a/**'}, draft: true}, {target: {x: 1}, a: [{b: 1}]}]",
    "{home: [html, rss], x: [y], page: []}",
    "{rss: {limit: 3}}",
    "https://a.example/",
    "../x",
    "de-DE",
    "a.b c",
];
