//! Parsing and resolving configurations, by example and for any input.

use proptest::prelude::{any, prop, proptest};

use super::{BaseUrl, Config, LastChange, Outputs, SETTINGS, Search, Taxonomy, TocLevels, known_settings, read};
use crate::finding::{BuildEffect, Code, Finding, Severity};
use crate::source::{FileId, Location, Span};

const FILE: FileId = FileId(0);

fn clean(text: &str) -> Config {
    let (config, findings) = read(FILE, text);
    assert_eq!(findings, [], "{text}");
    config
}

/// Checks that the text has exactly these findings: code, and text that it points at.
fn faults(text: &str, expected: &[(&str, &str)]) -> (Config, Vec<Finding>) {
    let (config, findings) = read(FILE, text);
    let seen: Vec<_> = findings.iter().map(|finding| (finding.code.id(), finding.location.span.of(text))).collect();
    assert_eq!(seen, expected, "{text}: {findings:?}");
    (config, findings)
}

#[test]
fn without_a_file_everything_has_a_default() {
    let config = Config::default();
    assert_eq!(config, clean("# nothing yet\n"));
    assert_eq!((config.title.as_str(), config.language.value.as_str()), ("Documentation", "en"));
    assert_eq!(config.base, BaseUrl { origin: None, path: "/".to_owned() });
    assert_eq!(taxonomies(&config), ["tags", "categories?", "contributors"]);
    assert_eq!((config.feed_limit, config.search, config.embeds), (20, Search::Auto, false));
    assert_eq!(config.outputs, Outputs { markdown: true, csv: true, xlsx: false });
    assert_eq!((config.toc, config.last_change.value), (TocLevels { from: 2, to: 3 }, LastChange::FrontMatter));
}

