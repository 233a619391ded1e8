//! Classes of characters in a pattern: those in brackets, and those that an escape stands for.
//!
//! Kept out: everything else in a pattern.

use super::bytes::{Bytes, Class, Others};
use super::parse::{DEEPEST, Parser};

impl Parser<'_> {
    /// The characters that `\` and `sign` stand for, in a class or outside.
    pub(crate) fn escaped_class(&mut self, sign: char) -> Option<Class> {
        let known = |bytes: Bytes| Class::exact(bytes.or(&Bytes::LONG));
        Some(match sign {
            'w' => known(Bytes::WORD),
            'W' => Class::exact(Bytes::WORD.complement()),
            'd' => known(Bytes::DIGIT),
            'D' => Class::exact(Bytes::DIGIT.complement()),
            's' => known(Bytes::SPACE),
            'S' => Class::exact(Bytes::SPACE.complement()),
            'h' => Class::exact(Bytes::HEXADECIMAL),
            'H' => Class::exact(Bytes::HEXADECIMAL.complement()),
            'n' => Class::exact(Bytes::of(b'\n')),
            't' => Class::exact(Bytes::of(b'\t')),
            'r' => Class::exact(Bytes::of(b'\r')),
            'f' => Class::exact(Bytes::of(0x0c)),
            'v' => Class::exact(Bytes::of(0x0b)),
            'a' => Class::exact(Bytes::of(0x07)),
            'e' => Class::exact(Bytes::of(0x1b)),
            'p' | 'P' => {
                (self.rest.next()? == '{').then_some(())?;
                let is_negated = self.rest.next_if_eq(&'^').is_some() != (sign == 'P');
                let mut name = String::new();
                while let Some(sign) = self.rest.next().filter(|sign| *sign != '}') {
                    name.push(sign);
                }
                let class = property(&name);
                if is_negated { class.negated() } else { class }
            }
            'x' => {
                let mut digits = String::new();
                if self.rest.next_if_eq(&'{').is_some() {
                    digits.extend(std::iter::from_fn(|| self.rest.next_if(char::is_ascii_hexdigit)));
                    (self.rest.next()? == '}').then_some(())?;
                } else {
                    digits.extend(std::iter::from_fn(|| self.rest.next_if(char::is_ascii_hexdigit)).take(2));
                }
                let sign = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                sign.filter(char::is_ascii).map_or(Class::ANY, |sign| Class::exact(first_of(sign)))
            }
            sign if sign.is_ascii_alphanumeric() => return None,
            sign if sign.is_ascii() => Class::exact(Bytes::of(sign as u8)),
            _ => return None,
        })
    }

    /// A class, its opening bracket taken off.
    pub(crate) fn class(&mut self) -> Option<Class> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let is_negated = self.rest.next_if_eq(&'^').is_some();
        let mut all: Option<Class> = None;
        let mut class = Class::exact(Bytes::NONE);
        let mut is_first = true;
        loop {
            let sign = self.rest.next()?;
            let part = match sign {
                ']' if !is_first => break,
                '[' => match self.named()? {
                    Some(class) => class,
                    None => self.class()?,
                },
                '&' if self.rest.next_if_eq(&'&').is_some() => {
                    all = Some(all.map_or(class, |all| all.and(&class)));
                    class = Class::exact(Bytes::NONE);
                    continue;
                }
                '\\' => {
                    let sign = self.rest.next()?;
                    if sign == 'b' { Class::exact(Bytes::of(0x08)) } else { self.escaped_class(sign)? }
                }
                sign => Class::exact(first_of(sign)),
            };
            is_first = false;
            class = class.or(&self.range(sign, part)?);
        }
        let class = all.map_or(class, |all| all.and(&class));
        self.depth -= 1;
        // In either case is settled before the complement is taken.
        let class = if is_negated && self.mode.any_case { class.in_any_case() } else { class };
        Some(if is_negated { class.negated() } else { class })
    }

    /// What `part` begins to be where a range follows; `sign` is as it was written.
    fn range(&mut self, sign: char, part: Class) -> Option<Class> {
        let mut ahead = self.rest.clone();
        if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
            return Some(part);
        }
        let end = ahead.next()?;
        if matches!(sign, '\\' | '[') || matches!(end, '\\' | '[') {
            // `[\w-.]` is no range, `[\t-\r]` is one: rare enough to be left alone, but for the hyphen itself.
            let is_single = matches!(sign, '\\') && !part.bytes.meets(&Bytes::LONG) && part.is_exact;
            if is_single || matches!(end, '\\' | '[') {
                return Some(Class::ANY);
            }
            return Some(part);
        }
        self.rest = ahead;
        if !sign.is_ascii() || !end.is_ascii() {
            let bytes = Bytes::within(&[(sign.min('\u{7f}') as u8, 0x7f)]).or(&Bytes::LONG);
            return Some(Class { bytes, is_exact: sign.is_ascii(), others: Others::Some });
        }
        Some(Class::exact(Bytes::within(&[(sign as u8, end as u8)])))
    }

    /// A class such as `[:alpha:]`, its opening bracket taken off; nothing where it is another.
    fn named(&mut self) -> Option<Option<Class>> {
        if self.rest.peek() != Some(&':') {
            return Some(None);
        }
        let mut ahead = self.rest.clone();
        ahead.next();
        let is_negated = ahead.next_if_eq(&'^').is_some();
        let mut name = String::new();
        loop {
            match ahead.next() {
                Some(sign) if sign.is_ascii_alphabetic() => name.push(sign),
                Some(':') if ahead.next() == Some(']') => break,
                _ => return Some(None),
            }
        }
        self.rest = ahead;
        let class = property(&name);
        Some(Some(if is_negated { class.negated() } else { class }))
    }
}

/// The characters that have a property, by the name that `[:name:]` or `\p{Name}` gives it.
fn property(name: &str) -> Class {
    let bytes = match name {
        "alpha" | "Alpha" | "L" => Bytes::ALPHABETIC,
        "digit" | "Digit" | "N" | "Nd" => Bytes::DIGIT,
        "alnum" | "Alnum" => Bytes::ALPHANUMERIC,
        "upper" | "Upper" | "Lu" => Bytes::UPPER,
        "lower" | "Lower" | "Ll" => Bytes::LOWER,
        "xdigit" | "XDigit" => Bytes::HEXADECIMAL,
        "space" | "Space" => Bytes::SPACE,
        "blank" | "Blank" => Bytes::BLANK,
        "word" | "Word" => Bytes::WORD,
        "cntrl" | "Cntrl" | "Cc" => Bytes::CONTROL,
        "M" => Bytes::NONE,
        "P" => Bytes::PUNCTUATION,
        "S" => Bytes::SYMBOLS,
        "Z" | "Zs" => Bytes::of(b' '),
        "ascii" | "ASCII" => return Class::exact(Bytes::ASCII),
        _ => return Class::ANY,
    };
    Class::exact(bytes.or(&Bytes::LONG))
}

/// The bytes that a character begins with.
pub(crate) fn first_of(sign: char) -> Bytes {
    if sign.is_ascii() { Bytes::of(sign as u8) } else { Bytes::LONG }
}
