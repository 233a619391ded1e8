//! A whole document of OSCAL, whatever its format, as a tree that borrows its texts from the file.
//!
//! Copying a part of it copies nothing but a reference: what profiles select of a large catalog costs little. A borrowed
//! text also has a place in its file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;

use serde::de::value::{Error as Failure, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Number, Value};

use crate::yaml::{Kind, Node};

/// A key and its value.
pub(super) type Entry<'a> = (Cow<'a, str>, Json<'a>);

/// A value of a document.
#[derive(Debug, Clone)]
pub(super) enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Rc<Vec<Self>>),
    /// Keys with their values, each key once.
    Object(Rc<Vec<Entry<'a>>>),
}

impl<'a> Json<'a> {
    /// A text that is not in the file.
    pub(super) fn own(text: &str) -> Self {
        Self::Text(Cow::Owned(text.to_owned()))
    }

    /// A list of these items.
    pub(super) fn of_list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(items))
    }

    /// An object with these entries.
    pub(super) fn of_entries(entries: Vec<Entry<'a>>) -> Self {
        Self::Object(Rc::new(entries))
    }

    /// A tree of YAML or XML. All single values are texts, as they are in OSCAL's catalogs.
    pub(super) fn of_tree(node: &'a Node) -> Self {
        match &node.kind {
            Kind::Null => Self::Null,
            Kind::Scalar { text, .. } => Self::Text(Cow::Borrowed(text)),
            Kind::Sequence(items) => Self::of_list(items.iter().map(Self::of_tree).collect()),
            Kind::Mapping(entries) => {
                let named =
                    entries.iter().filter_map(|(key, value)| Some((Cow::Borrowed(key.text()?), Self::of_tree(value))));
                Self::of_entries(without_duplicates(named.collect()))
            }
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// A key as it is in the file, which gives its place; empty where it is not there.
    pub(super) fn key(&self, key: &str) -> &str {
        self.entries().iter().find(|(name, _)| name == key).map_or("", |(name, _)| name.as_ref())
    }

    /// The entries of an object; none of another value.
    pub(super) fn entries(&self) -> &[Entry<'a>] {
        match self {
            Self::Object(entries) => entries,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => &[],
        }
    }

    /// The items of a list; none of another value.
    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Object(_) => &[],
        }
    }

    /// The items of the list of a key; none where there is no such list.
    pub(super) fn list(&self, key: &str) -> &[Self] {
        self.get(key).map(Self::items).unwrap_or_default()
    }

    /// The text, without white space around it.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }

    /// The text of a key; empty where there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        self.get(key).and_then(Self::as_text).unwrap_or_default()
    }

    /// What it shares with its copies that were not changed; nothing for what is no object.
    pub(super) fn identity(&self) -> Option<usize> {
        match self {
            Self::Object(entries) => Some(Rc::as_ptr(entries) as usize),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => None,
        }
    }

    /// Whether it is the word `true`, or the value.
    pub(super) fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true)) || self.as_text() == Some("true")
    }

    /// The list of a key, to be changed; nothing where there is no such list.
    pub(super) fn list_mut(&mut self, key: &str) -> Option<&mut Vec<Self>> {
        let Self::Object(entries) = self else { return None };
        if !entries.iter().any(|(name, value)| name == key && matches!(value, Self::List(_))) {
            return None;
        }
        match Rc::make_mut(entries).iter_mut().find(|(name, _)| name == key) {
            Some((_, Self::List(items))) => Some(Rc::make_mut(items)),
            Some(_) | None => None,
        }
    }

    /// Sets the value of a key of an object.
    pub(super) fn set(&mut self, key: Cow<'a, str>, value: Self) {
        let Self::Object(entries) = self else { return };
        let entries = Rc::make_mut(entries);
        match entries.iter_mut().find(|(name, _)| *name == key) {
            Some((_, own)) => *own = value,
            None => entries.push((key, value)),
        }
    }

    /// Removes a key of an object.
    pub(super) fn remove(&mut self, key: &str) {
        let Self::Object(entries) = self else { return };
        if entries.iter().any(|(name, _)| name == key) {
            Rc::make_mut(entries).retain(|(name, _)| name != key);
        }
    }

    /// Adds items to the list of a key, in front of what it has or behind it.
    pub(super) fn extend(&mut self, key: Cow<'a, str>, items: impl IntoIterator<Item = Self>, is_in_front: bool) {
        if self.list_mut(&key).is_none() {
            self.set(key.clone(), Self::of_list(Vec::new()));
        }
        if let Some(own) = self.list_mut(&key) {
            let at = if is_in_front { 0 } else { own.len() };
            own.splice(at..at, items);
        }
    }

    /// Every text in it and below it, keys left out. Readers of files bound how deep it nests.
    pub(super) fn each_text<'j>(&'j self, see: &mut impl FnMut(&'j str)) {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => {}
            Self::Text(text) => see(text),
            Self::List(items) => items.iter().for_each(|item| item.each_text(see)),
            Self::Object(entries) => entries.iter().for_each(|(_, value)| value.each_text(see)),
        }
    }

    /// The same as a value of JSON.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Self::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| (key.clone().into_owned(), value.to_value()));
                Value::Object(entries.collect::<Map<String, Value>>())
            }
        }
    }
}

/// The last of each key, at the place of the first, as readers of JSON have it.
fn without_duplicates(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    const FEW: usize = 16;
    let has_duplicates = if entries.len() <= FEW {
        entries.iter().enumerate().any(|(at, (key, _))| entries[..at].iter().any(|(before, _)| before == key))
    } else {
        let mut seen = HashSet::new();
        !entries.iter().all(|(key, _)| seen.insert(key.as_ref()))
    };
    if !has_duplicates {
        return entries;
    }
    let mut seen = HashSet::new();
    let mut kept: Vec<Entry<'_>> =
        entries.into_iter().rev().filter(|(key, _)| seen.insert(key.clone().into_owned())).collect();
    kept.reverse();
    kept
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Json::Bool(value))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Json::Number(number.into()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Json::Number(number.into()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Json::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Json::own(text))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Json::of_list(items))
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(Key(key)) = map.next_key()? {
                    entries.push((key, map.next_value()?));
                }
                Ok(Json::of_entries(without_duplicates(entries)))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A key, borrowed unless it holds escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Text(text) => Ok(Key(text)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => {
                Err(D::Error::custom("expected a text as a key"))
            }
        }
    }
}

/// To be read into a type.
impl<'de> Deserializer<'de> for &'de Json<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Number(number) => visitor.visit_string(number.to_string()),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter())),
            Json::Object(entries) => {
                visitor.visit_map(MapDeserializer::new(entries.iter().map(|(key, value)| (key.as_ref(), value))))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if matches!(self, Json::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// A list without items may be written as a key without a value.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        if matches!(self, Json::Null) {
            return visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<&Json<'_>>()));
        }
        self.deserialize_any(visitor)
    }

    /// Without a look at what is below it: that is most of a catalog.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map struct enum identifier
    }
}

impl<'de> IntoDeserializer<'de, Failure> for &'de Json<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
