//! Changes to a text: of its bytes, words and lines, and some that repeat or nest what the readers know.

use fastrand::Rng;

/// No input is longer: an input of this size must be read within the limit of time too.
const MAX_LENGTH: usize = 200_000;

/// Words that mean something in one of the languages that are read.
const WORDS: &[&str] = &[
    "---\n",
    "+++\n",
    "title: ",
    "weight: 010\n",
    "date: 2022-13-07\n",
    "tags: [a, 'b'\n",
    "aliases: [../x, /]\n",
    "url: ../..\n",
    "slug: '.'\n",
    "cascade:\n  build: {list: never}\n",
    "menu: {docs: {parent: a}}\n",
    "control: {owner: A, version: 1}\n",
    "requirements: {pci-dss: [\"6.3.1\"]}\n",
    "review: 12 months\n",
    "draft: true\n",
    "layout: print\n",
    "&a ",
    "*a",
    "!!binary ",
    "? ",
    "- ",
    ": ",
    "|\n",
    ">-\n",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "# ",
    "## ",
    "### x {#id .c k=\"v\"}\n",
    "===\n",
    "```yaml {hl_lines=[1,\"2-3\"]}\n",
    "```\n",
    "~~~\n",
    "    ",
    "\t",
    "> ",
    "> [!NOTE]\n> ",
    "1. ",
    "- [x] ",
    "[^1]",
    "[^1]: note\n",
    "[a](b#c)",
    "[a](/b/?x?y)",
    "![a](<d e> 't')",
    "[l]: /x 't'\n",
    "[l]",
    "<https://a.example>",
    "javascript:alert(1)",
    "data:text/html,x",
    "&#106;avascript:",
    "[pci-dss:11.3.1]",
    "[pci-dss@4.0:1]: x\n",
    "[x](pci-dss:1,2)",
    "Requirements 6.3.1 to 6.3.3 and ",
    "AC-2(1)",
    "ISO 27001 A.5.1 ",
    "11.3.1-11.3.4",
    "12.10",
    "§ 164.308(a)(1)",
    "| a | b |\n| - | :-: |\n",
    "| ",
    "\\|",
    "<div style=\"x\">\n",
    "</div>\n",
    "<script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x",
    "<a href='x'>",
    "<img src=",
    "<details open>",
    "{.class #x}\n",
    "{{< note >}}",
    "{{< /note >}}",
    "{{% tabs %}}",
    "{{% /tabs %}}",
    "{{< tab \"a\" >}}",
    "{{< /tab >}}",
    "{{</* x */>}}",
    "{{< ref \"a\" >}}",
    "{{< figure src=\"a.png\" >}}",
    "{{< details",
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "/>}}",
    "`raw`",
    ":::note\n",
    ":::\n",
    "!!! note \"x\"\n",
    "??? x\n",
    "=== \"Tab\"\n",
    "import X from 'y'\n",
    "$$\n",
    "$x$",
    "\\frac{",
    "\\begin{matrix}",
    "\\end{matrix}",
    "<!-- clausebook-ignore LK101 reason=\"x\" -->\n",
    "{{ ",
    " }}",
    "{{ page.title }}",
    "{% for a in b %}",
    "{% endfor %}",
    "{% if ",
    "{% endif %}",
    "{% block a %}",
    "{% extends \"page.html\" %}",
    "{% include \"a.html\" %}",
    "{% set a = 1 %}",
    "{# ",
    " #}",
    " | safe",
    " | markdown",
    "loop.index",
    "kind: responsibility\n",
    "kind: crosswalk\n",
    "kind: comparison\n",
    "rows:\n",
    "who: shared",
    "{req: \"1.1\", who: provider}",
    "relation: equal",
    "covers: [\"1.*\"]",
    "framework: pci-dss\n",
    "nodes:\n",
    "children: [",
    "withdrawn: [",
    "renumbered:\n",
    "versions: [\"1\"]\n",
    "{\"catalog\": ",
    "\"controls\": [",
    "\"parts\": [",
    "\"props\": [",
    "{{ insert: param, p }}",
    "\"href\": \"#a\"",
    "<control id=\"a\">",
    "</control>",
    "<p>",
    "&lt;",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "/a/* /b/:splat 301\n",
    "/:x/:y /z/:y\n",
    "/a /b 200!\n",
    "/* / 404\n",
    "https://www.example.com/a",
    "//x/",
    "/../",
    "%2e%2e/",
    "%00",
    "%FF",
    "%",
    "?",
    "#",
    "http:",
    "HTTP/1.1",
    "Host: ",
    "Range: bytes=0-",
    "Content-Length: 99999999999999999999",
    "Transfer-Encoding: chunked",
    "\r\n",
    "\r",
    "\n\n",
    "\u{0}",
    "\u{1b}[31m",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\u{10fffc}",
    "\u{10fffd}0\u{10fffc}",
    "\u{fdd0}",
    "é",
    "e\u{301}",
    "日本",
    "İ",
    "ß",
    "🏴\u{200d}☠️",
    "\"",
    "'",
    "\\",
    "*",
    "_",
    "**",
    "~~",
    "`",
    "null",
    "true",
    "~",
    "0x10",
    "1e999",
    ".inf",
];

