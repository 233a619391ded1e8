//! A parser of XML that rejects text that is not well-formed, and supports only what feeds need.

/// An element with its children and text.
#[derive(Debug, Default)]
pub(crate) struct Xml {
    name: String,
    text: String,
    children: Vec<Xml>,
}

impl Xml {
    /// Reads a document; the fault says what is not well-formed.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut open = vec![Self::default()];
        let mut rest = text;
        while !rest.is_empty() {
            let (before, after) = rest.split_once('<').unwrap_or((rest, ""));
            let top = open.last_mut().ok_or("nothing is open")?;
            top.text.push_str(&resolved(before)?);
            if rest.len() == before.len() {
                break;
            }
            let (tag, after) = after.split_once('>').ok_or("a tag does not end")?;
            rest = after;
            if let Some(instruction) = tag.strip_prefix('?') {
                if !instruction.ends_with('?') {
                    return Err(format!("<{tag}>"));
                }
            } else if let Some(name) = tag.strip_prefix('/') {
                let done = open.pop().filter(|done| done.name == name).ok_or(format!("</{name}> closes nothing"))?;
                open.last_mut().ok_or("nothing is open")?.children.push(done);
            } else {
                let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
                let name = attributes(tag)?;
                let element = Self { name, ..Self::default() };
                if is_empty {
                    open.last_mut().ok_or("nothing is open")?.children.push(element);
                } else {
                    open.push(element);
                }
            }
        }
        match (open.len(), open.pop()) {
            (1, Some(document)) if document.children.len() == 1 && document.text.trim().is_empty() => Ok(document),
            (_, last) => Err(format!("<{}> is not closed, or there is not one root", last.unwrap_or_default().name)),
        }
    }

    /// The texts of all elements at this path below the root.
    pub(crate) fn texts(&self, path: &str) -> Vec<String> {
        let mut found: Vec<&Self> = vec![&self.children[0]];
        for part in path.split('/') {
            found =
                found.into_iter().flat_map(|element| &element.children).filter(|child| child.name == part).collect();
        }
        found.into_iter().map(|element| element.text.clone()).collect()
    }
}

/// The name of a tag whose attributes are all `name="value"`.
fn attributes(tag: &str) -> Result<String, String> {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-:_.".contains(&byte))
    };
    if !is_name(name) {
        return Err(format!("<{tag}> has no name"));
    }
    let mut seen = Vec::new();
    while !rest.trim().is_empty() {
        let (key, after) = rest.trim_start().split_once("=\"").ok_or(format!("<{tag}>: no value in quotes"))?;
        let (value, after) = after.split_once('"').ok_or(format!("<{tag}>: a value does not end"))?;
        if !is_name(key) || seen.contains(&key) {
            return Err(format!("<{tag}>: `{key}`"));
        }
        resolved(value)?;
        seen.push(key);
        rest = after;
    }
    Ok(name.to_owned())
}

/// The text with its references resolved: the five that XML knows, and numbers.
fn resolved(text: &str) -> Result<String, String> {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) = part.split_once(';').ok_or(format!("`&{part}` is no reference"))?;
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        let letter = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match name.strip_prefix('#').map(|digits| (digits, digits.strip_prefix('x'))) {
                Some((_, Some(digits))) => number(digits, 16),
                Some((digits, None)) => number(digits, 10),
                None => None,
            },
        };
        out.push(letter.ok_or(format!("`&{name};` is no reference of XML"))?);
        out.push_str(after);
    }
    let is_forbidden =
        |letter| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains("]]>") || out.chars().any(is_forbidden) {
        return Err(format!("`{out}` may not stand in XML"));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for good in ["<a/>", "<?xml version=\"1.0\"?>\n<a b=\"&lt;\">x &amp; &#38;<c/></a>\n"] {
            assert!(Xml::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "<a>",
            "<a></b>",
            "<a>&nbsp;</a>",
            "<a b=c/>",
            "<a/><a/>",
            "<a>a & b</a>",
            "<a b=\"1\" b=\"2\"/>",
            "x<a/>",
        ] {
            assert!(Xml::parse(bad).is_err(), "{bad}");
        }
        let xml = Xml::parse("<f><e><t>1</t></e><e><t>2 &lt;</t></e></f>").unwrap();
        assert_eq!(xml.texts("e/t"), ["1", "2 <"]);
    }
}
