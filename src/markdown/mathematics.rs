//! Mathematics in TeX's notation as MathML.
//!
//! What the converter makes is read again, and only elements and attributes of MathML Core stay: no style, no address
//! and no colour, so that the theme decides how it looks.

use std::ops::Range;
use std::panic::catch_unwind;

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, ParserError, Storage, push_mathml};

use super::html::{escape_text, tags};

/// A longer formula is not read, in bytes.
const MAX_LEN: usize = 8 * 1024;

/// How many commands of a formula are tried to find the unknown one.
const MAX_COMMANDS: usize = 100;

/// Commands that are not read. A definition counts in its formula only, and a few of them could write more than the
/// memory holds; a number of a character is read without regard for its bounds.
const UNREAD: &[&str] = &[
    "char",
    "def",
    "edef",
    "gdef",
    "xdef",
    "let",
    "futurelet",
    "newcommand",
    "renewcommand",
    "providecommand",
    "global",
    "long",
];

const ELEMENTS: &[&str] = &[
    "math",
    "menclose",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
];

const ATTRIBUTES: &[&str] = &[
    "class",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "width",
];

/// Why a formula cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The command that is not known, by its bytes in the formula; absent for any other fault.
    pub(super) command: Option<Range<usize>>,
    pub(super) reason: String,
}

/// The formula `tex` as MathML; `is_block` where it stands on lines of its own.
pub(super) fn mathml(tex: &str, is_block: bool) -> Result<String, Fault> {
    if tex.len() > MAX_LEN {
        let reason = format!("it is longer than {} KB", MAX_LEN / 1024);
        return Err(Fault { command: None, reason });
    }
    if let Some(command) = commands(tex).find(|command| UNREAD.contains(&&tex[command.start + 1..command.end])) {
        let reason = format!("the command `{}` is not read", &tex[command.clone()]);
        return Err(Fault { command: Some(command), reason });
    }
    // The converter indexes texts, and one formula may not end the work on all others.
    let converted = catch_unwind(|| converted(tex, is_block));
    converted.unwrap_or_else(|_| Err(Fault { command: None, reason: "the converter fails on it".to_owned() }))
}

