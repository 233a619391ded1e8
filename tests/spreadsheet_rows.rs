//! Data tables whose rows are in a workbook or in a file of comma-separated values.

use std::fs;
use std::io::{Cursor, Write};

use proptest::prelude::{Just, ProptestConfig, Strategy, prop, prop_assert_eq, prop_oneof, proptest};
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;

use crate::support::Project;

const PAGE: &str = "---\ntitle: A\ndescription: One sentence.\n---\n[Who does what](who.yaml)\n";
const FRAMEWORK: &str = "key: std\nname: STD\nversion: \"2\"\nnodes:\n  - id: \"1\"\n    title: One\n    children: [{id: \"1.1\", title: First}, {id: \"1.2\", title: Second}, {id: \"1.10\", title: Tenth}]\n";
const HEAD: &str = "kind: responsibility\nframework: std\nparties: {provider: Example Inc., customer: You}\n";

fn site(table: &str) -> Project {
    Project::new()
        .file("clausebook.yaml", "outputs: {xlsx: true}\n")
        .file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n")
        .file("content/a.md", PAGE)
        .file("content/frameworks/std.yaml", FRAMEWORK)
        .file("content/who.yaml", table)
}

/// A workbook with these sheets of text.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row as u32, column as u16, *cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The findings, one a line.
fn found(project: &Project) -> Vec<String> {
    let answer = project.answer(["check", "--format", "concise"]);
    assert!(matches!(answer.status, Some(0 | 1)), "{}", answer.stderr);
    answer.stdout.lines().filter(|line| line.contains('[')).map(str::to_owned).collect()
}

fn built(project: &Project) {
    let answer = project.answer(["build", "--date", "2026-11-22"]);
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn the_rows_of_a_matrix_are_in_the_sheet_that_it_names() {
    let rows: &[&[&str]] = &[
        &["Requirement", "Title", "Responsible", "Example Inc.", "You", "Note"],
        &["1.1", "as the catalog has it", "Shared", "Does [it](/a/)", "Checks\nit", ""],
        &["1.2, 1.10", "", "you", "", "", ""],
    ];
    let sheets = workbook(&[("First", &[&["Nothing"]]), ("Matrix", rows)]);
    let project = site(&format!("{HEAD}rows: {{file: who.xlsx, sheet: Matrix}}\n")).file("content/who.xlsx", sheets);
    assert_eq!(found(&project), [""; 0]);
    built(&project);
    let csv = project.read("public/a/who.csv");
    assert_eq!(
        csv,
        "Requirement,Title,Responsible,Example Inc.,You,Note\r\n\
         1.1,First,shared,Does it,\"Checks\nit\",\r\n1.2,Second,customer,,,\r\n1.10,Tenth,customer,,,\r\n"
    );
    let html = project.read("public/a/index.html");
    assert!(html.contains("Does <a href=\"/a/\">it</a>") && html.contains("Checks<br>it"), "{html}");
}

#[test]
fn a_finding_names_the_sheet_and_the_cell_in_every_format() {
    let rows: &[&[&str]] = &[
        &["req", "who", "provider", "remrak"],
        &[],
        &["1.1", "provider", "See [that](/gone/)", ""],
        &["1.3", "nobody", "", ""],
    ];
    let project = site(&format!("{HEAD}default: customer\nrows: who.xlsx\n"))
        .file("content/who.xlsx", workbook(&[("The, matrix", rows)]));
    let place = "content/who.xlsx, sheet The, matrix, cell";
    assert_eq!(
        found(&project),
        [
            format!("{place} D1: error[TB110] unknown column `remrak`"),
            format!("{place} C3: error[LK101] no page `/gone/`"),
            format!("{place} A4: error[RQ102] no such requirement in STD 2: `1.3`"),
            format!("{place} B4: error[TB111] unknown party `nobody`"),
        ]
    );
    let formats = [
        ("human", "content/who.xlsx, sheet The, matrix, cell B4"),
        ("json", "\"file\":\"content/who.xlsx\",\"sheet\":\"The, matrix\",\"cell\":\"B4\",\"line\":4,\"column\":2,"),
        ("sarif", "sheet The, matrix, cell B4: unknown party"),
        ("sarif", "The, matrix!B4"),
        ("github", "::error file=content/who.xlsx,line=4,col=2,"),
        ("github", "::sheet The, matrix, cell B4: unknown party"),
        ("junit", "at sheet The, matrix, cell B4\""),
    ];
    for (format, expected) in formats {
        let answer = project.answer(["check", "--format", format]);
        assert!(answer.stdout.contains(expected), "{format}: {}", answer.stdout);
    }
}

#[test]
fn an_id_that_the_spreadsheet_made_a_number_or_a_date_is_found() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, head) in ["req", "who"].iter().enumerate() {
        sheet.write_string(0, column as u16, *head).unwrap();
    }
    sheet.write_number(1, 0, 1.10).unwrap();
    sheet.write_number(2, 0, 1.2).unwrap();
    sheet.write_number_with_format(3, 0, 38_000, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    for row in 1..4 {
        sheet.write_string(row, 1, "customer").unwrap();
    }
    let project = site(&format!("{HEAD}default: customer\nrows: who.xlsx\n"))
        .file("content/who.xlsx", workbook.save_to_buffer().unwrap());
    assert_eq!(
        found(&project),
        [
            "content/who.xlsx, sheet Sheet1, cell A2: error[TB118] the number 1.1 in place of an id: it may be `1.1` or `1.10`",
            "content/who.xlsx, sheet Sheet1, cell A4: error[TB118] the date 2004-01-14 in place of an id",
        ]
    );
}