#[test]
fn every_setting_is_read() {
    let config = clean(
        "title: 2024\nbase_url: https://example.com/docs\nhosts: [Old.example.com]\nlanguage: de-CH\n\
         description: d\ncopyright: c\nauthor: a\ntoc: {to: 4}\nlast_change: git\nembeds: true\n\
         edit_url: https://example.com/edit/{path}\ntaxonomies: [Tags]\ntags: {allowed: [PCI DSS 4.0]}\n\
         feeds: {limit: 5}\noutputs: {markdown: false, csv: false, xlsx: true}\nsearch: never\nparams: {Any: [1, two]}\n\
         theme: {logo: /l.svg, accent: {light: '#057'}, header: [{name: n, url: /n/}], footer_text: f, css: [/x.css]}\n",
    );
    assert_eq!((config.title.as_str(), config.language.value.as_str()), ("2024", "de-CH"));
    assert_eq!(config.base.absolute("/a/"), "https://example.com/docs/a/");
    assert_eq!(
        (config.base.origin.as_deref(), config.hosts[0].as_str()),
        (Some("https://example.com"), "old.example.com")
    );
    assert_eq!(
        (config.toc, config.last_change.value, config.embeds),
        (TocLevels { from: 2, to: 4 }, LastChange::Git, true)
    );
    assert_eq!(config.edit_link("content/a b.md").as_deref(), Some("https://example.com/edit/content/a%20b.md"));
    assert_eq!(
        (taxonomies(&config), config.allowed_tags),
        (vec!["tags".to_owned()], Some(vec!["PCI DSS 4.0".to_owned()]))
    );
    assert_eq!((config.feed_limit, config.search), (5, Search::Never));
    assert_eq!(config.outputs, Outputs { markdown: false, csv: false, xlsx: cfg!(feature = "spreadsheets") });
    assert_eq!(config.params["Any"].to_string(), r#"[1,"two"]"#);
    assert_eq!(
        (config.theme.accent.unwrap().light.as_str(), config.theme.header[0].url.value.as_str()),
        ("#057", "/n/")
    );
}

#[test]
fn menu_entries_keep_the_span_of_their_url() {
    let text = "menus:\n  main:\n    - {name: Guides, url: /guides/, weight: 2}\n    - identifier: pci\n      parent: Guides\n";
    let config = clean(text);
    let main = &config.menus["main"];
    let url = main[0].url.as_ref().unwrap();
    assert_eq!((url.span.of(text), main[0].identifier.as_str(), main[0].weight), ("/guides/", "Guides", 2));
    assert_eq!(
        (main[1].name.as_str(), main[1].parent.as_ref().map(|parent| parent.span.of(text)), main[1].weight),
        ("pci", Some("Guides"), 0)
    );
}

#[test]
fn the_severity_of_every_code_can_be_set_by_id_and_by_name() {
    for code in Code::ALL {
        for written in [code.id(), code.name()] {
            for severity in [Severity::Error, Severity::Warning, Severity::Hint, Severity::Off] {
                let config = clean(&format!("severities: {{{written}: {}}}", severity.name()));
                // Findings that stop a build are errors, whatever is set.
                let expected = if code.build_effect() == BuildEffect::Stops { Severity::Error } else { severity };
                assert_eq!(config.levels.of(*code), expected, "{written}: {severity:?}");
            }
        }
    }
}

#[test]
fn severities_go_by_code_or_name() {
    let config = clean("severities: {LK102: hint, unlisted-tag: off, FM104: off}");
    assert_eq!(config.levels.of(Code::BrokenAnchor), Severity::Hint);
    assert_eq!(config.levels.of(Code::UnlistedTag), Severity::Off);
    assert_eq!(config.levels.of(Code::UnreadableFrontMatter), Severity::Error);
    let (_, findings) =
        faults("severities: {broken-pge: off, LK101: loud}", &[("CF103", "broken-pge"), ("CF103", "loud")]);
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `broken-page`?"));
}

#[test]
fn an_ignore_covers_what_it_names() {
    let config = clean("ignores:\n- {code: LK101, path: content/old, target: /x/, reason: moving, until: 2027-01-31}");
    let ignore = &config.ignores[0];
    assert_eq!(ignore.until.unwrap().to_string(), "2027-01-31");
    let location = Location::start_of(FILE);
    let finding = Finding::new(Code::BrokenPage, location, "m").about("/x/");
    assert!(ignore.covers(&finding, "content/old/a.md"));
    assert!(!ignore.covers(&finding, "content/new/a.md"));
    assert!(!ignore.covers(&finding.clone().about("/y/"), "content/old/a.md"));
    assert!(!ignore.covers(&Finding { code: Code::BrokenAnchor, ..finding }, "content/old/a.md"));
}

#[test]
fn an_ignore_needs_a_reason_and_a_day_that_exists() {
    let text = "ignores:\n- {code: LK101}\n- {code: LK101, reason: ' '}\n- {code: LK101, reason: r, until: 2027-13-01}\n- {code: LK1, reason: r}\n";
    let (config, findings) =
        faults(text, &[("CF103", "{code: LK101}"), ("CF103", "' '"), ("CF103", "2027-13-01"), ("CF103", "LK1")]);
    assert_eq!(config.ignores, []);
    assert_eq!(findings[0].message, "an entry of `ignores` has no `reason`");
    assert_eq!(findings[0].help.as_deref(), Some("add `reason: the archive is kept as it was`"));
}

#[test]
fn an_unknown_key_is_named_at_every_depth_and_stops_nothing() {
    let (config, findings) = faults(
        "titel: x\nbaseURL: /a/\nmenus: {main: [{name: n, utl: /x/}]}\ntheme: {colour: red, heade: []}\n\
         params: {anything: {goes: 1}}\nfeeds: {limt: 3}\nfoo: 1\nlanguage: fr\n",
        &[
            ("CF102", "titel"),
            ("CF102", "baseURL"),
            ("CF102", "utl"),
            ("CF102", "colour"),
            ("CF102", "heade"),
            ("CF102", "limt"),
            ("CF102", "foo"),
        ],
    );
    assert_eq!(config.language.value, "fr");
    assert_eq!(findings[0].fix.as_ref().unwrap().replace, "title");
    assert_eq!(findings[1].help.as_deref(), Some("did you mean `base_url`?"));
    assert!(findings[6].help.as_deref().unwrap().contains("`params`"));
}

#[test]
fn a_value_of_the_wrong_type_is_reported_with_its_span_and_its_default_is_used() {
    let (config, findings) = faults(
        "title: [a]\nfeeds: {limit: many}\nsearch: sometimes\nmenus: [a]\ntheme: dark\nignores: x\nparams: 3\ntoc: {from: 4, to: 2}\n\
         base_url: example.com\nembeds: 3\nlanguage: ''\nedit_url: https://example.com/\n",
        &[
            ("CF103", "[a]"),
            ("CF103", "[a]"),
            ("CF103", "dark"),
            ("CF103", "3"),
            ("CF103", "many"),
            ("CF103", "sometimes"),
            ("CF103", "x"),
            ("CF103", "3"),
            ("CF103", "example.com"),
            ("CF103", "''"),
            ("CF103", "{from: 4, to: 2}"),
            ("CF103", "https://example.com/"),
        ],
    );
    assert_eq!(config, Config::default());
    assert_eq!(findings[5].message, "`search` takes `auto`, `always` or `never`, not `sometimes`");
}

#[test]
fn a_setting_of_the_wrong_type_says_what_it_takes_with_an_example() {
    for (text, message, help) in [
        ("feeds: 10", "`feeds` takes settings below it, not `10`", "write `feeds: {limit: 20}`"),
        ("feeds: {limit: -1}", "`feeds.limit` takes a whole number from 0 on, not `-1`", "write `limit: 20`"),
        (
            "taxonomies: tags",
            "`taxonomies` takes a list of front matter keys, or keys with `true` or `false`, not `tags`",
            "write `taxonomies: [tags]`",
        ),
        (
            "menus: {main: [Home]}",
            "an entry of `menus.main` takes settings, not `Home`",
            "write `{name: Guides, url: /guides/}`",
        ),
        ("menus: {main: Home}", "`menus.main` takes a list of entries, not `Home`", "write `main: [Home]`"),
        (
            "menus: {main: [{name: a, weight: x}]}",
            "`menus.main[].weight` takes a whole number, not `x`",
            "write `weight: 10`",
        ),
        ("theme: {header: [{name: a}]}", "an entry of `theme.header` has no `url`", "add `url: /guides/`"),
        ("theme: {css: a.css}", "`theme.css` takes a list of paths, not `a.css`", "write `css: [a.css]`"),
        (
            "external: {accept: [70000]}",
            "`external.accept` takes a list of status codes from 100 to 999",
            "write `accept: [403, 999]`",
        ),
        (
            "external: {hosts: [{host: a, headers: {x: [1]}}]}",
            "`external.hosts[].headers.x` takes text, not a list",
            "write `x: compliance`",
        ),
        (
            "severities: {LK101: [off]}",
            "`severities.LK101` takes `error`, `warning`, `hint` or `off`, not a list",
            "write `LK101: error`",
        ),
        ("embeds: 3", "`embeds` takes `true` or `false`, not `3`", "write `embeds: true`"),
    ] {
        let (_, findings) = read(FILE, text);
        let [finding] = findings.as_slice() else { panic!("{text}: {findings:?}") };
        assert_eq!((finding.message.as_str(), finding.help.as_deref()), (message, Some(help)), "{text}");
    }
}

/// A word of the parser about a type of Rust.
fn names_a_type(text: &str) -> bool {
    let words = [
        "struct",
        "invalid type",
        "variant",
        "sequence",
        "usize",
        "u8",
        "u16",
        "i64",
        "missing field",
        "Raw",
        "string",
    ];
    words.iter().any(|word| {
        text.split(|letter: char| !letter.is_alphanumeric()).any(|found| found == *word)
            || text.contains("invalid type")
    })
}

#[test]
fn no_setting_names_a_type_of_the_program() {
    let values = [
        "x",
        "3",
        "-1",
        "9999999999999999999999",
        "1.5",
        "true",
        "[a, [b]]",
        "{a: {b: c}}",
        "[{a: [b]}]",
        "~",
        "{main: [{weight: x}]}",
    ];
    let written = |prefix: &str, settings: &[crate::config::Setting]| -> Vec<String> {
        settings
            .iter()
            .flat_map(|setting| values.iter().map(move |value| format!("{prefix}{}: {value}", setting.name)))
            .collect()
    };
    let mut texts = written("", SETTINGS);
    for setting in SETTINGS {
        if let crate::config::Shape::Keys(inner) = setting.shape {
            texts.extend(written(&format!("{}:\n  ", setting.name), inner));
        }
    }
    for text in texts {
        for finding in read(FILE, &text).1 {
            let help = finding.help.clone().unwrap_or_default();
            assert!(!names_a_type(&finding.message) && !names_a_type(&help), "{text}: {finding:?}");
            assert!(!help.is_empty(), "{text}: {finding:?}");
        }
    }
}

#[test]
fn outputs_are_read_one_by_one() {
    assert_eq!(clean("outputs: {feeds: false}\nfeeds: {limit: 5}\n").feed_limit, 0);
    assert_eq!(clean("outputs: {feeds: true}\nfeeds: {limit: 5}\n").feed_limit, 5);
    let (config, findings) =
        faults("outputs: {markdwon: false, feeds: never, csv: false}\n", &[("CF102", "markdwon"), ("CF103", "never")]);
    assert_eq!((config.feed_limit, config.outputs), (20, Outputs { markdown: true, csv: false, xlsx: false }));
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `markdown`?"));
    faults("outputs: [csv]\n", &[("CF103", "[csv]")]);
}

#[test]
fn a_colour_with_anything_else_in_it_is_refused() {
    assert_eq!(clean("theme: {accent: {light: teal}}").theme.accent.unwrap().light, "teal");
    for accent in ["#12", "#00aa6g", "red;}", "url(x)", ""] {
        let (config, findings) = read(FILE, &format!("theme: {{accent: '{accent}'}}"));
        assert_eq!((config.theme.accent, findings.len()), (None, 1), "{accent}");
    }
}

#[test]
fn duplicate_keys_and_unreadable_files_have_codes_of_their_own() {
    let (config, findings) =
        faults("title: a\ntitle: b\ntheme: {logo: x, logo: y}\n", &[("CF104", "logo"), ("CF104", "title")]);
    assert_eq!(config.title, "a");
    assert_eq!(findings[1].related[0].location.span, Span::new(0, 5));
    faults("title: a: b\n", &[("CF101", ":")]);
    faults("- a\n", &[("CF101", "- a")]);
}

#[test]
fn a_setting_that_is_no_yaml_hides_no_other() {
    let text = "title: a: b\nlanguage: de\ntheme:\n  logo: [x\nfeeds: 3\nbase_url: /d/\n";
    let (config, findings) = faults(text, &[("CF101", ":"), ("CF101", ":"), ("CF103", "3")]);
    assert_eq!(
        (config.title.as_str(), config.language.value.as_str(), config.base.path.as_str()),
        ("Documentation", "de", "/d/")
    );
    assert_eq!(findings[1].help.as_deref(), Some("close the `[` after `logo:`"));
    // An indented file, and one with nothing else.
    faults("  title: a: b\n  language: de\n", &[("CF101", ":")]);
    faults("title: \"é\nfeeds: 3\n", &[("CF101", "\""), ("CF103", "3")]);
}

#[test]
fn every_setting_has_a_full_name_of_its_own() {
    let mut names = known_settings();
    assert!(names.iter().any(|name| name == "menus.NAME[].parent"));
    assert!(names.iter().any(|name| name == "theme.header[].url"));
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

proptest! {
    #[test]
    fn any_text_is_a_configuration_or_a_finding(text in any::<String>()) {
        holds(&text);
    }

    #[test]
    fn any_mix_of_settings_and_values_is_a_configuration_or_a_finding(
        parts in prop::collection::vec((0..SETTINGS.len(), prop::sample::select(vec![
            "x", "[]", "{}", "[a, b]", "{a: b}", "~", "true", "3", "-1", "'é→'", "[{name: a, url: b}]", "{from: 9}",
            "{main: [{url: é}]}", "https://é/", "{allowed: [1]}", "{LK101: off}", "[{code: LK101, reason: r}]", "*a", "&a x",
        ])), 0..20)
    ) {
        let text: String = parts.iter().map(|(index, value)| format!("{}: {value}\n", SETTINGS[*index].name)).collect();
        holds(&text);
    }
}

fn holds(text: &str) {
    for finding in read(FILE, text).1 {
        let locations = std::iter::once(finding.location).chain(finding.related.iter().map(|related| related.location));
        for Location { span, .. } in locations {
            assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
        }
    }
}

#[test]
fn more_globs_than_can_be_compared_with_every_file_are_refused() {
    let glob = |number: usize| format!("- {{code: LK101, path: 'content/*{number}.md', reason: r}}\n");
    let globs: String = (0..1002).map(glob).collect();
    let text = format!("ignores:\n- {{code: LK101, path: content/a.md, reason: r}}\n{globs}");
    let (config, findings) = read(FILE, &text);
    assert_eq!(config.ignores.len(), 1001);
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(finding.code, Code::InvalidSetting);
    assert!(finding.message.contains("1002 paths with a `*`; the maximum is 1000"), "{}", finding.message);
    assert!(finding.location.span.of(&text).contains("1000.md"), "{}", finding.location.span.of(&text));
}

#[test]
fn what_every_page_shows_is_limited() {
    let entries = |count: usize| "  - {name: a, url: /}\n".repeat(count);
    let names: Vec<String> = (0..101).map(|number| format!("t{number}")).collect();
    for (text, expected) in [
        (format!("menus:\n main:\n{}", entries(1001)), "`menus.main`: 1001 entries; the maximum is 1000"),
        (format!("theme:\n header:\n{}", entries(101)), "`theme.header`: 101 entries; the maximum is 100"),
        (format!("theme:\n footer:\n{}", entries(102)), "`theme.footer`: 102 entries; the maximum is 100"),
        (format!("taxonomies: [{}]", names.join(", ")), "`taxonomies`: 101 entries; the maximum is 100"),
    ] {
        let (config, findings) = read(FILE, &text);
        let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, [expected]);
        let menu = config.menus.get("main").map_or(0, Vec::len);
        let counts = [menu, config.theme.header.len(), config.theme.footer.len(), config.taxonomies.len()];
        assert!(counts.iter().all(|count| [0, 3, 100, 1000].contains(count)), "{counts:?}");
    }
}

/// The names of the taxonomies, with `?` behind those that need terms.
fn taxonomies(config: &Config) -> Vec<String> {
    let sign = |taxonomy: &Taxonomy| if taxonomy.needs_terms { "?" } else { "" };
    config.taxonomies.iter().map(|taxonomy| format!("{}{}", taxonomy.name, sign(taxonomy))).collect()
}

#[test]
fn taxonomies_are_listed_or_switched() {
    let cases = [
        ("[years, Tags, years]", "years tags"),
        ("[]", ""),
        ("{}", "tags categories? contributors"),
        ("{categories: false, years: true}", "tags contributors years"),
        ("{categories: true, tags: false, none: false}", "categories contributors"),
        ("{tag: tags, series: series}", "series tags"),
        ("{tag: tags, category: false}", "tags"),
    ];
    for (written, expected) in cases {
        let config = clean(&format!("taxonomies: {written}\n"));
        assert_eq!(taxonomies(&config).join(" "), expected, "{written}");
    }
    for written in ["{tags: 1}", "{tags: [a]}", "text", "{'a/b': true}", "[{tag: tags}]"] {
        assert_eq!(read(FILE, &format!("taxonomies: {written}\n")).1.len(), 1, "{written}");
    }
}
