//! The fields that OSCAL has for each kind of object, by the key of the object or of the list that holds it. What a document
//! has beside them becomes a property or a remark.

/// The fields of objects.
const FIELDS: [(&str, &[&str]); 29] = [
    ("catalog", &["uuid", "metadata", "params", "controls", "groups", "back-matter"]),
    (
        "metadata",
        &[
            "title",
            "published",
            "last-modified",
            "version",
            "oscal-version",
            "revisions",
            "document-ids",
            "props",
            "links",
            "roles",
            "locations",
            "parties",
            "responsible-parties",
            "actions",
            "remarks",
        ],
    ),
    ("groups", &["id", "class", "title", "params", "props", "links", "parts", "groups", "controls"]),
    ("controls", &["id", "class", "title", "params", "props", "links", "parts", "controls"]),
    (
        "params",
        &[
            "id",
            "class",
            "depends-on",
            "props",
            "links",
            "label",
            "usage",
            "constraints",
            "guidelines",
            "values",
            "select",
            "remarks",
        ],
    ),
    ("parts", &["id", "name", "ns", "class", "title", "props", "prose", "parts", "links"]),
    ("props", &["name", "uuid", "ns", "value", "class", "group", "remarks"]),
    ("links", &["href", "rel", "media-type", "resource-fragment", "text"]),
    ("constraints", &["description", "tests"]),
    ("tests", &["expression", "remarks"]),
    ("guidelines", &["prose"]),
    ("select", &["how-many", "choice"]),
    ("revisions", &["title", "published", "last-modified", "version", "oscal-version", "props", "links", "remarks"]),
    ("document-ids", &["scheme", "identifier"]),
    ("roles", &["id", "title", "short-name", "description", "props", "links", "remarks"]),
    ("responsible-parties", &["role-id", "party-uuids", "props", "links", "remarks"]),
    (
        "locations",
        &["uuid", "title", "address", "email-addresses", "telephone-numbers", "urls", "props", "links", "remarks"],
    ),
    (
        "parties",
        &[
            "uuid",
            "type",
            "name",
            "short-name",
            "external-ids",
            "props",
            "links",
            "email-addresses",
            "telephone-numbers",
            "addresses",
            "location-uuids",
            "member-of-organizations",
            "remarks",
        ],
    ),
    ("external-ids", &["scheme", "id"]),
    ("telephone-numbers", &["type", "number"]),
    ("address", &["type", "addr-lines", "city", "state", "postal-code", "country"]),
    ("addresses", &["type", "addr-lines", "city", "state", "postal-code", "country"]),
    ("actions", &["uuid", "date", "type", "system", "props", "links", "responsible-parties", "remarks"]),
    ("back-matter", &["resources"]),
    (
        "resources",
        &["uuid", "title", "description", "props", "document-ids", "citation", "rlinks", "base64", "remarks"],
    ),
    ("citation", &["text", "props", "links"]),
    ("rlinks", &["href", "media-type", "hashes"]),
    ("hashes", &["algorithm", "value"]),
    ("base64", &["filename", "media-type", "value"]),
];

/// The fields of an object that stands under `key`; nothing where that is not known.
pub(super) fn fields(key: &str) -> Option<&'static [&'static str]> {
    FIELDS.iter().find(|(known, _)| *known == key).map(|(_, fields)| *fields)
}
