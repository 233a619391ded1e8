//! What other programs show of a site: social cards, and the icon of its tab.

use std::collections::BTreeSet;
use std::fs;

use crate::support::Project;

fn article(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndescription: One sentence.\n{more}---\nText.\n")
}

/// A site with articles of its own images, of the same title, and of a title without a card.
fn site(configuration: &str) -> Project {
    Project::new()
        .file("clausebook.yaml", format!("title: Payments guide\n{configuration}"))
        .file("content/_index.md", article("Guide", ""))
        .file("content/a.md", article("Scope", ""))
        .file("content/b.md", article("Scope", ""))
        .file("content/own.md", article("Own", "images: [/own.png]\n"))
        .file("content/cn.md", article("安全", ""))
        .file("static/own.png", "x")
}

/// The address of the image that the page at `path` names.
fn image(project: &Project, path: &str) -> Option<String> {
    let html = project.read(path);
    Some(html.split_once("property=og:image content=\"")?.1.split('"').next()?.to_owned())
}

const CARDS: &str = "base_url: https://docs.example.com/g/\ntheme: {social_cards: true, accent: '#0b5c55'}\n";

#[cfg(feature = "social-cards")]
#[test]
fn each_article_has_a_card_unless_it_has_an_image_or_another_script() {
    let project = site(CARDS);
    project.run(["build", "-q"]).done();
    let cards: Vec<String> = project.names("public/social-cards");
    let named = ["public/a/index.html", "public/b/index.html"].map(|page| image(&project, page).unwrap());
    let expected: BTreeSet<String> =
        cards.iter().map(|card| format!("https://docs.example.com/g/social-cards/{card}")).collect();
    assert_eq!(BTreeSet::from(named), expected);
    assert_eq!(cards.len(), 2, "two articles with one title have one each");
    for card in &cards {
        let bytes = fs::read(project.path(&format!("public/social-cards/{card}"))).unwrap();
        let size = imagesize::blob_size(&bytes).unwrap();
        assert_eq!((size.width, size.height), (1200, 630));
    }
    let html = project.read("public/a/index.html");
    assert!(html.contains("og:image:alt content=\"Scope · Payments guide\""), "{html}");
    assert!(html.contains("<meta name=twitter:card content=summary_large_image>"), "{html}");
    assert_eq!(image(&project, "public/own/index.html").as_deref(), Some("https://docs.example.com/g/own.png"));
    assert!(!project.read("public/own/index.html").contains("og:image:alt"));
    assert_eq!((image(&project, "public/cn/index.html"), image(&project, "public/index.html")), (None, None));
}

#[cfg(feature = "social-cards")]
#[test]
fn a_card_is_drawn_once_and_has_another_name_with_another_title() {
    let project = site(CARDS);
    project.run(["build", "-q", "--cache", "cache"]).done();
    let (first, cached) = (project.snapshot("public"), fs::read(project.path("cache/cards.bin")).unwrap());
    for damaged in [&cached[..], b"nonsense", &cached[..cached.len() / 2]] {
        project.write("cache/cards.bin", damaged);
        project.run(["build", "-q", "--cache", "cache"]).done();
        assert_eq!(project.snapshot("public"), first);
        assert!(fs::read(project.path("cache/cards.bin")).unwrap() == cached, "it is made anew");
    }
    let before = image(&project, "public/a/index.html");
    project.write("content/a.md", article("Another scope", "").as_bytes());
    project.run(["build", "-q", "--cache", "cache"]).done();
    assert_ne!(image(&project, "public/a/index.html"), before);
    assert_eq!(project.names("public/social-cards").len(), 2);
}

#[test]
fn a_setting_that_makes_no_cards_is_said() {
    for (configuration, reason) in [
        ("theme: {social_cards: true}\n", "`base_url` has no host"),
        ("base_url: https://a.example/\ntheme: {social_cards: true, image: /own.png}\n", "`theme.image`"),
    ] {
        let reason = if cfg!(feature = "social-cards") { reason } else { "built without" };
        let project = site(configuration);
        project.run(["check", "-q", "--format", "concise"]).status(0).stdout_contains(reason).done();
        project.answer(["build", "-q"]);
        assert!(!project.path("public/social-cards").exists(), "{configuration}");
    }
    let project = site("base_url: https://a.example/\n");
    project.run(["build", "-q"]).done();
    assert!(!project.path("public/social-cards").exists() && !project.read("public/a/index.html").contains("og:image"));
}

#[test]
fn the_icon_of_a_site_that_names_none_has_its_own_letters_and_colour() {
    let project = site("base_url: /g/\ntheme: {accent: '#0b5c55'}\n");
    project.run(["build", "-q"]).done();
    let icon = project.read("public/favicon.svg");
    assert!(icon.contains(">PG</text>") && icon.contains("fill=\"#0b5c55\""), "{icon}");
    assert!(project.read("public/a/index.html").contains("<link rel=icon href=\"/g/favicon.svg\">"));
    let project = site("").file("static/favicon.svg", "<svg/>");
    project.run(["build", "-q"]).done();
    assert_eq!(project.read("public/favicon.svg"), "<svg/>");
    let project = site("theme: {favicon: /own.png}\n");
    project.run(["build", "-q"]).done();
    assert!(!project.path("public/favicon.svg").exists());
}
