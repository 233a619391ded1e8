//! The register: every code there is, its name, its severity as shipped, and whether a build can go on.
//!
//! Codes are permanent. A code that falls out of use keeps its line; a new fault gets a new number.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Wrong: a check fails.
    Error,
    /// Doubtful: shown, and fails only where a site denies warnings.
    Warning,
    /// Could be better.
    Hint,
    /// Not shown at all; only a site's configuration sets it.
    Off,
}

impl Severity {
    /// The word people and machines read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
            Self::Off => "off",
        }
    }
}

/// What a fault means for a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildEffect {
    /// A right site can still be written.
    Builds,
    /// There is no right output: the build ends and the last good site stays.
    Stops,
}

macro_rules! register {
    ($($(#[doc = $what:literal])+ $code:ident $variant:ident $name:literal $severity:ident $outcome:ident;)+) => {
        /// A kind of fault. [`Code::id`] is what users see and may rely on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $what])+ $variant,)+
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The permanent id, such as `FM101`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => stringify!($code)),+ }
            }

            /// The permanent name, such as `invalid-date`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// One line that says what is found.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($what),+).trim_ascii()),+ }
            }

            /// The severity a site starts with.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What it means for a build.
            pub const fn build_effect(self) -> BuildEffect {
                match self { $(Self::$variant => BuildEffect::$outcome),+ }
            }
        }
    };
}

