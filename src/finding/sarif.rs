//! SARIF 2.1.0, for code hosts.
//!
//! Every code is listed as a rule, so that a rule has the same index in every run.

use std::io;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::code::Code;
use super::explanation::{explanation, paragraph};
use super::report::{Report, Reported};
use super::severity::Severity;
use super::visible::write_json;
use crate::source::Position;

/// Characters that are percent-encoded in the path of a URI reference. A colon is one: it would make the first segment a
/// scheme.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes the report as a SARIF log with one run.
pub fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = report.findings.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "clausebook",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    write_json(&log, out)
}

fn rule(code: Code) -> Value {
    let page = explanation(code);
    let found = paragraph(&page, "What is found").unwrap_or_else(|| code.summary().to_owned());
    json!({
        "id": code.id(),
        "name": code.name(),
        "shortDescription": {"text": code.summary()},
        "fullDescription": {"text": found},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn result(reported: &Reported<'_>) -> Value {
    let finding = reported.finding;
    // Viewers show no lines of a workbook.
    let cell = reported.cell.as_ref().map(|cell| format!("{cell}: ")).unwrap_or_default();
    let text = match &finding.help {
        Some(help) => format!("{cell}{}\n{help}", finding.message),
        None => format!("{cell}{}", finding.message),
    };
    let mut result = json!({
        "ruleId": finding.code.id(),
        // The enum's own order is the order of `Code::ALL`.
        "ruleIndex": finding.code as usize,
        "level": level(reported.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": location(reported.path, reported.start, reported.end)}],
    });
    if let Some(cell) = &reported.cell {
        let name = format!("{}!{}", cell.sheet, cell.reference());
        result["locations"][0]["logicalLocations"] = json!([{"name": name, "kind": "element"}]);
    }
    if !reported.related.is_empty() {
        let related = reported.related.iter().enumerate().map(|(index, related)| {
            json!({
                "id": index + 1,
                "message": {"text": related.related.message},
                "physicalLocation": location(related.path, related.start, related.end),
            })
        });
        result["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &reported.fix {
        result["fixes"] = json!([{
            "description": {"text": finding.help.as_deref().unwrap_or("replace the marked text")},
            "artifactChanges": [{
                "artifactLocation": artifact(reported.path),
                "replacements": [{
                    "deletedRegion": region(fix.start, fix.end),
                    "insertedContent": {"text": fix.fix.replace},
                }],
            }],
        }]);
    }
    result
}

fn location(path: &str, start: Position, end: Position) -> Value {
    json!({"artifactLocation": artifact(path), "region": region(start, end)})
}

fn artifact(path: &str) -> Value {
    json!({"uri": utf8_percent_encode(path, PATH).to_string(), "uriBaseId": "%SRCROOT%"})
}

fn region(start: Position, end: Position) -> Value {
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
        Severity::Off => "none",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::artifact;
    use crate::finding::{Code, sample};

    #[test]
    fn every_result_has_its_rule_and_its_location() {
        let written = sample::written(|report, out| super::write(report, out));
        let log: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), Code::ALL.len());
        let ends = rules.iter().filter(|rule| rule["help"]["markdown"].as_str().unwrap().contains("## Remedy\n\n"));
        assert_eq!(ends.count(), rules.len(), "every rule says how to mend what it finds");
        let results = run["results"].as_array().unwrap();
        for result in results {
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        }
        assert_eq!(results[0]["message"]["text"], "no page at `/nowhere/`\ndid you mean `/somewhere/`?");
        assert_eq!(
            results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0],
            json!({
                "deletedRegion": {"startLine": 4, "startColumn": 7, "endLine": 4, "endColumn": 12},
                "insertedContent": {"text": "/new/"},
            })
        );
        assert_eq!(results[1]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 1);
        assert_eq!(results[2]["level"], "note");
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(artifact("content/a b:é%.md")["uri"], "content/a%20b%3A%C3%A9%25.md");
    }
}
