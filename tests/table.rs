//! Data tables from the file to the page: shown, replaced by templates, exported and checked; invalid ones are
//! reported.

use crate::support::Project;

const PAGE: &str = "---\ntitle: A\ndescription: One sentence.\n---\n";

fn site() -> Project {
    Project::new().file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n[a](a/)\n")
}

fn with_page(body: &str) -> Project {
    site().file("content/a.md", format!("{PAGE}{body}"))
}

fn built(project: &Project) {
    let answer = project.answer(["--root", ".", "build", "-q", "--no-search"]);
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

fn checked(project: &Project) -> String {
    project.answer(["--root", ".", "check", "--format", "concise"]).stdout
}

const MATRIX: &str = "kind: responsibility\nframework: pci-dss\nparties: {provider: Us, customer: You}\ndefault: customer\nrows:\n  - {req: \"12.10\", who: provider, provider: \"See [it](/b/)\"}\n  - {req: \"9.*\", who: n/a, note: None}\n";

#[test]
fn a_paragraph_that_links_to_a_data_file_becomes_its_table() {
    let data = "kind: comparison\nframework: pci-dss\ncolumns: {req: Requirement, help: Help}\nrows:\n  - {req: [\"12.10\", \"6.3.1\"], help: \"A *text*\"}\n";
    let project =
        with_page("[How it helps](goals.yaml)\n\nIn [a sentence](goals.yaml) it stays a link.\n\n- [so](goals.yaml)\n");
    let project = project.file("content/goals.yaml", data);
    built(&project);
    let html = project.read("public/a/index.html");
    assert!(html.contains("<span class=table-title id=\"table-goals-title\">How it helps</span>"), "{html}");
    assert!(html.contains("<tr id=\"goals-12.10\">"), "{html}");
    assert!(html.contains("A <em>text</em>"), "{html}");
    assert_eq!(html.matches("<table").count(), 1, "{html}");
    assert_eq!(project.read("public/a/goals.csv"), "Requirement,Help\r\n\"12.10, 6.3.1\",A text\r\n");
    let markdown = project.read("public/a/index.md");
    assert!(
        markdown.contains("**How it helps**\n\n| Requirement | Help |\n|---|---|\n| 12.10, 6.3.1 | A *text* |\n"),
        "{markdown}"
    );
}

#[test]
fn every_assessed_requirement_is_once_in_a_matrix_and_in_its_files() {
    let project = with_page("[Who does what](who.yaml)\n").file("content/who.yaml", MATRIX);
    built(&project);
    let csv = project.read("public/a/who.csv");
    let ids: Vec<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (280, 280));
    assert!(csv.contains("\n12.10.1,"), "{csv}");
    let json: serde_json::Value = serde_json::from_str(&project.read("public/a/who.json")).unwrap();
    let sum: u64 = json["counts"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(sum, 280);
    let html = project.read("public/a/index.html");
    // Of neighbours that do not apply, one row has the ids of all.
    let ids = ["<tr id=\"who-", "<span id=\"who-"].map(|begin| html.matches(begin).count());
    assert_eq!(ids[0] + ids[1], 280);
    assert!(!html.contains("style="), "an inline style would be blocked");
}

/// What the page of principal requirement 5 says of one below it.
fn requirement(project: &Project, id: &str) -> String {
    let html = project.read("public/frameworks/pci-dss/5/index.html");
    let own = html.split(&format!("id=\"{id}\">")).nth(1).expect("a requirement");
    own.split("</section>").next().unwrap().to_owned()
}

#[test]
fn the_rows_of_a_requirement_and_of_its_part_both_show() {
    let rows = "kind: responsibility\nframework: pci-dss\nparties: {provider: P, customer: C}\ndefault: customer\nrows:\n  - {req: \"5.2.3\", who: provider, provider: MAKES IT}\n  - {req: \"5.2.3.1\", who: customer, customer: SETS IT}\n";
    let project = with_page("[Who does what](who.yaml)\n").file("content/who.yaml", rows);
    assert_eq!(checked(&project), "");
    built(&project);
    assert!(requirement(&project, "5.2.3").contains("<b>P</b> MAKES IT"));
    assert!(requirement(&project, "5.2.3.1").contains("<b>C</b> SETS IT"));
    let html = project.read("public/a/index.html");
    for text in ["MAKES IT", "SETS IT"] {
        assert_eq!(html.matches(text).count(), 1, "{html}");
    }
    assert!(project.read("public/a/index.html").contains("<span class=\"party provider\">P</span>"));
}

#[test]
fn several_matrices_show_at_a_requirement_under_their_names() {
    let matrix = |title: &str, provider: &str| {
        format!(
            "kind: responsibility\n{title}framework: pci-dss\nparties: {{provider: {provider}, customer: You}}\ndefault: customer\nrows:\n  - {{req: \"5.*\", who: provider, provider: {provider} does}}\n"
        )
    };
    let project = with_page("[A](a.yaml)\n\n[B](b.yaml)\n\n[C](c.yaml)\n\n[D](d.yaml)\n\nSee [pci-dss:5.2.1].\n");
    let project =
        project.file("content/a.yaml", matrix("", "Aco")).file("content/b.yaml", matrix("title: Own\n", "Bco"));
    let project = project.file("content/c.yaml", matrix("title: Same\n", "Cco"));
    let project = project.file("content/d.yaml", matrix("title: Same\n", "Dco"));
    built(&project);
    let html = requirement(&project, "5.2.1");
    for (name, provider) in [("Aco", "Aco"), ("Own", "Bco"), ("Same (Cco)", "Cco"), ("Same (Dco)", "Dco")] {
        let expected = format!(
            "<dt><a href=\"/a/\">{name}</a></dt><dd><span class=\"party provider\">{provider}</span><p><b>{provider}</b> {provider} does</p>"
        );
        assert!(html.contains(&expected), "{name} in {html}");
    }
}

#[test]
fn a_matrix_of_many_parties_has_a_column_and_a_component_for_each() {
    let rows = "kind: responsibility\nframework: pci-dss\nparties: {provider: P, customer: C, cloud: Sky, psp: Pay}\ndefault: customer\nrows:\n  - {req: \"5.2.1\", who: [cloud, psp], cloud: one, psp: two}\n  - {req: \"9.*\", who: cloud, cloud: halls}\n";
    let project = with_page("[Who does what](who.yaml)\n").file("content/who.yaml", rows);
    assert_eq!(checked(&project), "");
    built(&project);
    let html = project.read("public/a/index.html");
    assert!(html.contains("<th scope=col>Sky<th scope=col>Pay</thead>"), "{html}");
    assert!(html.contains("<span class=\"party other\" data-sign=\"3\">Sky</span>"), "{html}");
    assert!(html.contains("<span class=\"party shared\">Shared: Sky, Pay</span>"), "{html}");
    assert!(requirement(&project, "5.2.1").contains("<p><b>Sky</b> one</p><p><b>Pay</b> two</p>"));
    let export = project.answer(["--root", ".", "export", "oscal-component", "--date", "2026-11-22"]);
    let written: serde_json::Value = serde_json::from_str(&export.stdout).expect(&export.stderr);
    let components = written["component-definition"]["components"].as_array().unwrap().iter();
    let titles: Vec<&str> = components.map(|component| component["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["C", "Sky", "Pay"], "the provider answers nothing");
}

#[test]
fn a_site_replaces_a_template_by_kind_and_by_file() {
    let project = with_page("[One](one.csv)\n\n[Two](two.csv)\n\n[Who](who.yaml)\n");
    let project = project.file("content/one.csv", "A\nx\n").file("content/two.csv", "A\ny\n");
    let project = project.file("content/who.yaml", MATRIX);
    let project = project.file("templates/tables/csv.html", "KIND {{ table.rows[0].cells[0].html }} {{ table.csv }}");
    let project = project.file("templates/tables/two.html", "FILE {{ table.kind }}");
    built(&project);
    let html = project.read("public/a/index.html");
    assert!(html.contains("KIND x /a/one.csv") && html.contains("FILE csv"), "{html}");
    assert!(html.contains("class=\"data-table responsibility\""), "{html}");
}

#[test]
fn links_and_citations_in_cells_are_checked_at_the_cell() {
    let data = "kind: comparison\ncolumns: {a: A}\nrows:\n  - {a: \"[x](/none/) and [pci-dss:11.3.11]\"}\n";
    let project = with_page("[T](t.yaml) \n\n[row](#t-row-1) [no row](#t-row-2)\n\n[missing](none.csv)\n");
    let found = checked(&project.file("content/t.yaml", data));
    assert!(found.contains("content/t.yaml:4:10: error[LK101] no page `/none/`"), "{found}");
    assert!(found.contains("content/t.yaml:4:35: error[RQ102]"), "{found}");
    assert!(found.contains("error[LK102] no anchor `#t-row-2`") && !found.contains("#t-row-1"), "{found}");
    assert!(found.contains("error[LK103] no file"), "{found}");
}

#[test]
fn a_file_that_is_not_a_table_stays_a_link_and_may_contain_anything() {
    let project = with_page("[A manifest](deployment.yaml)\n");
    let project = project.file("content/deployment.yaml", "kind: Deployment\nspec: [\n");
    project.write("content/old.csv", b"caf\xe9\n");
    assert_eq!(checked(&project), "");
    built(&project);
    let html = project.read("public/a/index.html");
    assert!(html.contains("<p><a href=\"/deployment.yaml\">A manifest</a></p>"), "{html}");
}

#[test]
fn invalid_tables_do_not_affect_the_rest_of_a_site() {
    let project = with_page("[a](latin.csv)\n\n[b](ragged.csv)\n\n[c](long.csv)\n\n[d](walk.yaml)\n\n[e](glob.yaml)\n");
    project.write("content/latin.csv", b"A\ncaf\xe9\n");
    project.write("content/ragged.csv", b"\xef\xbb\xbfA,B\n=cmd|' /C calc'!A0\n");
    project.write("content/long.csv", format!("A,B\n{}", "x,y\n".repeat(10_000)).as_bytes());
    project.write("content/walk.yaml", b"kind: crosswalk\nsource: pci-dss\ntarget: iso\nrows: []\n");
    let glob = "kind: responsibility\nframework: pci-dss\ndefault: customer\nrows:\n- {req: \"77.*\", who: provider}\n";
    project.write("content/glob.yaml", glob.as_bytes());
    let found = checked(&project);
    for expected in [
        "content/latin.csv:2:4: error[TB101]",
        "content/ragged.csv:2:1: error[TB109]",
        "content/long.csv:5002:1: error[TB112]",
        "content/walk.yaml:3:9: error[RQ101]",
        "content/glob.yaml:5:9: error[TB102]",
    ] {
        assert!(found.contains(expected), "{expected} in {found}");
    }
    built(&project);
    assert!(project.read("public/a/ragged.csv").ends_with("'=cmd|' /C calc'!A0,\r\n"));
    assert!(project.read("public/a/index.html").contains("<a href=\"/latin.csv\">a</a>"));
}

#[test]
fn a_markdown_table_has_its_data_beside_the_page_and_rows_to_link_to() {
    let text = "## Scope, in short\n\n\
        | Requirement | Means |\n|---|--:|\n| [pci-dss:6.3.1, 6.3.2] | \"so\" & [on](/) |\n| **b** | =1+1 |\n\n\
        | A |\n|---|\n| x |\n\n\
        | B |\n|---|\n| y |\n{#Own caption=\"Mine\" csv=true}\n\n\
        [first](#scope-in-short-row-2) [second](#scope-in-short-2-row-1) [own](#Own-row-1) [none](#Own-row-2)\n\n\
        [file](scope-in-short.csv)\n";
    let project = with_page(text);
    let found = checked(&project);
    assert_eq!(found.matches("error").count(), 1, "{found}");
    assert!(found.contains("error[LK102] no anchor `#Own-row-2`"), "{found}");
    built(&project);
    let csv = project.read("public/a/scope-in-short.csv");
    assert_eq!(csv, "Requirement,Means\r\n\"PCI DSS 6.3.1, 6.3.2\",“so” & on\r\nb,'=1+1\r\n");
    assert_eq!(project.read("public/a/own.csv"), "B\r\ny\r\n");
    let html = project.read("public/a/index.html");
    assert!(html.contains("<tr id=\"scope-in-short-row-2\">"), "{html}");
    assert!(html.contains("<a href=\"/a/own.csv\" download>CSV</a>"), "{html}");
    assert_eq!(html.matches(".csv\" download").count(), 1, "{html}");
    assert!(!project.path("public/a/scope-in-short-2.csv").exists());
}

#[test]
fn a_table_that_begins_with_a_citation_has_its_data_beside_the_page() {
    let project = with_page("## Rows\n\n[pci-dss:6.3.1] | Text\n--- | ---\na | b\n");
    built(&project);
    assert_eq!(project.read("public/a/rows.csv"), "PCI DSS 6.3.1,Text\r\na,b\r\n");
}

#[test]
fn cells_of_a_csv_file_are_their_text_and_nothing_else() {
    let markdown = "| A[^1] | B |\n|---|---|\n| one<BR/>two[^1] | ![Yes, \\\"so\\\"](y.png) |\n\
        | <ul><li>a</li><li>b</li></ul> | x<br>y <!-- z --> <img src=y.png alt=no> |\n{#t csv=true}\n\n\
        [Who](who.yaml)\n\n[^1]: A note.\n";
    let data = "kind: comparison\ncolumns: {a: A<br>B, b: B}\nrows:\n  - {a: \"1<br>2<BR>3\", b: \"![Yes](/y.png)\"}\n";
    let project = with_page(markdown).file("content/who.yaml", data);
    project.write("static/y.png", b"");
    built(&project);
    let csv = project.read("public/a/t.csv");
    assert_eq!(csv, "A,B\r\n\"one\ntwo\",\"Yes, \"\"so\"\"\"\r\na; b,\"x\ny no\"\r\n");
    let csv = project.read("public/a/who.csv");
    assert!(csv.ends_with("\r\n\"1\n2\n3\",Yes\r\n"), "{csv}");
}

#[test]
fn the_template_of_the_manual_keeps_row_ids_and_the_file() {
    let manual = include_str!("../content/manual/tables.md");
    let (_, after) = manual.split_once("\n## The templates\n").unwrap();
    let mut examples = after.split("```html\n").skip(1).map(|part| part.split("```").next().unwrap());
    let (own, data) = (examples.next().unwrap(), examples.next().unwrap());
    let text = "| A |\n|---|\n| x |\n| y |\n{#t csv=true}\n\n[Data](d.csv)\n\n[second](#t-row-2) [row](#d-row-1)\n";
    let project = with_page(text).file("content/d.csv", "A,B\nx,y\n");
    let project = project.file("templates/tables/markdown.html", own).file("templates/tables/csv.html", data);
    assert_eq!(checked(&project), "");
    built(&project);
    let html = project.read("public/a/index.html");
    for part in ["id=\"t-row-1\"", "id=\"t-row-2\"", "id=\"d-row-1\"", "href=\"/a/t.csv\"", "href=\"/a/d.csv\""] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

/// The CSV files beside the only article, which is `body` on a page about PCI DSS.
#[track_caller]
fn check_csv_files(body: &str, expected: &[&str]) {
    let text = format!("---\ntitle: A\ndescription: One sentence.\ntags: [PCI DSS 4.0.1]\n---\n{body}");
    let with_table = "<div>{{ inner }}</div>\n\n| B |\n|---|\n| y |\n";
    let project = site().file("content/a.md", text).file("templates/shortcodes/before.html", with_table);
    let project = project.file("templates/shortcodes/cites.html", "[pci-dss:6.3.1]");
    built(&project);
    let files = project.files("public").into_iter();
    let files: Vec<String> =
        files.filter_map(|path| Some(path.strip_prefix("a/")?.strip_suffix(".csv")?.to_owned())).collect();
    assert_eq!(files, expected, "{body}");
}

#[test]
fn a_short_table_shows_its_csv_file_only_where_it_asks_for_it() {
    let table =
        |rows: usize, attributes: &str| format!("| A |\n|---|\n{}{attributes}\n", "| [pci-dss:6.3.1] |\n".repeat(rows));
    for (rows, attributes, links) in [(5, "", 0), (6, "", 1), (1, "{csv=true}\n", 1), (6, "{csv=false}\n", 0)] {
        let project = with_page(&table(rows, attributes));
        built(&project);
        let html = project.read("public/a/index.html");
        assert_eq!(html.matches(".csv\" download").count(), links, "{rows} {attributes}{html}");
    }
}

#[test]
fn a_table_says_whether_its_columns_sort() {
    let project =
        with_page("| A |\n|---|\n| x |\n{sort=true}\n\n| A |\n|---|\n| x |\n{sort=false}\n\n| A |\n|---|\n| x |\n");
    built(&project);
    let html = project.read("public/a/index.html");
    let said: Vec<&str> = html.split("data-sort=").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert_eq!(said, ["true", "false"], "{html}");
    let wrong = with_page("| A |\n|---|\n| x |\n{sort=maybe}\n");
    assert!(checked(&wrong).contains("[TB115] `sort`: expected `true` or `false`, found `maybe`"));
}

#[test]
fn neighbours_that_do_not_apply_for_one_reason_are_one_row() {
    let rows = "kind: responsibility\nframework: pci-dss\ndefault: customer\nrows:\n  - {req: \"9.2.*\", who: n/a, note: No premises}\n  - {req: [\"9.3.1\"], who: n/a, note: No premises}\n  - {req: \"9.3.2\", who: n/a, note: No visitors}\n";
    let project = with_page("[Who does what](who.yaml) \n\n[one](#who-9.2.2) [last](#who-9.3.1)\n");
    let project = project.file("content/who.yaml", rows);
    assert_eq!(checked(&project), "");
    built(&project);
    let html = project.read("public/a/index.html");
    let row = html.split("<tr id=\"who-9.2.1\"").nth(1).unwrap().split("<tr").next().unwrap();
    for part in [
        ">9.2.1</a> to <a",
        ">9.3.1.1</a>",
        "7 requirements",
        "<span id=\"who-9.2.2\"></span>",
        "<span id=\"who-9.3.1\"></span>",
        "No premises",
    ] {
        assert!(row.contains(part), "{part} in {row}");
    }
    assert_eq!(html.matches("No premises").count(), 1, "{html}");
    assert!(html.contains("<tr id=\"who-9.3.2\"") && html.contains("No visitors"), "{html}");
    // Files have every requirement.
    assert!(project.read("public/a/who.csv").contains("\n9.2.3,"));
}

#[test]
fn a_markdown_table_that_cites_a_requirement_has_a_csv_file() {
    check_csv_files("## T\n\n| A |\n|---|\n| words alone |\n", &[]);
    check_csv_files("## T\n\n| A |\n|---|\n| [pci-dss:6.3.1] |\n", &["t"]);
    check_csv_files("## T\n\n| A [scans](pci-dss:11.3.1) |\n|---|\n| x |\n", &["t"]);
    check_csv_files("## T\n\n| A |\n|---|\n| x |\n| see Requirement 6.3.1 |\n", &["t"]);
    check_csv_files("## T\n\n| A |\n|---|\n| [pci-dss@3.2.1:6.5.1] |\n", &["t"]);
    check_csv_files("## T\n\n| A |\n|---|\n| [pci-dss:99.9] |\n", &[]);
    check_csv_files("[pci-dss:6.3.1]\n\n| A |\n|---|\n| x |\n\nRequirement 6.3.1\n", &[]);
    check_csv_files("> | A |\n> |---|\n> | [pci-dss:6.3.1] |\n", &["table"]);
    check_csv_files("| A |\n|---|\n| x |\n\n| A |\n|---|\n| [pci-dss:6.3.1] |\n", &["table-2"]);
}

#[test]
fn a_table_that_a_shortcode_contributes_to_cites_what_is_in_it() {
    check_csv_files("| A |\n|---|\n| {{< cites >}} |\n", &[]);
    check_csv_files("| A |\n|---|\n| {{% cites %}} |\n", &["table"]);
    check_csv_files("{{% note %}}\n\n| A |\n|---|\n| [pci-dss:6.3.1] |\n\n{{% /note %}}\n", &["table"]);
    check_csv_files("{{< note >}}\n\n[pci-dss:6.3.1]\n\n| A |\n|---|\n| x |\n\n{{< /note >}}\n", &[]);
    check_csv_files("{{% before %}}words{{% /before %}}\n\n[pci-dss:6.3.1]\n", &[]);
}

#[test]
fn the_attribute_csv_decides_whether_a_markdown_table_has_a_csv_file() {
    check_csv_files("| A |\n|---|\n| x |\n{csv=true}\n", &["table"]);
    check_csv_files("| A |\n|---|\n| x |\n{#mine csv=\"true\"}\n", &["mine"]);
    check_csv_files("| A |\n|---|\n| [pci-dss:6.3.1] |\n{csv=false}\n", &[]);
    check_csv_files("| A |\n|---|\n| x |\n{csv=false}\n", &[]);
    check_csv_files("| A |\n|---|\n| [pci-dss:6.3.1] |\n{csv=maybe}\n", &["table"]);
}

#[test]
fn files_of_tables_never_replace_other_files() {
    let long = "x".repeat(300);
    let text = format!(
        "## {long}\n\n| A |\n|---|\n| x |\n{{csv=true}}\n\n## Data\n\n| A |\n|---|\n| x |\n{{csv=true}}\n\n[Data](data.csv)\n"
    );
    let project = with_page(&text).file("content/data.csv", "A\nown\n");
    let project = project.file("content/a/data.csv", "A\nbeside\n");
    let head = "---\ntitle: Documents\ndescription: One sentence.\n";
    let project = project.file(
        "content/documents/_index.md",
        format!("{head}control: {{owner: A, approver: B, version: '1', reviewed: 2026-11-01}}\n---\n## Documents\n\n| A |\n|---|\n| x |\n{{csv=true}}\n"),
    );
    built(&project);
    assert_eq!(project.read("public/a/data.csv"), "A\nbeside\n");
    assert_eq!(project.read("public/a/data-2.csv"), "A\r\nown\r\n");
    assert_eq!(project.read("public/a/data-2-2.csv"), "A\r\nx\r\n");
    assert!(project.read("public/documents/documents.csv").starts_with("document,"));
    assert_eq!(project.read("public/documents/documents-2.csv"), "A\r\nx\r\n");
}

#[test]
fn citations_in_cells_are_in_the_files_of_the_table() {
    let data =
        "kind: comparison\ncolumns: {a: A}\nrows:\n  - {a: \"See [pci-dss:11.3.1] and [scans](pci-dss:11.3.1).\"}\n";
    let project = with_page("[T](t.yaml)\n\n[the table](#table-t)\n").file("content/t.yaml", data);
    assert_eq!(checked(&project), "");
    built(&project);
    assert_eq!(project.read("public/a/t.csv"), "A\r\nSee PCI DSS 11.3.1 and scans.\r\n");
}
