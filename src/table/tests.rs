//! Tables as read from files, with what is found in them.

use proptest::prelude::{any, prop, prop_assert, proptest};

use super::{Body, Matrix, NoFiles, Reading, TableKind, Who, read, reads_as_table};
use crate::framework::{Framework, Frameworks, Head, Origin, Outline};
use crate::labels::Labels;
use crate::markdown::{CellTools, Document, Highlighter, NoCitations, Words, plain_text};
use crate::source::{DataFile, FileId, LineTable};

fn node(id: &str, children: Vec<Outline>) -> Outline {
    Outline { id: id.to_owned(), title: format!("Title of {id}"), children, ..Outline::default() }
}

fn framework(key: &str, name: &str, outlines: Vec<Outline>) -> Framework {
    let head = Head { key: key.to_owned(), name: name.to_owned(), version: "2".to_owned(), ..Head::default() };
    Framework::new(head, Origin::BuiltIn, outlines)
}

/// `std` with the requirements 1.1, 1.2, 12.1, 12.10, and `other` with.
fn frameworks() -> Frameworks {
    let few = |outline: Outline| Outline { tags: vec!["few".to_owned()], ..outline };
    let one = node("1", vec![node("1.1", vec![]), few(node("1.2", vec![]))]);
    let twelve = node("12", vec![node("12.1", vec![]), few(node("12.10", vec![]))]);
    let other = node("A", vec![node("A-1", vec![]), node("A-2", vec![])]);
    Frameworks::new([framework("std", "STD", vec![one, twelve]), framework("other", "Other", vec![other])])
}

fn reading(path: &str, text: &str) -> Reading {
    let highlighter = Highlighter::plain();
    let tools = CellTools { highlighter: &highlighter, citations: &NoCitations, words: Words::default() };
    read(&DataFile { id: FileId(0), path, text }, &frameworks(), tools, &NoFiles)
}

