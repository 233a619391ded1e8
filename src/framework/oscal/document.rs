//! The parts of an OSCAL catalog that are read. Everything else is skipped.
//!
//! Texts are borrowed from the file: a large catalog costs little, and the location of each text can be computed.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::subject::Subject;

/// A file that may hold a catalog.
#[derive(Debug, Default)]
pub(super) struct Root<'a> {
    /// The catalog.
    pub(super) catalog: Option<Catalog<'a>>,
    /// What else of OSCAL it holds.
    pub(super) other: Option<Subject>,
    /// Whether it has no key at all.
    pub(super) is_empty: bool,
    /// Whether it has the keys of a catalog, without the one around them.
    pub(super) is_bare: bool,
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
    pub(super) class: Text<'a>,
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
    pub(super) id: Text<'a>,
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
    pub(super) props: Vec<Property<'a>>,
    #[serde(borrow, default)]
    pub(super) usage: Text<'a>,
    #[serde(borrow, default)]
    pub(super) constraints: Vec<Constraint<'a>>,
    #[serde(borrow, default)]
    pub(super) guidelines: Vec<Guideline<'a>>,
    #[serde(borrow, default)]
    pub(super) values: Vec<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) select: Option<Select<'a>>,
}

impl Parameter<'_> {
    /// The ids of the parameters that this one stands for together.
    pub(super) fn aggregated(&self) -> impl Iterator<Item = &str> {
        self.props
            .iter()
            .filter(|property| property.name.trimmed() == "aggregates")
            .map(|property| property.value.trimmed())
    }

    /// Whether someone has said what it is or must be.
    pub(super) fn is_set(&self) -> bool {
        !self.values.is_empty() || self.constraints.iter().any(|one| !one.description.trimmed().is_empty())
    }
}

/// What a value of a parameter must meet.
#[derive(Debug, Deserialize)]
pub(super) struct Constraint<'a> {
    #[serde(borrow, default)]
    pub(super) description: Text<'a>,
}

/// What a parameter is for.
#[derive(Debug, Deserialize)]
pub(super) struct Guideline<'a> {
    #[serde(borrow, default)]
    pub(super) prose: Text<'a>,
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

    /// The text as it is read.
    pub(super) fn whole(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Root<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InRoot;
        impl<'de> Visitor<'de> for InRoot {
            type Value = Root<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a mapping")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut root = Root { is_empty: true, ..Root::default() };
                let (mut has_metadata, mut has_units) = (false, false);
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    root.is_empty = false;
                    has_metadata |= key.trimmed() == "metadata";
                    has_units |= matches!(key.trimmed(), "groups" | "controls");
                    match Subject::of_key(key.trimmed()) {
                        Some(Subject::Catalog) => root.catalog = map.next_value()?,
                        other => {
                            root.other = root.other.or(other);
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                root.is_bare = has_metadata && has_units;
                Ok(root)
            }
        }
        deserializer.deserialize_map(InRoot)
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
                        "id" => part.id = map.next_value()?,
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

            // Not valid, but what is meant is clear: `"version": 2`, `"prose": null`.
            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Cow::Owned(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Cow::Owned(number.to_string()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Cow::Owned(value.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Cow::Owned(number.to_string()))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(""))
            }
        }
        deserializer.deserialize_any(Borrowing).map(Self)
    }
}
