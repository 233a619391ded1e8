use super::{
    Dialect, Document, Expansion, Highlighter, Invocation, NoCitations, Piece, ShortcodeFault, Shortcodes, Terms,
    Tools, as_markdown, parse,
};
use crate::source::FileId;

/// Every shortcode gives back what it encloses, as Markdown.
struct Enclosing;

impl Shortcodes for Enclosing {
    fn expand(&self, invocation: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        Ok(Expansion::Text(as_markdown(invocation.inner.unwrap_or_default())))
    }
}

fn read(text: &str) -> Document {
    let highlighter = Highlighter::plain();
    let tools = Tools {
        shortcodes: &Enclosing,
        highlighter: &highlighter,
        citations: &NoCitations,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    parse(FileId(0), text, 0, tools).document
}

#[test]
fn a_footnote_that_nothing_refers_to_holds_nothing_that_a_page_shows() {
    let text = "Text[^one].\n\n[^one]: [x](/one/) <b id=\"seen\">y</b>\n[^one]: [again](/again/)\n[^two]: [y](/two/) \
                <b id=\"unseen\">z</b> and[^three]\n[^three]: [z](/three/)\n\n[last](/last/)\n";
    let document = read(text);
    let shown: Vec<&str> = document.shown_links().map(|link| link.destination.as_str()).collect();
    assert_eq!(shown, ["/one/", "/three/", "/last/"]);
    let anchors: Vec<&str> = document.anchors.iter().map(|anchor| anchor.value.as_str()).collect();
    assert!(anchors.contains(&"seen") && !anchors.contains(&"unseen"), "{anchors:?}");
    let unshown: Vec<&str> = document.unshown.iter().map(|note| note.of(text).trim_end()).collect();
    assert!(unshown.len() == 2 && unshown[0].starts_with("[^one]: [again]") && unshown[1].starts_with("[^two]"));
}

#[test]
fn a_footnote_in_a_shortcode_hides_nothing_around_it() {
    let text =
        "{{% x %}}\n[x](/x/) {{% y %}} [in](/in/)\n\n[^u]: [y](/hidden/)\n{{% /y %}}\n{{% /x %}}\n\n[last](/last/)\n";
    let document = read(text);
    let shown: Vec<&str> = document.shown_links().map(|link| link.destination.as_str()).collect();
    assert!(["/x/", "/in/", "/last/"].iter().all(|link| shown.contains(link)), "{shown:?}");
}

#[test]
fn the_output_of_a_shortcode_in_an_address_is_shown() {
    let shown = |text: &str| -> String {
        let pieces = read(text).pieces.into_iter();
        pieces.map(|piece| if let Piece::Html(html) = piece { html } else { "ADDRESS".to_owned() }).collect()
    };
    assert_eq!(
        shown("at https://example.com/{{< x >}}inner{{< /x >}}/a now"),
        "<p>at <a href=\"ADDRESS\">https://example.com/inner/a</a> now</p>\n"
    );
    assert_eq!(
        shown("https://{{< x >}}inner{{< /x >}}.example"),
        "<p><a href=\"ADDRESS\">https://inner.example</a></p>\n"
    );
    assert_eq!(shown("<https://{{< x >}}a{{< /x >}}.example>"), "<p><a href=\"ADDRESS\">https://a.example</a></p>\n");
}

#[test]
fn shortcodes_in_each_other_leave_no_mark_in_a_heading_or_an_address() {
    let document =
        read("## {{< x >}}a {{< y >}}b{{< /y >}}{{< /x >}} c\n\n[d](/{{< x >}}e{{< y >}}f{{< /y >}}{{< /x >}}/)\n");
    assert_eq!(document.headings[0].text, "a b c");
    assert_eq!(document.links[0].destination, "/ef/");
}
