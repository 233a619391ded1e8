//! Matrices of several parties: conditions, what is inherited, and what is left to each.

use crate::support::Project;

const CLOUD: &str = "kind: responsibility\ntitle: Cloud\nframework: std\nparties: {provider: Sky, customer: Tenant}\ndefault: customer\nrows:\n  - {req: \"1.1\", who: provider, provider: \"Runs [halls](/none/)\"}\n  - {req: \"1.2\", who: shared, provider: Fabric, customer: Groups}\n  - {req: \"1.3\", who: conditional, when: Where bought, provider: Factors}\n  - {req: \"1.4\", who: n/a, note: No}\n";
const HEAD: &str = "kind: responsibility\nframework: std\nparties: {provider: Us, customer: You, cloud: Sky}\n";

fn site(table: &str) -> Project {
    let ids = (1..8).map(|id| format!("{{id: \"1.{id}\", title: T{id}}}")).collect::<Vec<_>>().join(", ");
    Project::new()
        .file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n")
        .file("content/a.md", "---\ntitle: A\ndescription: One sentence.\n---\n[Who does what](who.yaml)\n")
        .file(
            "content/frameworks/std.yaml",
            format!(
                "key: std\nname: STD\nversion: \"2\"\nnodes:\n  - id: \"1\"\n    title: One\n    children: [{ids}]\n"
            ),
        )
        .file("content/cloud.yaml", CLOUD)
        .file("content/who.yaml", table)
}

/// The rows of the CSV of the matrix, once nothing is found on the site.
fn rows(project: &Project) -> Vec<String> {
    let found = project.answer(["check", "--format", "concise"]);
    assert_eq!((found.status, found.stdout.contains("error")), (Some(0), false), "{}", found.stdout);
    let built = project.answer(["build", "--date", "2026-11-22"]);
    assert_eq!(built.status, Some(0), "{}", built.stderr);
    project.read("public/a/who.csv").lines().map(str::to_owned).collect()
}

#[test]
fn rows_come_first_then_what_is_inherited_then_the_default() {
    let own = "rows:\n  - {req: \"1.2\", who: customer, customer: Ours}\n";
    let project =
        site(&format!("{HEAD}default: provider\ninherits: {{from: cloud.yaml, as: cloud, date: 2026-03-01}}\n{own}"));
    assert_eq!(
        rows(&project),
        [
            "Requirement,Title,Responsible,Us,You,Sky,Condition,Note,Inherited",
            "1.1,T1,cloud,,,Runs halls,,,\"cloud.yaml, 2026-03-01\"",
            "1.2,T2,customer,,Ours,,,,",
            "1.3,T3,conditional,,,Factors,Where bought,,\"cloud.yaml, 2026-03-01\"",
            "1.4,T4,provider,,,,,,",
            "1.5,T5,provider,,,,,,",
            "1.6,T6,provider,,,,,,",
            "1.7,T7,provider,,,,,,",
        ]
    );
    let html = project.read("public/a/index.html");
    assert!(html.contains("<i>Inherited from Sky, 1 March 2026</i>"), "{html}");
    assert!(html.contains("<b>Condition</b> Where bought"), "{html}");
    assert!(!html.contains("/none/"), "a link of another site: {html}");
    let json = project.read("public/a/who.json");
    assert!(
        json.contains("\"inherited\": {\n        \"party\": \"cloud\",\n        \"file\": \"cloud.yaml\","),
        "{json}"
    );
    assert!(json.contains("\"when\": \"Where bought\""), "{json}");
}

#[test]
fn what_a_provider_leaves_falls_to_another_party() {
    let inherits = "inherits: [{from: cloud.yaml, as: cloud, for: customer, date: 2026-03-01}]\nrows: []\n";
    let project = site(&format!("{HEAD}{inherits}").replace("rows: []", "rows:\n  - {req: \"1.4\", who: provider}"));
    let rows = rows(&project);
    assert_eq!(rows[2], "1.2,T2,\"customer, cloud\",,Groups,Fabric,,,\"cloud.yaml, 2026-03-01\"");
    assert_eq!(rows[5], "1.5,T5,customer,,,,,,\"cloud.yaml, 2026-03-01\"");
}

#[test]
fn a_matrix_is_inherited_from_its_export_too() {
    let own = |from: &str| {
        format!("{HEAD}default: provider\ninherits: {{from: {from}, as: cloud, date: 2026-03-01}}\nrows: []\n")
    };
    let expected = rows(&site(&own("cloud.yaml")));
    let provider = site(&CLOUD.replace("/none/", "/a/"));
    assert_eq!(rows(&provider).len(), 8);
    let component = provider.answer(["export", "oscal-component", "--date", "2026-11-22"]).stdout;
    let csv = provider.read("public/a/who.csv");
    let again = rows(&site(&own("cloud.csv")).file("content/cloud.csv", csv));
    let named = |rows: &[String]| rows.iter().map(|row| row.replace("cloud.yaml", "cloud.csv")).collect::<Vec<_>>();
    assert_eq!(again, named(&expected));
    let from_component = rows(&site(&own("cloud.json")).file("content/cloud.json", component));
    assert_eq!(from_component[1], "1.1,T1,cloud,,,Runs halls,,\"cloud.json, 2026-03-01\"");
}

#[test]
fn a_circle_of_matrices_ends() {
    let circle =
        format!("{HEAD}inherits: {{from: who.yaml, as: cloud, date: 2026-03-01}}\ndefault: provider\nrows: []\n");
    let project = site(&circle);
    let found = project.answer(["check", "--format", "concise"]);
    assert!(found.status.is_some_and(|status| status < 2), "{}{}", found.stdout, found.stderr);
}

#[test]
fn each_party_has_a_page_with_what_is_left_to_it_alone() {
    let table = format!(
        "{HEAD}default: provider\nrows:\n  - {{req: \"1.1\", who: customer, customer: OURS}}\n  - {{req: \"1.2\", who: [customer, provider], customer: HALF, provider: OTHER}}\n"
    );
    let project = site(&table);
    rows(&project);
    let html = project.read("public/a/who/customer/index.html");
    assert!(html.contains("<h1>What is left to You</h1>") && html.contains("2 of 7 requirements"), "{html}");
    assert!(
        html.contains("OURS") && html.contains("HALF") && !html.contains("OTHER") && !html.contains(">1.3<"),
        "{html}"
    );
    assert_eq!(
        project.read("public/a/who/customer/party.csv"),
        "Requirement,Title,Responsible,Us,You,Sky,Note\r\n1.1,T1,customer,,OURS,,\r\n1.2,T2,\"provider, customer\",OTHER,HALF,,\r\n"
    );
    assert!(!project.path("public/a/who/cloud").exists(), "nothing is left to the cloud");
    let page = project.read("public/a/index.html");
    assert!(page.contains("<a href=\"/a/who/customer/\">What is left to You</a>"), "{page}");
    assert!(!page.contains("/a/who/cloud/"), "{page}");
}