/// What is found, as `CODE LINE:COLUMN MESSAGE`.
#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    let lines = LineTable::new(text);
    let found: Vec<String> = reading(path, text)
        .findings
        .iter()
        .map(|finding| {
            let position = lines.position(finding.location.span.start);
            format!("{} {}:{} {}", finding.code.id(), position.line, position.column, finding.message)
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[track_caller]
fn csv_of(path: &str, text: &str) -> String {
    reading(path, text).table.expect("a table").csv(&frameworks())
}

const MATRIX: &str =
    "kind: responsibility\nframework: std\nparties: {provider: Us, customer: You}\ndefault: customer\n";

#[test]
fn only_a_file_with_a_kind_of_ours_is_a_table() {
    for (text, expected) in [
        ("kind: comparison\n", true),
        ("title: x\nkind: 'crosswalk' # ours\n", true),
        ("{\"title\": \"x\",\n \"kind\" : \"responsibility\"}", true),
        ("kind: comparision\n", true),
        ("apiVersion: v1\nkind: Deployment\n", false),
        ("mankind: comparison\n", false),
        ("kind\n", false),
        ("", false),
    ] {
        assert_eq!(reads_as_table(text), expected, "{text}");
    }
    assert!(reading("x.yaml", "kind: Deployment\n").table.is_none());
    check("x.yaml", "kind: Deployment\nx: [", &["TB101 2:4 the table cannot be read: expected a value"]);
    check("x.yaml", "kind: comparision\n", &["TB114 1:7 unknown kind of table `comparision`"]);
}

#[test]
fn a_comparison_has_columns_of_its_own_and_ids_verbatim() {
    let text = "kind: comparison\nframework: std\ncolumns: {req: Requirement, help: Help}\nrows:\n  - {req: [12.10, '1.1'], help: \"See [it](/x/).\"}\n  - {req: 12.1, help: [a, b]}\n";
    check("x.yaml", text, &[]);
    assert_eq!(csv_of("x.yaml", text), "Requirement,Help\r\n\"12.10, 1.1\",See it.\r\n12.1,a; b\r\n");
    let table = reading("x.yaml", text).table.unwrap();
    assert_eq!(table.anchors, ["12.10", "12.1"]);
    assert_eq!(table.edges(FileId(0)).len(), 3);
    assert_eq!(table.document.links[0].span.of(text), "[it](/x/)");
    assert_eq!(
        table.markdown(&frameworks(), Labels::english()),
        "| Requirement | Help |\n|---|---|\n| 12.10, 1.1 | See [it](/x/). |\n| 12.1 | a<br>b |\n"
    );
}

#[test]
fn json_reads_as_yaml_does_also_indented_with_tabs() {
    let text = "{\n\t\"kind\": \"comparison\",\n\t\"columns\": [\"A\"],\n\t\"rows\": [[\"x \\u00e9\"]]\n}\n";
    check("x.json", text, &[]);
    assert_eq!(csv_of("x.json", text), "A\r\nx é\r\n");
}

#[test]
fn faults_of_a_comparison_are_reported_at_the_cell() {
    let head = "kind: comparison\nframework: std\ncolumns: {req: R, help: H}\n";
    check(
        "x.yaml",
        &format!("{head}rows:\n  - {{req: 1.11, helf: x}}\n"),
        &["TB110 5:17 unknown key `helf`", "RQ102 5:11 no such requirement in STD 2: `1.11`"],
    );
    check(
        "x.yaml",
        &format!("{head}rows:\n  - [1.1]\n  - text\n"),
        &[
            "TB109 5:5 a row of 1 cells in a table of 2 columns",
            "TB101 6:5 expected a row of keys with values, found a single value",
        ],
    );
    check(
        "x.yaml",
        "kind: comparison\ncolums: {a: A}\nrows: []\n",
        &["TB110 2:1 unknown key `colums`", "TB101 1:7 a comparison without columns"],
    );
    check("x.yaml", "kind: comparison\ncolumns: {a: A}\nrows: x\n", &["TB117 3:7 `x` is no file of rows"]);
    check(
        "x.yaml",
        "kind: comparison\nframework: sdt\ncolumns: {a: A}\nrows:\n- {a: {b: c}}\nrows: []\n",
        &[
            "TB113 6:1 duplicate key `rows`",
            "RQ101 2:12 unknown framework `sdt`",
            "TB101 5:7 expected a single value, found a mapping",
        ],
    );
}

#[test]
fn every_requirement_of_a_matrix_has_one_row_and_the_counts_agree() {
    let text = format!(
        "{MATRIX}rows:\n  - {{req: 12.10, who: shared, provider: p, customer: c}}\n  - {{req: '12.*', who: provider}}\n  - {{req: '1', who: n/a, note: =none}}\n"
    );
    check("x.yaml", &text, &[]);
    let table = reading("x.yaml", &text).table.unwrap();
    let Body::Responsibility(matrix) = &table.body else { panic!("a matrix") };
    let counts: Vec<usize> = matrix.shares().into_iter().map(|(_, count)| count).collect();
    assert_eq!(counts, [1, 1, 0, 2], "provider, shared, customer, n/a");
    assert_eq!(matrix.who(&matrix.resolved[3]), Some(&Who::Shared(vec![0, 1])));
    assert_eq!(
        table.csv(&frameworks()),
        "Requirement,Title,Responsible,Us,You,Note\r\n1.1,Title of 1.1,n/a,,,'=none\r\n1.2,Title of 1.2,n/a,,,'=none\r\n12.1,Title of 12.1,provider,,,\r\n12.10,Title of 12.10,shared,p,c,\r\n"
    );
    let json: serde_json::Value = serde_json::from_str(&table.json(&frameworks()).unwrap()).unwrap();
    assert_eq!((json["requirements"][3]["id"].as_str(), json["counts"]["n/a"].as_u64()), (Some("12.10"), Some(2)));
}

#[test]
fn faults_of_a_matrix_are_reported_at_the_cell() {
    let rows = |rows: &str| format!("{MATRIX}rows:\n{rows}");
    check(
        "x.yaml",
        &rows("  - {req: '13.*', who: provider}\n"),
        &["TB102 6:11 no requirement of STD 2 matches `13.*`"],
    );
    check(
        "x.yaml",
        &rows("  - {req: '1', who: provider}\n  - {req: ['1'], who: customer}\n"),
        &["TB103 7:12 `1.1` and 1 more are covered by two equally specific rows"],
    );
    check(
        "x.yaml",
        &rows("  - {req: 1.1, who: shared, provider: x}\n"),
        &["TB104 6:21 shared, but without `customer`"],
    );
    check("x.yaml", &rows("  - {req: 1.1, who: n/a}\n"), &["TB105 6:21 not applicable, but without a `note`"]);
    check(
        "x.yaml",
        &rows("  - {req: 1.1, who: custmer}\n  - {req: 1.2}\n  - {who: provider}\n"),
        &["TB111 6:21 unknown party `custmer`", "TB111 7:11 a row without `who`", "TB101 8:5 a row without `req`"],
    );
    let open = "kind: responsibility\nframework: std\nparties: {vendor: X}\nrows:\n  - {req: 1.1, who: vender}\n";
    check("x.yaml", open, &["TB111 3:10 a matrix with one party, `vendor`", "TB111 5:21 unknown party `vender`"]);
    check("x.yaml", "kind: responsibility\nrows: []\n", &["TB101 1:7 a table without `framework`"]);
}

/// The matrix of these rows, with what is found in them.
fn matrix(head: &str, rows: &str) -> (Matrix, Vec<String>) {
    let reading = reading("x.yaml", &format!("{head}rows:\n{rows}"));
    let findings = reading.findings.iter().map(|it| format!("{} {}", it.code.id(), it.message)).collect();
    let Some(Body::Responsibility(matrix)) = reading.table.map(|table| table.body) else { panic!("a matrix") };
    (matrix, findings)
}

/// Who answers `1.1 1.2 12.1 12.10`, by the keys of the parties.
#[track_caller]
fn check_who(head: &str, rows: &str, expected: [&str; 4], findings: &[&str]) {
    let (matrix, found) = matrix(head, rows);
    let who = |resolved| matrix.who(resolved).map(|who| matrix.word(who)).unwrap_or_default();
    assert_eq!(matrix.resolved.iter().map(who).collect::<Vec<_>>(), expected, "{rows}");
    assert_eq!(found, findings, "{rows}");
}

#[test]
fn ranges_and_words_are_read_in_a_matrix() {
    let (provider, customer) = ("provider", "customer");
    for req in ["1.1 to 1.2", "1.1-1.2", "1.1 – 1.2", "Requirements 1.1 through 1.2", "1.1, 1.2"] {
        let rows = format!("- {{req: '{req}', who: provider}}\n");
        check_who(MATRIX, &rows, [provider, provider, customer, customer], &[]);
    }
    check_who(MATRIX, "- {req: 1.2 to 12, who: provider}\n", [customer, provider, provider, provider], &[]);
    check_who(MATRIX, "- {req: Req. 12.1, who: provider}\n", [customer, customer, provider, customer], &[]);
    check_who(
        MATRIX,
        "- {req: 12 to 1.1, who: provider}\n- {req: 1.1-1.9, who: provider}\n",
        [customer; 4],
        &["TB101 the range `12 to 1.1` ends before it begins", "RQ102 no such requirement in STD 2: `1.9`"],
    );
}

#[test]
fn a_range_is_cited_at_its_place_in_comparisons_and_crosswalks() {
    let text = "kind: comparison\nframework: std\ncolumns: {req: R}\nrows:\n  - {req: 'Req 1.1 to 12, 12.1'}\n";
    check("x.yaml", text, &[]);
    assert_eq!(csv_of("x.yaml", text), "R\r\n\"1.1, 1.2, 12, 12.1\"\r\n");
    let spans: Vec<&str> = reading("x.yaml", text)
        .table
        .unwrap()
        .edges(FileId(0))
        .iter()
        .map(|edge| edge.location.span.of(text))
        .collect();
    assert_eq!(spans, ["1.1 to 12", "1.1 to 12", "1.1 to 12", "12.1"]);
    check("x.yaml", &text.replace("12.1'", "12.9'"), &["RQ102 5:27 no such requirement in STD 2: `12.9`"]);
}

#[test]
fn a_row_by_tag_holds_for_what_has_the_tag() {
    let (customer, none) = ("customer", "n/a");
    for row in ["tag: few", "req: '#few'", "tag: ['#few']"] {
        let rows = format!("- {{{row}, who: n/a, note: x}}\n");
        check_who(MATRIX, &rows, [customer, none, customer, none], &[]);
    }
    check_who(
        MATRIX,
        "- {tag: few, req: '12.*', who: n/a, note: x}\n- {req: '12.*', who: provider}\n",
        [customer, customer, "provider", none],
        &[],
    );
    check_who(
        MATRIX,
        "- {tag: few, who: provider}\n- {req: 1.2, who: n/a, note: x}\n",
        [customer, none, customer, "provider"],
        &[],
    );
    check_who(
        MATRIX,
        "- {tag: fews, who: provider}\n- {req: 1.1, tag: few, who: provider}\n",
        [customer; 4],
        &[
            "TB102 no requirement of STD 2 has the tag `fews`",
            "TB102 no requirement of STD 2 in `1.1` has the tag `few`",
        ],
    );
}

#[test]
fn a_row_that_decides_nothing_is_reported() {
    check_who(
        MATRIX,
        "- {req: '1', who: provider}\n- {req: 1.1, who: customer}\n- {req: 1.2, who: customer}\n",
        ["customer"; 4],
        &["TB116 `1` decides nothing: other rows say more exactly who is responsible"],
    );
    check_who(
        MATRIX,
        "- {req: ['1', 1.1, 1.2], who: provider}\n",
        ["provider", "provider", "customer", "customer"],
        &[],
    );
}

const FOUR: &str = "kind: responsibility\nframework: std\nparties: {provider: P, customer: C, cloud: AWS, psp: Pay}\ndefault: customer\n";

#[test]
fn a_matrix_may_have_more_than_two_parties() {
    check_who(
        FOUR,
        "- {req: 1.1, who: cloud, cloud: a}\n- {req: 1.2, who: [psp, cloud], cloud: a, psp: b}\n\
         - {req: 12.1, who: shared, provider: x, customer: y}\n- {req: 12.10, who: shared, provider: a, customer: b, cloud: c, psp: d}\n",
        ["cloud", "cloud, psp", "provider, customer", "shared"],
        &[],
    );
    check_who(
        FOUR,
        "- {req: 1.1, who: shared, cloud: a}\n- {req: 1.2, who: [psp, cloud], cloud: b}\n- {req: 12.1, who: clod}\n",
        ["shared", "cloud, psp", "", "customer"],
        &[
            "TB104 shared, but without the texts of two parties",
            "TB104 shared, but without `psp`",
            "TB111 unknown party `clod`",
        ],
    );
    let text = format!("{FOUR}rows:\n- {{req: '1', who: [psp, cloud], psp: a, cloud: b}}\n");
    let table = reading("x.yaml", &text).table.unwrap();
    assert!(
        csv_of("x.yaml", &text).starts_with(
            "Requirement,Title,Responsible,P,C,AWS,Pay,Note\r\n1.1,Title of 1.1,\"cloud, psp\",,,b,a,\r\n"
        )
    );
    let json: serde_json::Value = serde_json::from_str(&table.json(&frameworks()).unwrap()).unwrap();
    let first = &json["requirements"][0];
    assert_eq!((first["who"].as_str(), first["cloud"].as_str()), (Some("shared"), Some("b")));
    assert_eq!(first["responsible"], serde_json::json!(["cloud", "psp"]));
    assert_eq!(json["counts"]["shared"], 2);
}

#[test]
fn parties_have_any_names_but_words_that_are_taken() {
    let head = |parties: &str| format!("kind: responsibility\nframework: std\nparties: {parties}\ndefault: n/a\n");
    let keys = |parties: &str| {
        let (matrix, found) = matrix(&head(parties), "  []\n");
        let keys: Vec<String> =
            matrix.parties.into_iter().map(|party| format!("{}={}", party.key, party.name)).collect();
        (keys.join(" "), found)
    };
    assert_eq!(keys("{vendor: X, us: Y}"), ("vendor=X us=Y".to_owned(), vec![]));
    assert_eq!(keys("{customer: You}"), ("provider=Provider customer=You".to_owned(), vec![]));
    let (found, findings) = keys("{provider: X, note: Y, customer: Z}");
    assert_eq!(
        (found.as_str(), findings.as_slice()),
        ("provider=X customer=Z", ["TB111 `note` cannot name a party".to_owned()].as_slice())
    );
}

#[test]
fn a_crosswalk_shows_the_gaps_of_both_sides() {
    let text = "kind: crosswalk\nsource: std\ntarget: other\nmethod: human\nrows:\n  - {from: '1', relation: subset-of, to: [A-2]}\n  - {from: 12.1, relation: no-relationship}\n";
    check("x.yaml", text, &[]);
    let table = reading("x.yaml", text).table.unwrap();
    let Body::Crosswalk(crosswalk) = &table.body else { panic!("a crosswalk") };
    let all = frameworks();
    let (std, other) = (all.get("std").unwrap(), all.get("other").unwrap());
    let ids = |framework: &Framework, requirements: Vec<crate::framework::RequirementIdx>| -> Vec<String> {
        requirements.into_iter().map(|idx| framework.requirement(idx).id.clone()).collect()
    };
    assert_eq!(ids(std, crosswalk.source_gaps(std)), ["12.1", "12.10"]);
    assert_eq!(ids(other, crosswalk.target_gaps(other)), ["A-1"]);
    assert!(table.csv(&all).contains("12.1,Title of 12.1,no-relationship,,,\r\n"));
}

#[test]
fn faults_of_a_crosswalk_are_reported_at_the_cell() {
    let head = "kind: crosswalk\nsource: std\ntarget: other\nrows:\n";
    check(
        "x.yaml",
        &format!("{head}  - {{from: 1.1, relation: subset, to: A-1}}\n  - {{from: 1.1, to: [A-2, A-1]}}\n"),
        &[
            "TB107 5:27 unknown relation `subset`",
            "TB107 6:12 a row without `relation`",
            "TB108 6:27 `1.1` and `A-1` are related twice",
        ],
    );
    check("x.yaml", "kind: crosswalk\nsource: std\ntarget: iso\nrows: []\n", &["RQ101 3:9 unknown framework `iso`"]);
    check("x.yaml", &format!("{head}  - {{from: 1.1, relation: equal-to}}\n"), &["TB101 5:5 a row without `to`"]);
}

#[test]
fn comma_separated_values_are_read_as_spreadsheets_write_them() {
    check("x.csv", "\u{feff}A;B\r\n\"x;y\";[z](/z/)\r\n", &[]);
    assert_eq!(csv_of("x.csv", "\u{feff}A;B\r\n\"x;y\";[z](/z/)\r\n"), "A,B\r\nx;y,z\r\n");
    check(
        "x.csv",
        "A,B\n1\n\n1,2,3\n",
        &["TB109 2:1 a row of 1 cells in a table of 2 columns", "TB109 4:1 a row of 3 cells in a table of 2 columns"],
    );
    check("x.csv", "", &["TB101 1:1 an empty table"]);
    assert_eq!(csv_of("x.csv", "A,B\n=1+1,-5\n@x,-y\n"), "A,B\r\n'=1+1,-5\r\n'@x,'-y\r\n");
    let text = "A,B\nx,\"see [q](/q/)\"\n";
    assert_eq!(reading("x.csv", text).table.unwrap().document.links[0].span.of(text), "[q](/q/)");
}

#[test]
fn more_than_ten_thousand_rows_are_cut_off_and_reported() {
    let text = format!("A,B\n{}", "x,y\n".repeat(10_000));
    check("x.csv", &text, &["TB112 5002:1 a table of 10000 rows; the first 5000 are shown"]);
    let text = format!("{MATRIX}rows:\n{}", "- {req: '1.*', who: provider}\n".repeat(10_000));
    let findings = reading("x.yaml", &text).findings;
    assert!(findings.iter().any(|finding| finding.code.id() == "TB112"));
}

#[test]
fn plain_text_has_no_tags_and_keeps_lists_apart() {
    let pieces = [crate::markdown::Piece::Html("<ul><li>a &amp; b</li><li><em>c</em></li></ul>".to_owned())];
    assert_eq!(plain_text(&Document::default(), &pieces), "a & b; c");
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader_and_spans_lie_inside(text in any::<String>(), kind in 0..=TableKind::ALL.len()) {
        let head = |kind: &TableKind| format!("kind: {}\nframework: std\n", kind.name());
        let text = format!("{}{text}", TableKind::ALL.get(kind).map(head).unwrap_or_default());
        for path in ["x.yaml", "x.json", "x.csv"] {
            for finding in reading(path, &text).findings {
                let span = finding.location.span;
                prop_assert!(text.get(span.start..span.end).is_some(), "{:?} in {:?}", span, text);
            }
        }
    }

    #[test]
    fn any_rows_resolve_each_requirement_once(
        rows in prop::collection::vec(
            (prop::sample::select(vec!["1", "1.1", "12", "12.10", "1.*", "*", "12.1*", "9"]),
             prop::sample::select(vec!["provider", "customer", "shared", "n/a", "x"])), 0..8)
    ) {
        let rows: String = rows.iter().map(|(req, who)| format!("- {{req: '{req}', who: {who}}}\n")).collect();
        let text = format!("{MATRIX}rows:\n{rows}");
        if let Some(Body::Responsibility(matrix)) = reading("x.yaml", &text).table.map(|table| table.body) {
            let requirements: Vec<_> = matrix.resolved.iter().map(|resolved| resolved.requirement).collect();
            prop_assert!(requirements.is_sorted() && requirements.len() == 4);
            let sum = matrix.shares().into_iter().map(|(_, count)| count).sum::<usize>() + matrix.uncovered();
            prop_assert!(sum == 4);
        }
    }
}

#[test]
fn of_very_many_columns_the_first_are_shown() {
    let names: Vec<String> = (0..600).map(|column| format!("c{column}")).collect();
    let csv = format!("{0}\n{0}\n1\n", names.join(","));
    let comparison = format!(
        "kind: comparison\ncolumns: {{{}}}\nrows:\n  - {{c0: x, c599: y}}\n",
        names.iter().map(|name| format!("{name}: C")).collect::<Vec<_>>().join(", ")
    );
    for (path, text, expected) in
        [("t.csv", csv, vec!["TB112", "TB109"]), ("t.yaml", comparison, vec!["TB112", "TB110"])]
    {
        let reading = reading(path, &text);
        let columns = match reading.table.map(|table| table.body) {
            Some(Body::Csv(csv)) => csv.rows.iter().map(Vec::len).chain([csv.head.len()]).max(),
            Some(Body::Comparison(table)) => {
                table.rows.iter().map(|row| row.cells.len()).chain([table.columns.len()]).max()
            }
            _ => None,
        };
        assert_eq!(columns, Some(500), "{path}");
        let codes: Vec<&str> = reading.findings.iter().map(|finding| finding.code.id()).collect();
        assert_eq!(codes, expected, "{path}");
        assert!(reading.findings[0].message.contains("600 columns"), "{}", reading.findings[0].message);
    }
}