/// A workbook with one more part, or another text in a part.
fn with_part(name: &str, text: &[u8]) -> Vec<u8> {
    let bytes = workbook(&[("Matrix", &[&["req", "who"], &["1", "customer"]])]);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let part = archive.by_index(index).unwrap();
        if part.name().unwrap() != name {
            written.raw_copy_file(part).unwrap();
        }
    }
    written.start_file(name, SimpleFileOptions::default()).unwrap();
    written.write_all(text).unwrap();
    written.finish().unwrap().into_inner()
}

/// A sheet with this XML between its tags.
fn with_sheet(xml: &str) -> Vec<u8> {
    let sheet =
        format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{xml}</worksheet>");
    with_part("xl/worksheets/sheet1.xml", sheet.as_bytes())
}

#[test]
fn a_hostile_workbook_is_a_finding_within_bounds() {
    let cell = |cell: &str| format!("<row><c r=\"{cell}\" t=\"str\"><v>x</v></c></row>");
    let bomb = vec![b' '; 70 * 1024 * 1024];
    let cases: [(&str, Vec<u8>, &str); 10] = [
        ("who.xlsx", b"req,who\n1,customer\n".to_vec(), "cannot be read: it is no workbook, whatever its name"),
        (
            "who.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "it has a password, or is a workbook of the old format",
        ),
        ("who.xlsx", b"PK\x03\x04 and nothing".to_vec(), "it is damaged: "),
        ("who.xlsx", with_part("xl/vbaProject.bin", b"x"), "it has macros; save it without them"),
        ("who.xlsx", with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "it takes values from other workbooks"),
        ("who.xlsx", with_part("xl/media/image1.png", &bomb), "its parts have more than 64 MB when they are unpacked"),
        (
            "who.xlsx",
            with_sheet(&format!("<sheetData>{}</sheetData>", cell("XFD1048576"))),
            "a cell beyond row 10000 or column 600",
        ),
        ("who.xlsx", with_sheet("<sheetData><row"), "it is damaged: "),
        ("who.ods", workbook(&[("A", &[&["req"]])]), "`who.ods` is no file of rows"),
        ("../who.xlsx", workbook(&[("A", &[&["req"]])]), "no file `../who.xlsx`"),
    ];
    for (name, bytes, expected) in cases {
        let project = site(&format!("{HEAD}default: customer\nrows: {name}\n"));
        fs::write(project.path("content").join(name), bytes).unwrap();
        let answer = project.run(["check", "--format", "concise"]).address_space(2_000_000).answer();
        let line = answer.stdout.lines().next().unwrap_or_default().to_owned();
        assert!(line.starts_with("content/who.yaml:5:7: error[TB117] "), "{name}: {line} {}", answer.stderr);
        assert!(line.contains(expected), "{line}");
    }
}