register! {
    /// A review that is overdue.
    DC101 ReviewOverdue "review-overdue" Warning Builds;
    /// A review that is due within 60 days.
    DC102 ReviewDue "review-due" Warning Builds;
    /// A controlled document without an owner or an approver.
    DC103 IncompleteControl "incomplete-control" Warning Builds;
    /// A history that is out of order, or does not end at the document's version.
    DC104 HistoryOutOfOrder "history-out-of-order" Warning Builds;
    /// A day of review, or of a version, that is still to come.
    DC105 DateInFuture "date-in-future" Warning Builds;
    /// A date that is no date.
    FM101 InvalidDate "invalid-date" Error Builds;
    /// A key given twice.
    FM102 DuplicateKey "duplicate-key" Error Builds;
    /// A value of another type than its key takes.
    FM103 WrongType "wrong-type" Error Builds;
    /// Front matter that cannot be read at all.
    FM104 UnreadableFrontMatter "unreadable-front-matter" Error Stops;
    /// Front matter that begins and never ends.
    FM105 UnclosedFrontMatter "unclosed-front-matter" Error Stops;
    /// A key that is nearly a known one.
    FM106 UnknownKey "unknown-key" Warning Builds;
    /// A weight with a leading zero that reads otherwise in octal.
    FM107 AmbiguousWeight "ambiguous-weight" Warning Builds;
    /// An article without a title.
    FM108 MissingTitle "missing-title" Warning Builds;
    /// An article without a description.
    FM109 MissingDescription "missing-description" Warning Builds;
    /// A tag that is not on the site's list.
    FM110 UnlistedTag "unlisted-tag" Warning Builds;
    /// A tag written in another case elsewhere.
    FM111 TagCase "tag-case" Warning Builds;
    /// A link to another host behind which there is nothing.
    EX101 DeadLink "dead-link" Error Builds;
    /// A link to a host that does not let itself be asked.
    EX102 BlockedLink "blocked-link" Hint Builds;
    /// A link to a host that gave no good answer this time.
    EX103 UnstableLink "unstable-link" Hint Builds;
    /// A link to an address that has moved for good.
    EX104 MovedLink "moved-link" Warning Builds;
    /// A link that is sent round in a circle.
    EX105 RedirectLoop "redirect-loop" Warning Builds;
    /// A link to a private address, which is not asked.
    EX106 PrivateAddress "private-address" Hint Builds;
    /// A fragment that is not on the page of another host.
    EX107 DeadFragment "dead-fragment" Warning Builds;
    /// An acceptance of findings that cannot be read, or has no reason.
    IG101 UnreadableIgnore "unreadable-ignore" Error Builds;
    /// An acceptance that accepts nothing.
    IG102 UnusedIgnore "unused-ignore" Warning Builds;
    /// An acceptance whose date has passed.
    IG103 ExpiredIgnore "expired-ignore" Warning Builds;
    /// A link to a page that is not there.
    LK101 BrokenPage "broken-page" Error Builds;
    /// A link to an anchor that is not on the page.
    LK102 BrokenAnchor "broken-anchor" Error Builds;
    /// A link to a file that is not there.
    LK103 MissingAsset "missing-asset" Error Builds;
    /// A link that reaches its page through an alias.
    LK104 LinkThroughAlias "link-through-alias" Warning Builds;
    /// A path of the source tree written as a URL.
    LK105 SourcePathLink "source-path-link" Error Builds;
    /// An absolute URL to the site's own host.
    LK106 OwnHostLink "own-host-link" Warning Builds;
    /// A URL with a second question mark.
    LK107 SecondQuestionMark "second-question-mark" Warning Builds;
    /// A slash after a fragment.
    LK108 SlashAfterFragment "slash-after-fragment" Error Builds;
    /// A doubled slash in a path.
    LK109 DoubledSlash "doubled-slash" Hint Builds;
    /// An address with `http:` where `https:` is known.
    LK110 InsecureLink "insecure-link" Hint Builds;
    /// An anchor that ends in a number the generator gave it.
    LK111 NumberedAnchor "numbered-anchor" Hint Builds;
    /// A link without text.
    LK112 EmptyLinkText "empty-link-text" Hint Builds;
    /// An address of another host that no browser can read.
    LK113 UnreadableAddress "unreadable-address" Error Builds;
    /// An address that runs code, or carries a document, in the reader's browser.
    LK114 UnsafeAddress "unsafe-address" Error Builds;
    /// A code block in a language there is no grammar for.
    MD101 UnknownLanguage "unknown-language" Hint Builds;
    /// Raw HTML with an inline style, which a strict content security policy blocks.
    MD102 InlineStyle "inline-style" Hint Builds;
    /// A citation of a framework that is not known.
    RQ101 UnknownFramework "unknown-framework" Error Builds;
    /// A citation of a requirement that its framework does not have.
    RQ102 UnknownRequirement "unknown-requirement" Error Builds;
    /// A citation of a requirement that only another version has.
    RQ103 OtherVersion "other-version" Warning Builds;
    /// A citation of a requirement that is withdrawn, or has another id now.
    RQ104 Renumbered "renumbered" Warning Builds;
    /// A citation that cannot be an id of its framework.
    RQ105 MalformedRequirement "malformed-requirement" Error Builds;
    /// A retired version of a standard named in a title, heading or tag.
    RQ106 RetiredVersion "retired-version" Warning Builds;
    /// A citation at the start of a line that Markdown takes for a link definition.
    RQ107 CitationAsDefinition "citation-as-definition" Error Builds;
    /// A framework's file that cannot be read, or a part of one.
    RQ108 UnreadableFramework "unreadable-framework" Error Builds;
    /// Two requirements of a framework with one id.
    RQ109 DuplicateRequirement "duplicate-requirement" Error Builds;
    /// Two frameworks with one key.
    RQ110 FrameworkTwice "framework-twice" Error Builds;
    /// A requirement named in prose that could be a citation.
    RQ111 BareCitation "bare-citation" Hint Builds;
    /// A requirement that is said to have become one that is not there.
    RQ112 MissingSuccessor "missing-successor" Error Builds;
    /// Two pages, or two files, on one route.
    RT101 DuplicateRoute "duplicate-route" Error Builds;
    /// An alias on the route of a real page.
    RT102 AliasOnPage "alias-on-page" Error Builds;
    /// One alias declared by two pages.
    RT103 AliasTwice "alias-twice" Error Builds;
    /// A URL that existed before and neither exists nor redirects now.
    RT104 LostUrl "lost-url" Error Builds;
    /// An anchor that existed before and is gone.
    RT105 LostAnchor "lost-anchor" Error Builds;
    /// An alias or URL that cannot be a path of this site.
    RT106 InvalidRoute "invalid-route" Error Builds;
    /// A file on the address of a page.
    RT107 FileUnderPage "file-under-page" Error Builds;
    /// Two outputs of which one leaves no place for the other.
    RT108 OutputClash "output-clash" Error Builds;
    /// An address that no file can be written for.
    RT109 UnwritableName "unwritable-name" Error Builds;
    /// Two addresses that differ only by case, or by how letters are encoded.
    RT110 CaseClash "case-clash" Warning Builds;
    /// A name that Windows does not take.
    RT111 UnportableName "unportable-name" Hint Builds;
    /// A shortcode that is not built in and has no template.
    SC101 UnknownShortcode "unknown-shortcode" Error Stops;
    /// A shortcode that is opened and never closed.
    SC102 UnclosedShortcode "unclosed-shortcode" Error Stops;
    /// A closing shortcode that was never opened.
    SC103 UnopenedShortcode "unopened-shortcode" Error Stops;
    /// A shortcode call that cannot be read.
    SC104 MalformedShortcode "malformed-shortcode" Error Stops;
    /// A shortcode with arguments it does not take, or without one it needs.
    SC105 ShortcodeArguments "shortcode-arguments" Error Builds;
    /// A shortcode nested beyond all measure.
    SC106 NestedTooDeep "nested-too-deep" Error Stops;
    /// A data table, or a part of it, that cannot be read.
    TB101 UnreadableTable "unreadable-table" Error Builds;
    /// A pattern in a responsibility matrix that no requirement matches.
    TB102 GlobWithoutMatch "glob-without-match" Error Builds;
    /// A requirement that two equally specific rows of a responsibility matrix speak of.
    TB103 LeafCoveredTwice "leaf-covered-twice" Error Builds;
    /// A shared requirement without the part of each party.
    TB104 SharedWithoutTexts "shared-without-texts" Error Builds;
    /// A requirement that does not apply, without a note that says why.
    TB105 MissingNote "missing-note" Error Builds;
    /// A requirement that nobody is responsible for in a responsibility matrix.
    TB106 LeafUncovered "leaf-uncovered" Error Builds;
    /// A relation of a crosswalk that is not one of the six.
    TB107 UnknownRelation "unknown-relation" Error Builds;
    /// A pair of requirements that a crosswalk relates twice.
    TB108 PairTwice "pair-twice" Error Builds;
    /// A row with more or fewer cells than the table has columns.
    TB109 RaggedRow "ragged-row" Error Builds;
    /// A key that a data table does not have.
    TB110 UnknownTableKey "unknown-table-key" Error Builds;
    /// A party that a responsibility matrix does not have.
    TB111 UnknownParty "unknown-party" Error Builds;
    /// A data table with more rows than a page can show.
    TB112 TooManyRows "too-many-rows" Error Builds;
    /// A key of a data table given twice.
    TB113 DuplicateTableKey "duplicate-table-key" Error Builds;
    /// A kind of data table that is nearly a known one.
    TB114 UnknownTableKind "unknown-table-kind" Error Builds;
    /// A template that cannot be read.
    TP101 TemplateSyntax "template-syntax" Error Stops;
    /// A template that fails on a page.
    TP102 TemplateFailure "template-failure" Error Stops;
    /// A configuration that cannot be read.
    CF101 UnreadableConfiguration "unreadable-configuration" Error Stops;
    /// A configuration key that does not exist.
    CF102 UnknownSetting "unknown-setting" Warning Builds;
    /// A setting of the wrong type, or a value it does not take.
    CF103 InvalidSetting "invalid-setting" Error Stops;
    /// A configuration key given twice.
    CF104 DuplicateSetting "duplicate-setting" Warning Builds;
    /// A file of authorities that lies outside the root, or cannot be used.
    CF105 UnusableCaFile "unusable-ca-file" Error Builds;
    /// A menu parent that is neither in a menu nor a section.
    NV101 UndefinedMenuParent "undefined-menu-parent" Warning Builds;
    /// An article that no list leads to.
    NV102 OrphanPage "orphan-page" Warning Builds;
    /// A heading of a hand-written series list that names another series.
    NV103 SeriesHeadingNamesAnother "series-heading-names-another" Warning Builds;
    /// A file that is not UTF-8.
    SR101 NotUtf8 "not-utf8" Error Stops;
    /// A symbolic link that leaves the root, or runs in a circle.
    SR102 LinkLeavesRoot "link-leaves-root" Error Stops;
    /// A file that the system would not let be read.
    SR103 UnreadableFile "unreadable-file" Error Stops;
    /// A site without a single article.
    SR104 NoContent "no-content" Error Stops;
    /// A named pipe, a socket or a device where a file belongs.
    SR105 NotRegularFile "not-regular-file" Error Builds;
    /// The folder of a version control system inside `static/`.
    SR106 VersionControlFolder "version-control-folder" Warning Builds;
}

impl Code {
    /// Whether it is found by asking other hosts, and so only where that was asked for.
    pub fn is_external(self) -> bool {
        self.id().starts_with("EX")
    }

    /// The code with this id or name, in any case.
    pub fn find(written: &str) -> Option<Self> {
        let is_meant =
            |code: &&Self| code.id().eq_ignore_ascii_case(written) || code.name().eq_ignore_ascii_case(written);
        Self::ALL.iter().find(is_meant).copied()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn ids_and_names_are_unique_and_sorted_within_their_group() {
        let ids: BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!((ids.len(), names.len()), (Code::ALL.len(), Code::ALL.len()));
        for pair in Code::ALL.windows(2) {
            let (a, b) = (pair[0].id(), pair[1].id());
            assert!(a[..2] != b[..2] || a < b, "{a} stands before {b}");
        }
    }

    #[test]
    fn a_code_is_found_by_id_and_by_name() {
        assert_eq!(Code::find("fm101"), Some(Code::InvalidDate));
        assert_eq!(Code::find("broken-page"), Some(Code::BrokenPage));
        assert_eq!(Code::find("FM999"), None);
    }
}