/// What opens something, and what closes it.
const PAIRS: &[(&str, &str)] = &[
    ("[", "]"),
    ("{", "}"),
    ("(", ")"),
    ("\"", "\""),
    ("**", "**"),
    ("<div>", "</div>"),
    ("<b>", "</b>"),
    ("<!--", "-->"),
    ("> ", ""),
    ("- ", "\n"),
    ("  - a:\n", ""),
    ("![", "](x)"),
    ("[", "](x)"),
    ("[a](", ")"),
    ("{{< note >}}", "{{< /note >}}"),
    ("{{% note %}}\n", "\n{{% /note %}}"),
    ("{{< tabs >}}{{< tab a >}}", "{{< /tab >}}{{< /tabs >}}"),
    (":::note\n", "\n:::\n"),
    ("{% if a %}", "{% endif %}"),
    ("{{ (", ") }}"),
    ("$\\sqrt{", "}$"),
    ("{\"a\":", "}"),
    ("{\"controls\":[", "]}"),
    ("<a>", "</a>"),
    ("[^", "]"),
    ("`", "`"),
    ("((", "))"),
    ("!!! note\n    ", ""),
    ("<details>", "</details>"),
    ("{a: ", "}"),
    ("&a [", "]"),
];

/// Numbers at the edge of some type.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "007",
    "08",
    "255",
    "256",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e308",
    "1e999",
    "0.1",
    "12.10",
    "NaN",
    "0x7fffffff",
    "1_000",
];

/// Changes `bytes` some times. `others` are texts of the same kind.
pub(crate) fn mutate(bytes: &mut Vec<u8>, others: &[(String, Vec<u8>)], random: &mut Rng) {
    for _ in 0..1 + random.usize(..3) + if random.u8(..8) == 0 { random.usize(..30) } else { 0 } {
        once(bytes, others, random);
        bytes.truncate(MAX_LENGTH);
    }
}

fn once(bytes: &mut Vec<u8>, others: &[(String, Vec<u8>)], random: &mut Rng) {
    match random.u8(..16) {
        0..=3 => insert(bytes, WORDS[random.usize(..WORDS.len())].as_bytes(), random),
        4 => {
            let range = words(bytes, random);
            bytes.splice(range, WORDS[random.usize(..WORDS.len())].bytes());
        }
        5 => {
            let range = lines(bytes, random);
            bytes.drain(range);
        }
        6 => {
            let taken = bytes[lines(bytes, random)].to_vec();
            let at = line_start(bytes, random);
            bytes.splice(at..at, taken);
        }
        7 | 8 if !others.is_empty() => {
            let other = &others[random.usize(..others.len())].1;
            let taken = other[lines(other, random)].to_vec();
            let at = line_start(bytes, random);
            bytes.splice(at..at, taken);
        }
        7..=9 => {
            let taken = bytes[words(bytes, random)].to_vec();
            let range = words(bytes, random);
            bytes.splice(range, taken);
        }
        10 => repeat(bytes, random),
        11 => nest(bytes, random),
        12 => replace_number(bytes, random),
        13 => indent(bytes, random),
        14 => change_bytes(bytes, random),
        _ => bytes.truncate(random.usize(..=bytes.len())),
    }
}