#[test]
fn declared_dimensions_take_no_memory() {
    let xml = "<dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>req</v></c><c r=\"B1\" t=\"str\"><v>who</v></c></row><row r=\"9000\"><c r=\"A9000\" t=\"str\"><v>1</v></c><c r=\"B9000\" t=\"str\"><v>customer</v></c></row></sheetData>";
    let project = site(&format!("{HEAD}rows: who.xlsx\n")).file("content/who.xlsx", with_sheet(xml));
    let answer = project.run(["check", "--format", "concise"]).address_space(2_000_000).answer();
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn other_workbooks_are_published_as_they_are() {
    let project = site(&format!("{HEAD}default: customer\nrows: []\n")).file("content/other.xlsx", b"anything");
    assert_eq!(found(&project), [""; 0]);
    built(&project);
    assert_eq!(project.read("public/other.xlsx"), "anything");
}

#[test]
fn a_crosswalk_and_a_comparison_have_their_rows_in_their_own_csv() {
    let walk = "kind: crosswalk\nsource: std\ntarget: soc2\n";
    let rows = "rows:\n  - {from: \"1.1\", relation: intersects-with, to: [CC6.1, CC6.6], note: \"A, note\"}\n  - {from: \"1.10\", relation: no-relationship}\n";
    let goals = "kind: comparison\nframework: std\ncolumns: {req: Requirement, help: How it helps}\n";
    let goal = "rows:\n  - {req: [\"1.1\", \"1.10\"], help: \"=no formula\"}\n";
    let page = "---\ntitle: A\ndescription: One sentence.\n---\n[Walk](walk.yaml)\n\n[Goals](goals.yaml)\n";
    let project = site("").file("content/a.md", page);
    let project =
        project.file("content/walk.yaml", format!("{walk}{rows}")).file("content/goals.yaml", format!("{goals}{goal}"));
    assert_eq!(found(&project), [""; 0]);
    built(&project);
    for end in ["csv", "xlsx"] {
        let exported = |name: &str| fs::read(project.path(&format!("public/a/{name}.{end}"))).unwrap();
        let again = site("")
            .file("content/a.md", page)
            .file("content/walk.yaml", format!("{walk}rows: rows/walk.{end}\n"))
            .file("content/goals.yaml", format!("{goals}rows: rows/goals.{end}\n"))
            .file(&format!("content/rows/walk.{end}"), exported("walk"))
            .file(&format!("content/rows/goals.{end}"), exported("goals"));
        assert_eq!(found(&again), [""; 0], "{end}");
        built(&again);
        for name in ["walk", "goals"] {
            assert_eq!(
                again.read(&format!("public/a/{name}.csv")),
                project.read(&format!("public/a/{name}.csv")),
                "{end}"
            );
        }
    }
}

/// Text without Markdown, which an export writes as plain text.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[=+@'a-zé,;\" -]{0,3}[a-z, ;'\"é=+@-]{0,12}[a-z]", "[a-z]{1,5}\n[a-z]{1,5}",]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_exported_is_read_back_with_nothing_lost(
        rows in prop::collection::vec((0_usize..3, text(), text(), text()), 3)
    ) {
        let quoted = |text: &str| serde_json::to_string(&text.replace('\n', "<br>")).unwrap();
        let lines = rows.iter().zip(["1.1", "1.2", "1.10"]).map(|((who, provider, customer, note), id)| {
            let who = ["provider", "customer", "shared"][*who];
            let some = |text: &String| if text.trim().is_empty() { "x".to_owned() } else { text.clone() };
            let (provider, customer) = match who {
                "shared" => (some(provider), some(customer)),
                _ => (provider.clone(), customer.clone()),
            };
            let (provider, customer, note) = (quoted(&provider), quoted(&customer), quoted(note));
            format!("  - {{req: \"{id}\", who: {who}, provider: {provider}, customer: {customer}, note: {note}}}\n")
        });
        let project = site(&format!("{HEAD}rows:\n{}", lines.collect::<String>()));
        built(&project);
        for end in ["csv", "xlsx"] {
            let exported = fs::read(project.path(&format!("public/a/who.{end}"))).unwrap();
            let again = site(&format!("{HEAD}rows: matrix.{end}\n")).file(&format!("content/matrix.{end}"), exported);
            built(&again);
            for file in ["who.csv", "who.json"] {
                let path = format!("public/a/{file}");
                prop_assert_eq!(again.read(&path), project.read(&path), "{}", end);
            }
        }
    }
}
