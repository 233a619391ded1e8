//! What prose means on pages about frameworks: which ids are found wrong, and how surely.

use super::{
    CitableFrameworks, KnownStandards, PageText, ScopeFinder, StandardNames, check_mention, interpret_mentions,
    mentions,
};
use crate::finding::{Code, Levels, Severity};
use crate::framework::{Framework, Frameworks, Head, Notation, Origin, Outline, Version, built_in_frameworks};
use crate::front::FrontMatter;
use crate::markdown::{Dialect, Expansion, Highlighter, Invocation, ShortcodeFault, Shortcodes, Terms, Tools, parse};
use crate::source::FileId;

struct NoShortcodes;

impl Shortcodes for NoShortcodes {
    fn expand(&self, _: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        Ok(Expansion::Text(String::new()))
    }
}

fn frameworks() -> Frameworks {
    let outline = |id: &&str| Outline { id: (*id).to_owned(), ..Outline::default() };
    let own = |key: &str, name: &str, notation: Notation, ids: &[&str]| {
        let head =
            Head { key: key.to_owned(), name: name.to_owned(), version: "5".to_owned(), notation, ..Head::default() };
        Framework::new(head, Origin::BuiltIn, ids.iter().map(outline).collect())
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let nist = Notation { words: words(&["Control"]), aliases: words(&["NIST 800-53"]), ..Notation::default() };
    let csf = Notation { words: words(&["Subcategory"]), ..Notation::default() };
    let iso = Notation {
        words: words(&["Control", "Annex A"]),
        prefixes: words(&["A.", "Annex A", "Control"]),
        ..Notation::default()
    };
    let ism = Notation { words: words(&["Control"]), prefixes: words(&["ISM-"]), ..Notation::default() };
    let soc = Notation { words: words(&["Criteria"]), ..Notation::default() };
    let pci = built_in_frameworks().into_iter().filter(|framework| framework.key == "pci-dss");
    let isms =
        Notation { words: words(&["Clause", "Control"]), prefixes: words(&["A.", "Control"]), ..Notation::default() };
    Frameworks::new(pci.chain([
        own("isms", "Own ISMS", isms, &["4", "6.1.2", "7.5.2", "A.5.1", "A.5.2", "A.8.16"]),
        own("nist", "NIST SP 800-53", nist, &["AC-2", "AC-2(1)", "AC-2(3)", "AC-3", "AC-6", "AU-6"]),
        own("csf", "NIST CSF", csf, &["GV", "GV.OC", "GV.OC-01", "GV.OC-02"]),
        own("iso", "ISO 27001", iso, &["A.5.1", "A.5.2", "A.8.34"]),
        own("soc", "SOC 2", soc, &["CC6", "CC6.1", "CC6.2", "A1", "A1.1"]),
        own("ism", "ISM", ism, &["ISM-1294", "ISM-0120"]),
    ]))
}

/// The findings on a page in this folder, which names the frameworks that it is about: `e` for an error, `w` for a
/// warning, and the id.
fn found(folder: &str, text: &str) -> Vec<String> {
    let frameworks = frameworks();
    let citable = CitableFrameworks::new(&frameworks);
    let highlighter = Highlighter::plain();
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter: &highlighter,
        citations: &citable,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let parsed = parse(FileId(0), text, 0, tools);
    let mentions = mentions(&parsed.prose, &parsed.document, citable.number_words());
    let front = FrontMatter::default();
    let scope = ScopeFinder::new(&frameworks).find(&front, folder, &[]);
    let names = StandardNames::new(&frameworks);
    let standards = KnownStandards { frameworks: &frameworks, names: &names };
    let page = PageText { document: &parsed.document, mentions: &mentions };
    let mut findings = Vec::new();
    for interpreted in interpret_mentions(page, &scope, standards) {
        check_mention(&interpreted, FileId(0), &mut findings);
    }
    findings.retain(|finding| finding.code != Code::BareCitation);
    let levels = Levels::default();
    let shown = findings.iter().map(|finding| {
        let severity = if levels.of_finding(finding) == Severity::Error { "e" } else { "w" };
        let code = if finding.code == Code::OtherVersion { " old" } else { "" };
        format!("{severity} {}{code}", finding.target.as_deref().unwrap_or_default())
    });
    shown.collect()
}

fn check(folder: &str, text: &str, expected: &[&str]) {
    assert_eq!(found(folder, text), expected, "{text}");
}

#[test]
fn a_plain_number_is_an_id_only_right_behind_a_word_for_requirements() {
    let frameworks = frameworks();
    let citable = CitableFrameworks::new(&frameworks);
    let highlighter = Highlighter::plain();
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter: &highlighter,
        citations: &citable,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let text = "Within 11 days. Requirement 12, requirement *and* 3.\n\nA control\n\n8 times, clauses; 9.";
    let parsed = parse(FileId(0), text, 0, tools);
    let found = mentions(&parsed.prose, &parsed.document, citable.number_words());
    assert_eq!(found.iter().map(|mention| mention.span.of(text)).collect::<Vec<_>>(), ["Requirement 12"]);
}

#[test]
fn a_requirement_word_makes_an_id() {
    check(
        "pci-dss",
        "Requirements 6.3.1 and 6.3.77. (Requirement 11.3.11), the Req. 9.99",
        &["e 6.3.77", "e 11.3.11", "e 9.99"],
    );
    for word in [
        "requirement",
        "REQUIREMENT",
        "Requirement:",
        "Requirement #",
        "Req",
        "Req.",
        "sub-requirement",
        "Requirement(s):",
        "Requirement №",
        "Requirement Nr.",
        "Requirement \u{2013}",
        "Requirement&nbsp;",
        "requirements such as",
    ] {
        check("pci-dss", &format!("The {word} 8.3.77 asks."), &["e 8.3.77"]);
    }
    check("pci-dss", "Req-8.3.77 and **Requirement** 8.3.78", &["e 8.3.77", "e 8.3.78"]);
    for text in
        ["Requirement (8.3.77)", "Requirement \u{201c}8.3.77\u{201d}", "Requirement [8.3.77](https://example.com/)"]
    {
        check("pci-dss", text, &["e 8.3.77"]);
    }
    check("pci-dss", "Now the **8.3.77** requirement and PCI 8.3.78", &["w 8.3.77", "w 8.3.78"]);
    check("pci-dss", "A requirement (13 of 99), the requirement - 30 days - and Requirements 1-2, 0100-0150", &[]);
    check("pci-dss", "Requirement 13, a requirement 13 is. By requirement 13.", &["e 13", "e 13"]);
}

#[test]
fn the_words_of_a_framework_are_its_own() {
    check("csf", "Subcategory GV.OC-98. Subcategories GV.OC-01 and GV.OC-97.", &["e GV.OC-98", "e GV.OC-97"]);
    check("nist", "Controls AC-2 (1), AC-2 (99)", &["e AC-2(99)"]);
    check("iso", "Control 5.99, Control A.5.1, Control 5.1, Annex A 5.99", &["e A.5.99", "e A.5.99"]);
    check("ism", "Control 1294, Control 9999, control ISM-1294, ISM-9998", &["e ISM-9999", "e ISM-9998"]);
    // For PCI DSS a section or a control of another number is none of its requirements.
    check("pci-dss", "See 8.3.1, 8.3.2, § 8.3.77, Section 4.5.77 and Control 6.3.77.", &[]);
}

#[test]
fn parts_of_ids_may_be_left_out() {
    check("soc", "CC 6.1, CC 6.99, criteria CC6.2 and CC6.98", &["e CC6.99", "e CC6.98"]);
    check("iso", "Annex A 5.1, A.5.2, Controls 5.1 and 8.34", &[]);
    check("ism", "ISM 1294, ism-0120, Control 120", &[]);
}

#[test]
fn a_heading_of_a_column_or_a_list_makes_ids() {
    let table = |head: &str| format!("| {head} | What |\n|---|---|\n| 6.3.77 | x |\n| 8.3 | y |\n| **9.99** | z |\n");
    for head in [
        "Requirement",
        "Req. ID",
        "PCI DSS v4.0 Requirement",
        "PCI DSS",
        "PCI",
        "**Requirement(s)**",
        "Requirements covered",
        "Requirement / Control",
    ] {
        check("pci-dss", &table(head), &["e 6.3.77", "e 9.99"]);
    }
    check("pci-dss", "| PCI DSS v4.0 | SOC 2 |\n|---|---|\n| 2.5 - Hardening | CC6.1 |", &["w 2.5 old"]);
    check("pci-dss", "| How the work for PCI DSS goes on |\n|---|\n| 2.5 months more, 6.15 |", &[]);
    for head in ["Release", "Minimum requirement", "Throughput (req/s)"] {
        check("pci-dss", &table(head), &[]);
    }
    check("pci-dss", "By 8.3.1 and 8.3.2\n\n| Package | Version |\n|---|---|\n| x | 8.3.77 |", &[]);
    for cell in ["\u{2705} 6.3.77", "[6.3.77](https://example.com/)", "8.3.1<br>6.3.77", "6.3.77.a"] {
        let severity = if cell.contains("<br>") { "w" } else { "e" };
        check("pci-dss", &format!("| Requirement |\n|---|\n| {cell} |"), &[&format!("{severity} 6.3.77")]);
    }
    check("pci-dss", "| Field | Value |\n|---|---|\n| Requirement | **6.3.77** scripts |", &["e 6.3.77"]);
    check("pci-dss", "It answers these requirements:\n\n- 6.3.77 scripts\n- 8.3\n", &["e 6.3.77"]);
}

#[test]
fn a_number_alone_needs_evidence_on_the_page() {
    check("pci-dss", "First 8.3.77 then.", &[]);
    check("pci-dss", "First 8.3.77 then 8.3.1.", &["w 8.3.77"]);
    check(
        "pci-dss",
        "**8.3.1**, 8.3.4 and 8.3.2\n\n- 8.3.77\n\n## 8.3.78 Passwords\n\n| a | b |\n|---|---|\n| x | 8.3.79 |",
        &["w 8.3.77", "w 8.3.78", "w 8.3.79"],
    );
    check("pci-dss", "Now 2.1.31, 2.4.17, 3.8.4 and 8.3.1.", &[]);
    check("pci-dss", "PCI DSS 8.3.77 wants it.", &["w 8.3.77"]);
    check("pci-dss", "[pci-dss:8.3.1] and 8.3.77", &["w 8.3.77"]);
    check("pci-dss", "8.3.1 to 8.3.77, and 8.36", &["w 8.3.77", "w 8.36"]);
}

#[test]
fn letters_need_no_evidence() {
    check("nist", "Then AC-99 and AC-2(99), but SHA-256, AC-2, SC-900.", &["e AC-99", "e AC-2(99)"]);
    check("csf", "GV.OC-99 and GV.XX", &["e GV.OC-99", "e GV.XX"]);
}

#[test]
fn other_numbers_are_no_ids() {
    // Each of them beside enough ids.
    let check = |text: &str| check("pci-dss", &format!("By 8.3.1, 8.3.2, 8.3.4, 8.3.5 and 8.3.6: {text}."), &[]);
    check("PCI DSS 4.0.1, the version 3.2.7, v1.2.33, release 2.3.14");
    check("OpenSSL 3.2.17 and Apache Tomcat 9.5.77");
    check("the address 10.1.2.33, 192.168.1.77, 127.0.0.1");
    check("on 2025.03.31, on 31.3.2025, at 2025-03-31");
    check("Figure 3.2.77, Table 8.3.77, Step 1.1.33, § 3.2.77");
    check("it costs $4.24, 12.5 GB, 99.99%, 1.25 times, 3.14");
    check("`8.3.77`, <https://example.com/8.3.77/>, see pkg@8.3.77 and a/8.3.77");
    check("8.3.x, 8.3.* and 10.x");
    check("lodash < 8.3.77, nginx:8.3.77, the image 8.3.77, Test case 8.3.77");
    check("it was upgraded from 8.3.77 to 8.3.78. Kubernetes 8.3.79");
}

#[test]
fn the_numbers_of_an_outline_are_its_own() {
    let headings =
        "# 1 A\n## 1.1 B\n### 1.1.1 C\n### 1.1.2 D\n### 1.1.3 E\n### 1.1.4 F\n## 1.2 G\n### 1.2.1 H\n### 1.2.2 I\n";
    check("pci-dss", headings, &[]);
    check("pci-dss", "## 8.3.6 A\n\n## 8.3.77 B\n\n## 8.3.9 C\n", &["w 8.3.77"]);
}

#[test]
fn ids_with_letters_say_nothing_about_numbers() {
    check("isms", "By A.5.1, A.5.2 and A.8.16; 2.1.3, 6.1.2 and 2.4.9", &[]);
    check(
        "isms",
        "By A.5.1(\u{ac1c}), A.5.2 and A.8.16: A.8.16.9, A.7.5.2, A.816 and A5.1",
        &["w A.8.16.9", "w A.7.5.2", "w A.816"],
    );
    check("pci-dss", "By 8.3.1 and 8.3.2\n\n## A1.1.77 Access", &["w A1.1.77"]);
}

#[test]
fn parts_of_the_page_are_no_requirements() {
    check("isms", "## Clause 1 Scope\n\n## Clause 2 Roles\n\n## Clause 3 Terms\n\nSee Clause 2.", &[]);
    check("isms", "## Clause 4 Context\n\nSee Clause 12.", &["e 12"]);
    check("pci-dss", "## Requirement 12\n\n## Requirement 13", &["e 13"]);
}

#[test]
fn numbers_of_other_standards_are_ignored() {
    check("nist", "NIST SP 800-37 control AC-99, control PE-8(1) from SP 800-171", &[]);
    check("iso", "ISO 9001 Control 5.99", &[]);
    check("soc", "AIUC-1 control A005, **Control:** C007", &[]);
    let beside = |text: &str| check("pci-dss", &format!("By 8.3.1, 8.3.2 and 8.3.4.\n\n{text}"), &[]);
    beside("PCI 3DS 8.3.77 and CIS 5.2.77");
    beside("- ISMS-P mapping: 8.3.78 (related: 8.3.77 of it)");
    beside("| Field | Value |\n|---|---|\n| ISMS-P mapping | 8.3.77 Access |");
    check("pci-dss", "By 8.3.1.\n\n| Id | What |\n|---|---|\n| NIST-0610 | 8.3.77 |", &["w 8.3.77"]);
    check("pci-dss", "OWASP ASVS requirement 2.1.77, CIS Control 4.77, a software requirement 2.1.77", &[]);
    check("pci-dss", "Unlike COBIT, PCI DSS has Requirement 6.3.77.", &["e 6.3.77"]);
    check("pci-dss", "Secure Software Standard requirement 13.2", &[]);
    check("pci-dss", "## COBIT\n\nRequirement 6.3.77 and 8.3.1", &[]);
    check("pci-dss", "| COBIT | PCI DSS |\n|---|---|\n| 9.9.77 | 9.9.78 |", &["e 9.9.78"]);
}

#[test]
fn of_several_frameworks_the_one_named_or_the_form_decides() {
    let both = "pci-dss/nist";
    check(
        both,
        "PCI DSS Requirement 11.6.99. NIST SP 800-53 control AC-99. Requirement 8.3.99. Control AC-98.",
        &["e 11.6.99", "e AC-99", "e 8.3.99", "e AC-98"],
    );
    check(both, "Requirement 8.3.1 and control AC-2, AC-3", &[]);
    // A page about none of them: only what is called a requirement of one.
    check(
        "",
        "PCI DSS Requirement 11.6.99, 8.3.77; NIST 800-53 control AC-99, AC-98",
        &["e 11.6.99", "e 8.3.77", "e AC-99", "e AC-98"],
    );
    check("", "Requirement 11.6.99 and AC-99", &[]);
}

#[test]
fn other_spellings_are_not_accused() {
    check("nist", "control AC-02, AC-02(01), ac-2(1), AC-2a, AC-2a.1, AC-2(3)(a), AC\u{2011}2, AC-2(1), (3)", &[]);
    check("nist", "[ac-2-1](/x/) and the control AC-6-7", &[]);
    check("nist", "control AC-02(99)", &["e AC-02(99)"]);
    check("nist", "controls AC-2 through AC-6, AC-2\u{2013}AC-6, AC-2-AC-6, AC-2/AC-3", &[]);
    check("pci-dss", "Requirement 6.4.3.a, requirement 6.4.3a, Requirements 1-12, Requirement 3-4", &[]);
    check(
        "nist",
        "controls AC-2 through AC-99, AC-2(1), (99), control ac-2(99)",
        &["e AC-99", "e AC-2(99)", "e ac-2(99)"],
    );
}

#[test]
fn the_end_of_a_range_is_an_id() {
    for dash in [" \u{2013} ", " \u{2014} ", " - ", "-", "\u{2013}", " to ", " through "] {
        check("pci-dss", &format!("Requirements 1.2.1{dash}1.2.18 hold."), &["e 1.2.18"]);
    }
    check("pci-dss", "Requirements 1-13 hold.", &["e 13"]);
}

#[test]
fn a_version_that_is_named_counts() {
    for text in [
        "PCI DSS 3.2.1 Requirement 6.6",
        "Requirement 6.6 of PCI DSS v3.2.1",
        "Requirement 6.6 (PCI DSS v3.2.1)",
        "In v3.2.1, Requirement 6.6 asked.",
        "The former Requirement 6.6 is now Requirement 6.4.2.",
        "Formerly Requirement 6.6 (3.2.1).",
        "## PCI DSS 3.2.1\n\nRequirement 6.6",
        "| PCI DSS 3.2.1 | PCI DSS 4.0.1 |\n|---|---|\n| 6.6 | 6.4.2 |",
        "PCI DSS 2.0 Requirement 6.99",
    ] {
        check("pci-dss", text, &[]);
    }
    check("pci-dss", "Requirement 6.6", &["w 6.6 old"]);
    check("pci-dss", "By 8.3.1 and 6.5.10", &["w 6.5.10 old"]);
    check("pci-dss", "PCI DSS 4.0 Requirement 6.99", &["e 6.99"]);
    check("pci-dss-3.2.1", "Requirement 6.6 and Requirement 6.99", &["e 6.99"]);
}

#[test]
fn a_framework_says_what_an_id_alone_is_worth() {
    let id = |id: &&str| Outline { id: (*id).to_owned(), ..Outline::default() };
    for (bare_ids, expected) in [
        (super::super::framework::BareIds::Error, Some(Severity::Error)),
        (super::super::framework::BareIds::Warning, Some(Severity::Warning)),
        (super::super::framework::BareIds::Off, None),
    ] {
        let notation = Notation { bare_ids, ..Notation::default() };
        let versions = vec![Version { id: "1".to_owned(), ..Version::default() }];
        let head = Head {
            key: "own".to_owned(),
            name: "Own".to_owned(),
            version: "1".to_owned(),
            versions,
            notation,
            ..Head::default()
        };
        let framework = Framework::new(head, Origin::BuiltIn, ["1.1.1", "1.1.2"].iter().map(id).collect());
        let frameworks = Frameworks::new([framework]);
        let citable = CitableFrameworks::new(&frameworks);
        let highlighter = Highlighter::plain();
        let tools = Tools {
            shortcodes: &NoShortcodes,
            highlighter: &highlighter,
            citations: &citable,
            terms: Terms::Ignored,
            dialect: Dialect::default(),
        };
        let parsed = parse(FileId(0), "By 1.1.1 and 1.1.9", 0, tools);
        let mentions = mentions(&parsed.prose, &parsed.document, citable.number_words());
        let front = FrontMatter::default();
        let scope = ScopeFinder::new(&frameworks).find(&front, "own", &[]);
        let names = StandardNames::new(&frameworks);
        let standards = KnownStandards { frameworks: &frameworks, names: &names };
        let page = PageText { document: &parsed.document, mentions: &mentions };
        let mut findings = Vec::new();
        for interpreted in interpret_mentions(page, &scope, standards) {
            check_mention(&interpreted, FileId(0), &mut findings);
        }
        let severities: Vec<Severity> = findings.iter().map(|finding| Levels::default().of_finding(finding)).collect();
        assert_eq!(severities, expected.into_iter().collect::<Vec<_>>());
    }
}
