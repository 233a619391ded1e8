//! The parts of an OSCAL catalog that are read. Everything else is skipped.
//!
//! Texts are borrowed from the file: a large catalog costs little, and the location of each text can be computed.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::source::Span;

/// A file that may hold a catalog.
#[derive(Debug, Deserialize)]
pub(super) struct Root<'a> {
    #[serde(borrow)]
    pub(super) catalog: Option<Catalog<'a>>,
}

/// A catalog.
#[derive(Debug, Deserialize)]
pub(super) struct Catalog<'a> {
    #[serde(borrow, default)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow, default)]
    pub(super) params: Vec<Parameter<'a>>,
    #[serde(borrow, default)]
    pub(super) groups: Vec<Unit<'a>>,
    #[serde(borrow, default)]
    pub(super) controls: Vec<Unit<'a>>,
}

/// The metadata of a catalog.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow, default)]
    pub(super) title: Text<'a>,
    #[serde(borrow, default)]
    pub(super) version: Text<'a>,
}

/// A group or a control: both are read alike.
#[derive(Debug, Deserialize)]
pub(super) struct Unit<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) title: Text<'a>,
    #[serde(borrow, default)]
    pub(super) params: Vec<Parameter<'a>>,
    #[serde(borrow, default)]
    pub(super) props: Vec<Property<'a>>,
    #[serde(borrow, default)]
    pub(super) links: Vec<Link<'a>>,
    #[serde(borrow, default)]
    pub(super) parts: Vec<Part<'a>>,
    #[serde(borrow, default)]
    pub(super) groups: Vec<Self>,
    #[serde(borrow, default)]
    pub(super) controls: Vec<Self>,
}

/// A name with a value.
#[derive(Debug, Deserialize)]
pub(super) struct Property<'a> {
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
    #[serde(borrow, default)]
    pub(super) value: Text<'a>,
    #[serde(borrow, default)]
    pub(super) class: Text<'a>,
}

/// A reference to something else.
#[derive(Debug, Deserialize)]
pub(super) struct Link<'a> {
    #[serde(borrow, default)]
    pub(super) href: Text<'a>,
    #[serde(borrow, default)]
    pub(super) rel: Text<'a>,
}

/// A part of a control's text. How to assess the control is left out.
#[derive(Debug, Default)]
pub(super) struct Part<'a> {
    pub(super) name: Text<'a>,
    pub(super) title: Text<'a>,
    pub(super) props: Vec<Property<'a>>,
    pub(super) prose: Text<'a>,
    pub(super) parts: Vec<Self>,
}

impl Part<'_> {
    /// Whether it is about the assessment of the control.
    pub(super) fn is_assessment(&self) -> bool {
        let name = self.name.trimmed();
        name.starts_with("assess") || name == "objects"
    }
}

/// A value of a control that the organization which applies it fills in.
#[derive(Debug, Deserialize)]
pub(super) struct Parameter<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) label: Text<'a>,
    #[serde(borrow, default)]
    pub(super) values: Vec<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) select: Option<Select<'a>>,
}

/// A parameter that is chosen and not written.
#[derive(Debug, Deserialize)]
pub(super) struct Select<'a> {
    #[serde(borrow, default, rename = "how-many")]
    pub(super) how_many: Text<'a>,
    #[serde(borrow, default)]
    pub(super) choice: Vec<Text<'a>>,
}

/// A text of the file, borrowed unless it holds escapes.
#[derive(Debug, Clone, Default)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl<'a> Text<'a> {
    /// The text without white space around it.
    pub(super) fn trimmed(&self) -> &str {
        self.0.trim()
    }

    /// Its span in `file`; nothing for a text with escapes, which was copied.
    pub(super) fn span_in(&self, file: &str) -> Option<Span> {
        let Cow::Borrowed(text) = self.0 else { return None };
        // A borrowed text is a part of the file: the difference of their addresses is its offset.
        let start = (text.as_ptr() as usize).checked_sub(file.as_ptr() as usize)?;
        let span = Span::new(start, start + text.len());
        (!text.is_empty() && span.of(file) == text).then_some(span)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Part<'a> {
    /// As the derived implementation, but skips the rest of a part once its name shows that it is not wanted: that is
    /// most of a large catalog.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InParts;
        impl<'de> Visitor<'de> for InParts {
            type Value = Part<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a part")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut part = Part::default();
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    match key.trimmed() {
                        "name" => part.name = map.next_value()?,
                        _ if part.is_assessment() => drop(map.next_value::<IgnoredAny>()?),
                        "title" => part.title = map.next_value()?,
                        "props" => part.props = map.next_value()?,
                        "prose" => part.prose = map.next_value()?,
                        "parts" => part.parts = map.next_value()?,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(part)
            }
        }
        deserializer.deserialize_map(InParts)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowing;
        impl<'de> Visitor<'de> for Borrowing {
            type Value = Cow<'de, str>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Borrowing).map(Self)
    }
}