fn converted(tex: &str, is_block: bool) -> Result<String, Fault> {
    let storage = Storage::new();
    let events = Parser::new(tex, &storage).collect::<Result<Vec<_>, ParserError>>();
    let events = events.map_err(|error| fault(tex, &error))?;
    let display_mode = if is_block { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut written = String::new();
    let events = events.into_iter().map(Ok::<_, std::fmt::Error>);
    push_mathml(&mut written, events, config).map_err(|error| Fault { command: None, reason: error.to_string() })?;
    Ok(only_mathml(&written))
}

fn fault(tex: &str, error: &ParserError) -> Fault {
    if let Some(command) = unknown_command(tex) {
        let reason = format!("unknown command `{}`", &tex[command.clone()]);
        return Fault { command: Some(command), reason };
    }
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let reason = line.strip_prefix("parsing error: ").unwrap_or(line).replace("unkown", "unknown");
    Fault { command: None, reason }
}

/// The first command that is not known, however it is used.
fn unknown_command(tex: &str) -> Option<Range<usize>> {
    let is_unknown = |range: &Range<usize>| {
        let storage = Storage::new();
        let first = Parser::new(&tex[range.clone()], &storage).next();
        matches!(first, Some(Err(error)) if error.to_string().starts_with("parsing error: unknown primitive"))
    };
    commands(tex).take(MAX_COMMANDS).find(is_unknown)
}

/// The commands of a formula, with their backslashes.
fn commands(tex: &str) -> impl Iterator<Item = Range<usize>> {
    tex.match_indices('\\').filter_map(|(at, _)| {
        let letters = tex[at + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        (letters > 0).then_some(at..at + 1 + letters)
    })
}

/// `written` without any tag or attribute that is not of MathML.
fn only_mathml(written: &str) -> String {
    let mut html = String::with_capacity(written.len());
    let mut at = 0;
    for tag in tags(written) {
        html.push_str(&written[at..tag.span.start]);
        at = tag.span.end;
        if !ELEMENTS.contains(&tag.name.as_str()) {
            html.push_str(&escape_text(tag.span.of(written)));
            continue;
        }
        html.push('<');
        if tag.is_closing {
            html.push('/');
        }
        html.push_str(&tag.name);
        for attribute in &tag.attributes {
            let (name, value) = (attribute.name.of(written), attribute.value.of(written));
            if ATTRIBUTES.contains(&name) && !value.contains(['"', '<']) {
                html.push_str(&format!(" {name}=\"{value}\""));
            }
        }
        html.push_str(if written[..tag.span.end].ends_with("/>") { "/>" } else { ">" });
    }
    html.push_str(&written[at..]);
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};

    use super::{mathml, only_mathml};

    #[test]
    fn formulas_become_mathml_without_styles_and_colours() {
        let html = mathml("R = \\frac{a_1}{2} \\cdot \\sum_{i=1}^n x_i^2", true).unwrap();
        assert!(html.starts_with("<math display=\"block\"><mi>R</mi>") && html.contains("<mfrac>"), "{html}");
        let coloured = mathml("\\color{red} x + \\text{<script>alert(1)</script>} & y", false);
        assert!(coloured.is_err());
        let coloured = mathml("\\color{red} x + \\text{<script>alert(1)</script>}", false).unwrap();
        assert!(
            !coloured.contains("style") && !coloured.contains("<script") && !coloured.contains("rgb"),
            "{coloured}"
        );
    }

    #[test]
    fn other_elements_and_attributes_do_not_stay() {
        assert_eq!(
            only_mathml(
                "<math><mi style=\"x\" href=\"y\" class=\"a\">b</mi><a href=x>c</a><mspace width=\"1em\" /></math>"
            ),
            "<math><mi class=\"a\">b</mi>&lt;a href=x&gt;c&lt;/a&gt;<mspace width=\"1em\"/></math>"
        );
    }

    #[test]
    fn an_unknown_command_is_named_with_its_place() {
        let fault = mathml("a + \\frac{1}{\\nosuch x}", false).unwrap_err();
        assert_eq!((fault.command, fault.reason.as_str()), (Some(13..20), "unknown command `\\nosuch`"));
        let fault = mathml("{a", false).unwrap_err();
        assert!(fault.command.is_none() && fault.reason.contains("unbalanced"), "{}", fault.reason);
        assert!(mathml(&"a".repeat(9000), false).is_err());
        let fault = mathml("\\def\\a{b}\\a", false).unwrap_err();
        assert_eq!((fault.command, fault.reason.contains("is not read")), (Some(0..4), true));
    }

    proptest! {
        #[test]
        fn any_formula_is_read_without_panic(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "\\frac", "{", "}", "a", "^", "_", "\\begin{array}", "{c|c}", "{l{2}", "\\end{array}", "\\begin{cases}", "\\end{cases}", "&", "\\\\", "\\left(", "\\right)", "\\middle|", "\\sqrt", "[", "]", "\\text", "<b>", "é", "中", "1", "99999999999999999999", "'", "\\def\\x", "#1", "\\x", "\\color{red}", "\\color{#12é}", "\\hline", "$", "%", "\\begin{align}", "\\end{align}", "\\hspace{-1em}", "\\hspace{", "\\kern", "2é", "em", "pt", "-", "\\\\[2em]", "\\\\[é", "\\binom", "\\genfrac", "\\overbrace", "\\not", "\\char", "`", "\"", "\\let", "=", "\\rule", "\\raisebox", "\\operatorname", "\\limits", "\\mathbb", "\\begin{matrix}", "\\end{matrix}", "\\tag", "\\cfrac", "\\stackrel", "\\xrightarrow", "\\big", "\\substack", "\\boxed", "\\phantom", "\\,", "\\!", "*", "\\begin{split}", "\\end{split}", "\\begin{gather}", "\\end{gather}", "\\multicolumn", "\\mathrm", "\\underset", "\\pmod", "\\mkern", "\\above", " ", "\\",
                ]),
                0..24,
            )
        ) {
            let tex = parts.concat();
            if let Ok(html) = mathml(&tex, true) {
                assert!(!html.contains(" style=\"") && !html.contains("<b>"), "{html}");
            }
        }
    }
}
