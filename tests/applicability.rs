//! For whom a site and its articles are: what applies is shown and counted, and what does not is named with its reason.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Project;

const CONFIGURATION: &str = "base_url: https://guides.example/\napplies: merchant\nprofiles:\n  merchant: {title: Merchant, \
                             applies: {entity: merchant}}\n  provider: {title: Service provider, applies: {entity: \
                             service-provider, multi_tenant: false}}\n";

/// A matrix without a default that names what a merchant answers but for `12.8.5`.
const MATRIX: &str = "kind: responsibility\nframework: pci-dss\nparties: {provider: Us, customer: You}\nrows:\n  - {req: \
                      [\"1 to 11\"], who: customer}\n  - {req: [\"12.1 to 12.7\", \"12.8.1 to 12.8.4\", \"12.10\"], who: \
                      customer}\n  - {req: [\"A2.1.1\", A3], who: customer}\n";

fn site() -> Project {
    let page = |title: &str, more: &str| format!("---\ntitle: {title}\ndescription: One sentence.\n{more}---\n");
    Project::new()
        .file("clausebook.yaml", CONFIGURATION)
        .file("content/_index.md", page("Guide", "") + "[a](a/) [b](b/) [pci-dss:12.9.2]\n")
        .file("content/a.md", page("A", "") + "[Who](who.yaml)\n")
        .file("content/b.md", page("B", "applies: provider\nrequirements: {pci-dss: [\"12.9.2\"]}\n"))
        .file("content/who.yaml", MATRIX)
}

