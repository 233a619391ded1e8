//! Tables as workbooks, and tables whose rows are in a spreadsheet.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use crate::support::Project;

const PAGE: &str = "---\ntitle: A\ndescription: One sentence.\ncontrol: {owner: Me, approver: You, version: \"1\", reviewed: 2026-11-01, every: 12 months}\n---\n[Who does what](who.yaml)\n\n[Beside](walk.yaml)\n";
const MATRIX: &str = "kind: responsibility\nframework: pci-dss\nparties: {provider: Example Inc., customer: You}\ndefault: customer\nrows:\n  - {req: \"1.2.3\", who: provider, provider: \"=1+1\"}\n  - {req: \"12.10.*\", who: shared, provider: \"-x\", customer: \"See [it](/)\"}\n";
const WALK: &str = "kind: crosswalk\nsource: pci-dss\ntarget: soc2\nrows:\n  - {from: \"1.2.3\", relation: intersects-with, to: [CC6.1, CC6.6], note: A note}\n";

/// A site that asks for workbooks, and has a table of every sort that is one.
fn site(configuration: &str) -> Project {
    Project::new()
        .file("clausebook.yaml", format!("base_url: https://docs.example.com/g/\n{configuration}"))
        .file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n")
        .file("content/a.md", PAGE)
        .file("content/who.yaml", MATRIX)
        .file("content/walk.yaml", WALK)
}

fn built(project: &Project) {
    let answer = project.answer(["build", "--date", "2026-11-22"]);
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

/// The name of the first sheet of a workbook, and its cells.
fn sheet(project: &Project, path: &str) -> (String, Vec<Vec<String>>) {
    let bytes = std::fs::read(project.path(path)).expect(path);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let range = workbook.worksheet_range(&name).unwrap();
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{path}: {other:?} is no text"),
    };
    (name, range.rows().map(|row| row.iter().map(text).collect()).collect())
}

/// The cells of a file of comma-separated values.
fn values(project: &Project, path: &str) -> Vec<Vec<String>> {
    let text = project.read(path);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_csv_of_data_has_a_workbook_with_the_same_cells_where_the_site_asks() {
    let project = site("outputs: {xlsx: true}\n");
    built(&project);
    for (path, name) in [
        ("public/a/who", "Matrix"),
        ("public/a/walk", "Crosswalk"),
        ("public/documents/documents", "Documents"),
        ("public/frameworks/pci-dss/coverage/coverage", "Coverage"),
        ("public/frameworks/pci-dss/crosswalk/crosswalk", "Crosswalk"),
    ] {
        let (found, cells) = sheet(&project, &format!("{path}.xlsx"));
        assert_eq!(found, name);
        // Text is text in a workbook, where CSV needs an apostrophe.
        let plain = |cell: &String| cell.strip_prefix('\'').unwrap_or(cell).replace("\r\n", "\n");
        let expected: Vec<Vec<String>> =
            values(&project, &format!("{path}.csv")).iter().map(|row| row.iter().map(plain).collect()).collect();
        assert_eq!(cells, expected, "{path}");
    }
    let (_, cells) = sheet(&project, "public/a/who.xlsx");
    assert!(cells.iter().any(|row| row[0] == "1.2.3" && row[3] == "=1+1"));
    assert!(cells.iter().any(|row| row[0] == "12.10.1" && row[3] == "-x"));
    for (page, link) in [
        ("a", "<a href=\"/g/a/who.xlsx\" download>XLSX</a>"),
        ("documents", "<a href=\"documents.xlsx\">XLSX</a>"),
        ("frameworks/pci-dss/coverage", "<a href=\"coverage.xlsx\">XLSX</a>"),
        ("frameworks/pci-dss/crosswalk", "<a href=\"crosswalk.xlsx\">XLSX</a>"),
    ] {
        assert!(project.read(&format!("public/{page}/index.html")).contains(link), "{page}");
    }
}

#[test]
fn a_workbook_has_links_a_fixed_head_and_the_same_bytes_for_any_number_of_threads() {
    let project = site("outputs: {xlsx: true}\n");
    built(&project);
    let first = project.snapshot("public");
    let parts = parts(&first["a/who.xlsx"]);
    let page = "https://docs.example.com/g/frameworks/pci-dss/1/#1.2.3";
    let relations = &parts["xl/worksheets/_rels/sheet1.xml.rels"];
    let (address, place) = page.split_once('#').unwrap();
    assert!(relations.contains(&format!("Target=\"{address}\"")) || relations.contains(page), "{relations}");
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    assert!(sheet.contains(&format!("location=\"{place}\"")) || relations.contains(page), "{sheet}");
    assert!(sheet.contains("<pane ySplit=\"1\"") && sheet.contains("state=\"frozen\""), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:F"), "{sheet}");
    assert!(!sheet.contains("<f>"), "a formula");
    for threads in ["1", "7"] {
        project.remove("public");
        project.run(["build", "--date", "2026-11-29"]).env("RAYON_NUM_THREADS", threads).answer();
        let again = project.snapshot("public");
        assert_eq!(first["a/who.xlsx"], again["a/who.xlsx"]);
    }
}

/// The parts of a workbook, by name.
fn parts(bytes: &[u8]) -> std::collections::BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut part, &mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn a_site_that_does_not_ask_has_no_workbooks() {
    let project = site("");
    built(&project);
    assert!(project.files("public").iter().all(|path| !path.ends_with(".xlsx")));
    assert!(!project.read("public/a/index.html").contains("XLSX"));
}
