use proptest::prelude::{prop, proptest};

use crate::markdown::html::{Mark, escape_attribute, escape_text, scan, tags};

/// Marks in a short form: `tag@attribute=decoded`, `tag#id`, `style:written`.
fn shown(html: &str) -> Vec<String> {
    let form = |mark| match mark {
        Mark::Link { tag, attribute, decoded, value, .. } => {
            assert!(value.of(html).len() >= decoded.len().min(1));
            format!("{tag}@{attribute}={decoded}")
        }
        Mark::Anchor { id, tag, .. } => format!("{tag}#{id}"),
        Mark::Style { span } => format!("style:{}", span.of(html)),
        Mark::Address { span, .. } | Mark::Cut { span, .. } => format!("address:{}", span.of(html)),
    };
    scan(html).into_iter().map(form).collect()
}

fn check(html: &str, expected: &[&str]) {
    assert_eq!(shown(html), expected, "{html}");
}

#[test]
fn ids_in_templates_are_not_on_the_page() {
    check("<template id=t><b id=x></b><a name=n href=/h></a></template><b id=y>", &["template#t", "a@href=/h", "b#y"]);
    check("<template><template></template><b id=x></template></template><b id=y>", &["b#y"]);
}

#[test]
fn links_are_found_on_the_elements_that_have_them() {
    check("<a href=\"/x\">t</a> <A HREF='/y' >", &["a@href=/x", "a@href=/y"]);
    check("<img alt=x src=a.png><img src = b.png/>", &["img@src=a.png", "img@src=b.png/"]);
    check(
        "<video poster=p.png src=v.mp4><source src=w.mp4></video>",
        &["video@poster=p.png", "video@src=v.mp4", "source@src=w.mp4"],
    );
    check(
        "<object data=\"o.svg\"></object><embed src=e><audio src=a><area href=r>",
        &["object@data=o.svg", "embed@src=e", "audio@src=a", "area@href=r"],
    );
    check(
        "<link href=s.css><script src=\"s.js\"></script><iframe src=i></iframe>",
        &["link@href=s.css", "script@src=s.js", "iframe@src=i"],
    );
    check("<div href=x src=y data=z><blockquote cite=c><p data-src=d>", &[]);
    check("<svg><use xlink:href=\"#i\"/><image href='j.png'/></svg>", &["use@xlink:href=#i", "image@href=j.png"]);
    check("<a href=first href=second><a href><a href=\"\">", &["a@href=first", "a@href=", "a@href="]);
    check("<a href=\"\n /x?a=1&amp;b=&#50;&#x2f;&copy; \">", &["a@href=/x?a=1&b=2/©"]);
}

#[test]
fn the_span_of_a_link_is_its_raw_value() {
    let html = "<p>é<a title='x' href=' /a&amp;b '>";
    let [Mark::Link { value, decoded, .. }] = &scan(html)[..] else { panic!("one link") };
    assert_eq!((value.of(html), decoded.as_str()), ("/a&amp;b", "/a&b"));
}

#[test]
fn every_candidate_of_a_srcset_is_a_link() {
    check(
        "<img srcset=\"a.png, b.png 2x,c.png 100w , d,e.png\">",
        &["img@srcset=a.png", "img@srcset=b.png", "img@srcset=c.png", "img@srcset=d,e.png"],
    );
    check("<source srcset=' , ,a 1x,, b,'><img srcset>", &["source@srcset=a", "source@srcset=b"]);
}

#[test]
fn ids_and_names_are_anchors() {
    check("<h2 id=x><a name=\"y&amp;z\"></a><input name=n><p id=''>", &["h2#x", "a#y&z"]);
    check("<a id=x name=x href=#y>", &["a#x", "a#x", "a@href=#y"]);
}

#[test]
fn inline_styles_are_found() {
    check("<p STYLE=\"color: red\" class=x>", &["style:STYLE=\"color: red\""]);
    check("<style media=x>a{}</style>", &["style:<style media=x>"]);
}

#[test]
fn what_is_no_tag_holds_nothing() {
    let nothing = [
        "<!-- <a href=x> -->",
        "<!-- <a href=x>",
        "<![CDATA[<a href=x>]]>",
        "<!doctype html <a href=x>",
        "<?php <a href=x>",
        "<script>'<a href=x>'</script>",
        "<STYLE>",
        "</a href=x>",
        "< a href=x>",
        "a < b href=x>",
        "<1 href=x>",
        "</ <a href=x>",
        "<textarea><a href=x></textarea >",
        "<title><a href=x></titles>",
        "<",
        "</",
        "<!",
        "<!-",
        "<!--",
    ];
    for html in nothing {
        let marks = scan(html);
        assert!(marks.iter().all(|mark| matches!(mark, Mark::Style { .. })), "{html}: {marks:?}");
    }
    check("<!--><a href=x>", &["a@href=x"]);
    check("<!---><a href=x>", &["a@href=x"]);
    check("<!-- a --- b --><a href=x>", &["a@href=x"]);
    check("<script>a</SCRIPT\n><a href=x>", &["a@href=x"]);
}

#[test]
fn a_tag_that_is_cut_off_gives_what_is_complete() {
    check("<a id=x href=\"/y", &["address:<", "a#x"]);
    check("<img src=\"a.png\" alt", &["img@src=a.png"]);
    check("<img src=", &["img@src="]);
    check("<a\nid='x'\n\nhref='/y'\n", &["a#x", "a@href=/y"]);
}

#[test]
fn attributes_of_a_tag_are_found_by_name() {
    let html = "<img SRC=a width=3 loading>";
    let tag = tags(html).next().unwrap();
    assert_eq!(tag.attribute(html, "width").map(|attribute| attribute.value.of(html)), Some("3"));
    assert!(tag.attribute(html, "loading").is_some() && tag.attribute(html, "height").is_none());
}

#[test]
fn text_is_escaped_only_where_it_must_be() {
    for (text, escaped, in_attribute) in [
        ("a", "a", "a"),
        ("a<b>&\"'", "a&lt;b&gt;&amp;\"'", "a&lt;b&gt;&amp;&quot;'"),
        ("\"é\u{e000}", "\"é\u{e000}", "&quot;é\u{e000}"),
        ("", "", ""),
    ] {
        assert_eq!((&*escape_text(text), &*escape_attribute(text)), (escaped, in_attribute));
    }
}

/// Every mark stands inside the text.
fn assert_inside(html: &str) {
    for mark in scan(html) {
        let span = match mark {
            Mark::Link { value, .. } | Mark::Anchor { value, .. } => value,
            Mark::Style { span } | Mark::Address { span, .. } | Mark::Cut { span, .. } => span,
        };
        assert!(html.get(span.start..span.end).is_some());
    }
}

#[test]
fn hostile_html_is_read_to_its_end() {
    for unit in [
        "<",
        "<a ",
        "<a href=\"",
        "<a href='\"",
        "<!--",
        "<!",
        "</",
        "<script>",
        "<a =",
        "<a/",
        "<![CDATA[",
        "&",
        "<a href=&",
    ] {
        // Quadratic time would be minutes.
        assert_inside(&unit.repeat(300_000 / unit.len()));
    }
}

proptest! {
    #[test]
    fn spans_of_any_html_lie_inside_it(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<", ">", "<a", "<img", " ", "href", "srcset", "id", "style", "=", "\"", "'", "é", ",", "/", "<!--", "-->", "--", "&amp;",
                "<script>", "</script>", "<style>", "😀", "\n",
            ]),
            0..32,
        )
    ) {
        let html = parts.concat();
        assert_inside(&html);
    }
}