fn built(project: &Project) {
    let answer = project.answer(["--root", ".", "build", "-q", "--no-search"]);
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// How many requirements of `coverage.json` at `path` are in a state.
fn count(project: &Project, path: &str, state: &str) -> usize {
    let coverage = json(&project.read(path));
    coverage["requirements"].as_array().unwrap().iter().filter(|it| it["state"] == state).count()
}

#[test]
fn each_profile_has_pages_that_are_linked_and_lead_to_the_site_s_own() {
    let project = site();
    built(&project);
    let own = project.read("public/frameworks/pci-dss/coverage/index.html");
    let other = project.read("public/frameworks/pci-dss/coverage/provider/index.html");
    for (html, current, link) in [
        (&own, "/frameworks/pci-dss/coverage/", "/frameworks/pci-dss/coverage/provider/"),
        (&other, "/frameworks/pci-dss/coverage/provider/", "/frameworks/pci-dss/coverage/"),
    ] {
        assert!(html.contains(&format!("href=\"{current}\" aria-current=\"page\"")), "{html}");
        assert!(html.contains(&format!("<a href=\"{link}\">")), "{html}");
        let canonical = "<link rel=canonical href=\"https://guides.example/frameworks/pci-dss/coverage/\">";
        assert!(html.contains(canonical), "{html}");
    }
    assert!(own.contains("25 requirements left out, because only for: Service provider"), "{own}");
    assert!(other.contains("8 requirements left out, because only for: Multi-tenant service provider"), "{other}");
    let map = project.read("public/frameworks/pci-dss/map/provider/index.html");
    assert!(map.contains("href=\"/frameworks/pci-dss/12/#12.9.2\""), "{map}");
    assert!(!project.path("public/frameworks/pci-dss/map/merchant").exists(), "it is the site's own");
    let map = project.read("public/sitemap.xml");
    assert!(map.contains("/frameworks/pci-dss/coverage/<") && !map.contains("/coverage/provider/"), "{map}");
}

#[test]
fn what_does_not_apply_is_neither_a_gap_nor_covered() {
    let project = site();
    built(&project);
    let (own, other) = (
        "public/frameworks/pci-dss/coverage/coverage.json",
        "public/frameworks/pci-dss/coverage/provider/coverage.json",
    );
    assert_eq!((count(&project, own, "not-applicable"), count(&project, other, "not-applicable")), (25, 8));
    let of = |path: &str| {
        let coverage = json(&project.read(path));
        let found =
            coverage["requirements"].as_array().unwrap().iter().find(|it| it["id"] == "12.9.2").unwrap().clone();
        (found["state"].as_str().unwrap().to_owned(), found["reason"].clone())
    };
    assert_eq!(of(own), ("not-applicable".to_owned(), "only for: Service provider".into()));
    assert_eq!(of(other), ("explained".to_owned(), Value::Null));
    let requirement = project.read("public/frameworks/pci-dss/12/index.html");
    assert!(requirement.contains("does not apply: only for: Service provider"), "{requirement}");
    assert!(requirement.contains("Applies to: Service provider"), "{requirement}");
    let edges = json(&project.read("public/requirements.json"));
    let edges = edges["edges"].as_array().unwrap();
    let applies =
        |url: &str| edges.iter().find(|edge| edge["url"] == url && edge["id"] == "12.9.2").unwrap()["applies"].clone();
    assert_eq!((applies("/"), applies("/b/")), (false.into(), true.into()));
}

#[test]
fn a_matrix_says_what_it_leaves_out_and_need_not_cover_it() {
    let project = site();
    built(&project);
    let html = project.read("public/a/index.html");
    assert!(html.contains("25 requirements left out, because only for: Service provider"), "{html}");
    assert!(html.contains("id=\"who-12.9.2\"") && !html.contains("<tr id=\"who-12.9.2\""), "{html}");
    let csv = project.read("public/a/who.csv");
    let ids: BTreeSet<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(ids.len(), 280);
    assert!(
        csv.contains("12.9.2,Compliance and responsibility information on request,n/a,,,only for: Service provider")
    );
    let matrix = json(&project.read("public/a/who.json"));
    let length = |key: &str| matrix[key].as_array().unwrap().len();
    assert_eq!((length("requirements"), length("left_out")), (255, 25));
    assert!(
        project
            .read("public/a/index.md")
            .contains("25 requirements left out, because only for: Service provider: 3.6.1.1, ")
    );
    let findings = project.answer(["--root", ".", "check", "--format", "concise"]).stdout;
    assert!(findings.contains("error[TB106] `12.8.5` is covered by no row"), "{findings}");
    assert_eq!(findings.lines().filter(|line| line.contains("TB106")).count(), 1, "{findings}");
}

#[test]
fn the_nearest_value_holds_and_links_to_left_out_rows_lead_somewhere() {
    let page = |title: &str, more: &str| format!("---\ntitle: {title}\ndescription: One sentence.\n{more}---\n");
    let section = page("S", "applies: {entity: service-provider}\n") + "[c](c/) [row](/a/#who-12.9.2)\n";
    let project =
        site().file("content/s/_index.md", section).file("content/s/c.md", page("C", "") + "[Who](who.yaml)\n");
    let project = project.file("content/s/who.yaml", MATRIX);
    let findings = project.answer(["--root", ".", "check", "--format", "concise"]).stdout;
    assert!(!findings.contains("LK1"), "{findings}");
    // The same matrix on a page for service providers lacks what they answer.
    assert!(findings.contains("content/who.yaml:1:7: error[TB106] `12.8.5` is covered"), "{findings}");
    assert!(findings.contains("content/s/who.yaml:1:7: error[TB106] `12.8.5` and "), "{findings}");
}

#[test]
fn commands_take_a_profile() {
    let project = site();
    let not_applicable = |arguments: &[&str]| {
        let answer =
            project.answer([&["--root", ".", "export", "coverage", "--framework", "pci-dss"], arguments].concat());
        json(&answer.stdout)["requirements"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["state"] == "not-applicable")
            .count()
    };
    assert_eq!((not_applicable(&[]), not_applicable(&["--profile", "provider"])), (25, 8));
    let answer =
        project.answer(["--root", ".", "inspect", "requirements", "--profile", "provider", "--format", "json"]);
    let left_out = json(&answer.stdout).as_array().unwrap().iter().filter(|it| it["applies"] == false).count();
    assert_eq!(left_out, 8);
    project
        .run(["export", "coverage", "--profile", "providr"])
        .status(2)
        .stderr_contains("did you mean `provider`?")
        .done();
    let dimensions = project.answer(["--root", ".", "inspect", "dimensions"]).stdout;
    assert!(dimensions.contains("pci-dss        entity                   merchant"), "{dimensions}");
}

#[test]
fn a_site_without_profiles_has_no_pages_for_any() {
    let project = site().file("clausebook.yaml", "base_url: https://guides.example/\n");
    let project = project.file("content/b.md", "---\ntitle: B\ndescription: One sentence.\n---\n");
    built(&project);
    assert!(!project.path("public/frameworks/pci-dss/map").exists());
    let html = project.read("public/frameworks/pci-dss/coverage/index.html");
    assert!(!html.contains("Shown for") && !html.contains("Left out"), "{html}");
    assert_eq!(count(&project, "public/frameworks/pci-dss/coverage/coverage.json", "not-applicable"), 0);
}