/// A number that is small most of the time.
fn count(random: &mut Rng) -> usize {
    match random.u8(..20) {
        0 => random.usize(..5_000),
        1..=4 => random.usize(..300),
        _ => random.usize(1..12),
    }
}

fn insert(bytes: &mut Vec<u8>, word: &[u8], random: &mut Rng) {
    let at = match random.bool() {
        true => random.usize(..=bytes.len()),
        false => words(bytes, random).start,
    };
    bytes.splice(at..at, word.iter().copied());
}

fn repeat(bytes: &mut Vec<u8>, random: &mut Rng) {
    let (range, times) = (if random.bool() { words(bytes, random) } else { lines(bytes, random) }, count(random));
    let part = match random.bool() {
        true => bytes[range.clone()].to_vec(),
        false => WORDS[random.usize(..WORDS.len())].as_bytes().to_vec(),
    };
    let times = times.min(MAX_LENGTH / part.len().max(1));
    bytes.splice(range.end..range.end, part.repeat(times));
}

fn nest(bytes: &mut Vec<u8>, random: &mut Rng) {
    let (open, close) = PAIRS[random.usize(..PAIRS.len())];
    let (range, depth) = (words(bytes, random), count(random));
    // Some are left open, or closed once too often.
    let closes = if random.u8(..4) == 0 { random.usize(..depth + 2) } else { depth };
    bytes.splice(range.end..range.end, close.repeat(closes).into_bytes());
    bytes.splice(range.start..range.start, open.repeat(depth).into_bytes());
}

fn replace_number(bytes: &mut Vec<u8>, random: &mut Rng) {
    let starts: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    let at = starts.get(random.usize(..starts.len().max(1))).copied().unwrap_or(bytes.len());
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(at..at + digits, NUMBERS[random.usize(..NUMBERS.len())].bytes());
}

/// Moves some lines to the right or to the left.
fn indent(bytes: &mut Vec<u8>, random: &mut Rng) {
    let range = lines(bytes, random);
    let (by, is_left) = (random.usize(1..6), random.bool());
    let mut moved = Vec::new();
    for line in bytes[range.clone()].split_inclusive(|byte| *byte == b'\n') {
        let blanks = line.iter().take_while(|byte| **byte == b' ').count();
        match is_left {
            true => moved.extend_from_slice(&line[blanks.min(by)..]),
            false => {
                moved.extend(std::iter::repeat_n(b' ', by));
                moved.extend_from_slice(line);
            }
        }
    }
    bytes.splice(range, moved);
}

fn change_bytes(bytes: &mut Vec<u8>, random: &mut Rng) {
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..=bytes.len());
        match random.u8(..3) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
            1 if at < bytes.len() => {
                bytes.remove(at);
            }
            _ => bytes.insert(at, random.u8(..)),
        }
    }
}

/// Some neighbouring words.
fn words(bytes: &[u8], random: &mut Rng) -> std::ops::Range<usize> {
    let is_end = |byte: &u8| !byte.is_ascii_alphanumeric() && byte.is_ascii();
    let start = random.usize(..=bytes.len());
    let back = bytes[..start].iter().rev().take_while(|byte| !is_end(byte)).count();
    let start = start - back;
    let mut end = start;
    for _ in 0..random.usize(1..4) {
        let rest = &bytes[end..];
        end += rest.iter().position(is_end).map_or(rest.len(), |at| at.max(1));
    }
    start..end
}

/// Some neighbouring lines.
fn lines(bytes: &[u8], random: &mut Rng) -> std::ops::Range<usize> {
    let start = line_start(bytes, random);
    let mut end = start;
    for _ in 0..random.usize(1..6) {
        let rest = &bytes[end..];
        end += rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
    }
    start..end
}

fn line_start(bytes: &[u8], random: &mut Rng) -> usize {
    let at = random.usize(..=bytes.len());
    bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
}
