use proptest::prelude::{prop, proptest};

use super::browser::{Before, attributes};
use super::{decoded, without_unsafe};

/// Elements whose content is text, where scripts run.
const RAW_TEXT: [&str; 10] =
    ["xmp", "noembed", "noscript", "noframes", "iframe", "textarea", "title", "style", "script", "plaintext"];

#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(without_unsafe(html), expected);
}

#[test]
fn every_occurrence_of_an_attribute_is_cut_out() {
    check("<a href=\"javascript:1\" href=\"javascript:2\" HREF='vbscript:3'>t</a>", "<a   >t</a>");
    check("<a href=/x href=\"/y\" href=javascript:x>t</a>", "<a href=/x href=\"/y\" >t</a>");
    check("<img src=a.png src=data:image/png,x>", "<img src=a.png src=data:image/png,x>");
    check("<iframe src=/x src=data:image/svg+xml,x></iframe>", "<iframe src=/x ></iframe>");
}

#[test]
fn a_tag_that_only_some_readings_see_is_no_tag() {
    check("<!-- --!><a href=\"javascript:x\">t</a> -->", "<!-- --!><a >t</a> -->");
    check("<!--><a href=\"javascript:x\">t</a> -->", "<!--><a >t</a> -->");
    check("<!---><a href=\"javascript:x\">t</a> -->", "<!---><a >t</a> -->");
    check("<!anything><a href=javascript:x>t</a>", "<!anything><a >t</a>");
    check("<?pi ><a href=javascript:x>t</a>?>", "<?pi ><a >t</a>?>");
    check("</ bogus ><a href=javascript:x>t</a>", "</ bogus ><a >t</a>");
    check("<![CDATA[ ><a href=\"javascript:x\">t</a>]]>", "<![CDATA[ >&lt;a href=\"javascript:x\">t</a>]]>");
    check("<!-- </xmp><a href=javascript:x> -->", "<!-- </xmp>&lt;a href=javascript:x> -->");
    for name in RAW_TEXT {
        let inside = format!("<a title=\"</{name}><a href=javascript:x>t</a>\">");
        check(&inside, &format!("<a title=\"</{name}>&lt;a href=javascript:x>t</a>\">"));
        let safe = without_unsafe(&format!("<{name}>{inside}")).into_owned();
        assert!(!safe.contains("<a href=javascript:x"), "{safe}");
    }
    check(
        "<p title=\"<img src=data:image/png,x>\" id=\"javascript:\">",
        "<p title=\"<img src=data:image/png,x>\" id=\"javascript:\">",
    );
    check("<p title=\"<a href='javascript:x'\" class=y>", "<p title=\"&lt;a href='javascript:x'\" class=y>");
    check("<!-- <a href=/x>data: javascript:</a> -->", "<!-- <a href=/x>data: javascript:</a> -->");
}

#[test]
fn a_document_in_an_attribute_is_read() {
    check("<iframe srcdoc=\"<a href='javascript:x'>t</a>\" id=y></iframe>", "<iframe  id=y></iframe>");
    check("<iframe srcdoc='&lt;a href=&quot;java&amp;Tab;script:x&quot;>'></iframe>", "<iframe ></iframe>");
    check("<iframe srcdoc='&lt&#97 href=javascript:x>'></iframe>", "<iframe ></iframe>");
    check("<iframe srcdoc='' SRCDOC=\"<SCRIPT>x</SCRIPT>\"></iframe>", "<iframe srcdoc='' ></iframe>");
    check("<iframe srcdoc=\"<iframe srcdoc='x'>\"></iframe>", "<iframe ></iframe>");
    let harmless = "<iframe srcdoc=\"<p>javascript: <a href='/x'>t</a><img src='data:image/png,x'>\"></iframe>";
    check(harmless, harmless);
}

#[test]
fn a_text_made_to_be_read_for_long_is_still_read() {
    for unit in ["<a<", "<a ", "<a x='", "<a x=\"<b y='", "<iframe srcdoc=", "<a href=javascript:x "] {
        let html = format!("<p title='{}<a href=javascript:x>", unit.repeat(60_000 / unit.len()));
        assert_eq!(without_unsafe(&without_unsafe(&html)), without_unsafe(&html));
    }
}

/// The attributes that lead to an unsafe address in this reading.
fn leading(html: &str, before: Before, raw_text: &[&str]) -> Vec<String> {
    let holds = |(_, name, value): &(String, String, String)| match name.as_str() {
        "href" | "src" | "action" => decoded(value).trim_start().to_ascii_lowercase().starts_with("javascript:"),
        "srcdoc" => !leading(&decoded(value), Before::Data, raw_text).is_empty(),
        _ => false,
    };
    let found = attributes(html, before, raw_text).into_iter().filter(holds);
    found.map(|(tag, name, value)| format!("{tag} {name} {value}")).collect()
}

#[track_caller]
fn assert_safe(html: &str) {
    let safe = without_unsafe(html);
    let plain: Vec<&str> = RAW_TEXT.into_iter().filter(|name| *name != "noscript").collect();
    let open = RAW_TEXT.into_iter().map(Before::RawText);
    for before in open.chain([Before::Data, Before::Comment, Before::Cdata]) {
        for raw_text in [&RAW_TEXT[..], &plain] {
            assert_eq!(leading(&safe, before, raw_text), [""; 0], "{before:?}, {html} became {safe}");
        }
    }
}

proptest! {
    #[test]
    fn no_reading_of_a_browser_finds_an_unsafe_address(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<", ">", "<a ", "<p ", "<img ", "<iframe ", "</p>", " ", "/", "=", "\"", "'", "x", "title=", "title=\"",
                "href=javascript:x", "href=javascript:x ", "href=\"javascript:x\" ", "HREF='javascript:y' ", "src=&#106;avascript:x ",
                "href=/x ", "href='/x' ", "action=", "javascript:x", "srcdoc='<a href=javascript:x>'", "srcdoc=",
                "<!--", "-->", "--!>", "<!-->", "<![CDATA[", "]]>", "<!x", "<?x", "</ ",
                "<xmp>", "</xmp>", "<noscript>", "</noscript>", "<script>", "</script>", "<textarea>", "</textarea>",
                "<title>", "</title>", "<plaintext>", "<style>", "</style>",
            ]),
            0..16,
        )
    ) {
        assert_safe(&parts.concat());
    }
}
