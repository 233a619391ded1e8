//! All finding codes: their names, summaries, default severities and effects on a build.
//!
//! Codes are permanent. A code that falls out of use keeps its line; a new kind of finding gets a new number.

use super::register::register;
use super::severity::{BuildEffect, Severity};

register! {
    /// An overdue review.
    DC101 ReviewOverdue "review-overdue" Warning Builds;
    /// A review that is due within 60 days.
    DC102 ReviewDue "review-due" Warning Builds;
    /// A controlled document without an owner or an approver.
    DC103 IncompleteControl "incomplete-control" Warning Builds;
    /// A version history that is out of order, or does not end at the version of the document.
    DC104 HistoryOutOfOrder "history-out-of-order" Warning Builds;
    /// A date of a review or of a version in the future.
    DC105 DateInFuture "date-in-future" Warning Builds;
    /// A document that changed after its approval without a new version.
    DC106 ChangedAfterApproval "changed-after-approval" Warning Builds;
    /// A commit or a tag of an approved version that does not exist.
    DC107 UnknownRevision "unknown-revision" Warning Builds;
    /// A commit or a tag at which the document did not exist, or cannot be read.
    DC108 NotInRevision "not-in-revision" Warning Builds;
    /// A commit that is later than the approval it stands for.
    DC109 CommitAfterApproval "commit-after-approval" Warning Builds;
    /// Approved texts that this clone does not have, so that changes are not known.
    DC110 UnreadApprovals "unread-approvals" Warning Builds;
    /// A version that names both a commit and a tag.
    DC111 SecondRevision "second-revision" Warning Builds;
    /// A term that is defined twice for the same pages.
    DT101 DuplicateTerm "duplicate-term" Warning Builds;
    /// A defined term that no page uses.
    DT102 UnusedTerm "unused-term" Hint Builds;
    /// An abbreviation that neither a glossary nor its page explains.
    DT103 UndefinedAbbreviation "undefined-abbreviation" Warning Builds;
    /// A glossary that defines no term.
    DT104 EmptyGlossary "empty-glossary" Warning Builds;
    /// A defined term that cannot be found on a page.
    DT105 UnusableTerm "unusable-term" Warning Builds;
    /// An invalid date.
    FM101 InvalidDate "invalid-date" Error Builds;
    /// A duplicate key.
    FM102 DuplicateKey "duplicate-key" Error Builds;
    /// A value of the wrong type.
    FM103 WrongType "wrong-type" Error Builds;
    /// Front matter that cannot be parsed.
    FM104 UnreadableFrontMatter "unreadable-front-matter" Error Stops;
    /// Front matter without an end.
    FM105 UnclosedFrontMatter "unclosed-front-matter" Error Stops;
    /// An unknown key that is similar to a known one.
    FM106 UnknownKey "unknown-key" Warning Builds;
    /// A weight with a leading zero that has another value in octal.
    FM107 AmbiguousWeight "ambiguous-weight" Warning Builds;
    /// An article without a title.
    FM108 MissingTitle "missing-title" Warning Builds;
    /// An article without a description.
    FM109 MissingDescription "missing-description" Warning Builds;
    /// A tag that is not in the list of allowed tags.
    FM110 UnlistedTag "unlisted-tag" Warning Builds;
    /// A tag that is written in another case elsewhere.
    FM111 TagCase "tag-case" Warning Builds;
    /// Front matter without its opening line.
    FM112 MissingOpeningFence "missing-opening-fence" Error Builds;
    /// Front matter that does not begin the file.
    FM113 LateFrontMatter "late-front-matter" Error Builds;
    /// A term that shares its page with another term.
    FM115 TermCollision "term-collision" Warning Builds;
    /// An output format of front matter that is not written.
    FM117 UnwrittenOutput "unwritten-output" Hint Builds;
    /// A `hero` that is not shown as it is written.
    FM118 MisplacedHero "misplaced-hero" Warning Builds;
    /// A profile, dimension or value in `applies` of an article that does not exist.
    FM119 UnknownApplies "unknown-applies" Error Builds;
    /// A link to another site that does not exist.
    EX101 DeadLink "dead-link" Error Builds;
    /// A link to a site that refuses automated requests.
    EX102 BlockedLink "blocked-link" Hint Builds;
    /// A link to a site that gave no usable response this time.
    EX103 UnstableLink "unstable-link" Hint Builds;
    /// A link to a URL that has moved permanently.
    EX104 MovedLink "moved-link" Warning Builds;
    /// A link with a redirect loop.
    EX105 RedirectLoop "redirect-loop" Warning Builds;
    /// A link to a private address, which is not checked.
    EX106 PrivateAddress "private-address" Hint Builds;
    /// A fragment that does not exist on a page of another site.
    EX107 DeadFragment "dead-fragment" Warning Builds;
    /// An ignore that cannot be parsed, or has no reason.
    IG101 UnreadableIgnore "unreadable-ignore" Error Builds;
    /// An unused ignore.
    IG102 UnusedIgnore "unused-ignore" Warning Builds;
    /// An ignore whose last day has passed.
    IG103 ExpiredIgnore "expired-ignore" Warning Builds;
    /// A link to a page that does not exist.
    LK101 BrokenPage "broken-page" Error Builds;
    /// A link to an anchor that does not exist.
    LK102 BrokenAnchor "broken-anchor" Error Builds;
    /// A link to a file that does not exist.
    LK103 MissingAsset "missing-asset" Error Builds;
    /// A link that leads through an alias.
    LK104 LinkThroughAlias "link-through-alias" Warning Builds;
    /// A link with the path of a source file instead of a URL.
    LK105 SourcePathLink "source-path-link" Error Builds;
    /// An absolute URL to the host of the site itself.
    LK106 OwnHostLink "own-host-link" Warning Builds;
    /// A URL with a second question mark.
    LK107 SecondQuestionMark "second-question-mark" Warning Builds;
    /// A slash after a fragment.
    LK108 SlashAfterFragment "slash-after-fragment" Error Builds;
    /// A double slash in a path.
    LK109 DoubledSlash "doubled-slash" Hint Builds;
    /// A URL with `http:` to a host that serves `https:`.
    LK110 InsecureLink "insecure-link" Hint Builds;
    /// A link to an anchor with a number that the generator appended.
    LK111 NumberedAnchor "numbered-anchor" Hint Builds;
    /// A link without text.
    LK112 EmptyLinkText "empty-link-text" Hint Builds;
    /// A URL of another site that browsers cannot parse.
    LK113 UnreadableAddress "unreadable-address" Error Builds;
    /// A URL that runs code, or contains a document.
    LK114 UnsafeAddress "unsafe-address" Error Builds;
    /// An address with a scheme that leads nowhere.
    LK116 UnknownScheme "unknown-scheme" Error Builds;
    /// An id that is on a page twice.
    LK117 DuplicateId "duplicate-id" Warning Builds;
    /// A link whose letters are in another Unicode form than those of its target.
    LK118 OtherUnicodeForm "other-unicode-form" Warning Builds;
    /// Text that is probably meant as a link.
    LK119 MistypedLink "mistyped-link" Warning Builds;
    /// A code block in an unknown language.
    MD101 UnknownLanguage "unknown-language" Hint Builds;
    /// Raw HTML with an inline style, which a strict content security policy blocks.
    MD102 InlineStyle "inline-style" Hint Builds;
    /// A footnote that no page shows.
    MD103 UnshownFootnote "unshown-footnote" Warning Builds;
    /// A callout in the syntax of MkDocs or Docusaurus that is shown as text.
    MD104 ForeignAdmonition "foreign-admonition" Warning Builds;
    /// Tabs in the syntax of MkDocs that are shown as text.
    MD105 ForeignTabs "foreign-tabs" Warning Builds;
    /// Markup of another generator that is shown as text.
    MD106 ForeignMarkup "foreign-markup" Warning Builds;
    /// A module or a component of MDX, or another element that HTML does not have.
    MD107 Mdx "mdx" Warning Builds;
    /// An attribute list in the syntax of another generator that is shown as text.
    MD108 ForeignAttributes "foreign-attributes" Warning Builds;
    /// An alert of an unknown kind.
    MD109 UnknownAlert "unknown-alert" Warning Builds;
    /// Rows of a table without a delimiter row.
    MD110 TableWithoutDelimiter "table-without-delimiter" Warning Builds;
    /// Mathematics that is shown as text.
    MD111 MathematicsOff "mathematics-off" Warning Builds;
    /// A Mermaid diagram whose source is shown.
    MD112 DiagramOff "diagram-off" Warning Builds;
    /// A wiki link, which is shown as text.
    MD113 WikiLink "wiki-link" Warning Builds;
    /// Mathematics that cannot be read.
    MD114 UnreadableMathematics "unreadable-mathematics" Error Builds;
    /// Raw HTML that the content security policy of the site blocks.
    MD115 BlockedHtml "blocked-html" Warning Builds;
    /// A comment in raw HTML without an end.
    MD116 OpenComment "open-comment" Error Builds;
    /// A whole HTML document as the body of an article.
    MD117 DocumentInPage "document-in-page" Warning Builds;
    /// Raw HTML that breaks the page around it.
    MD118 BrokenHtml "broken-html" Error Builds;
    /// A citation of an unknown framework.
    RQ101 UnknownFramework "unknown-framework" Error Builds;
    /// A citation of an unknown requirement.
    RQ102 UnknownRequirement "unknown-requirement" Error Builds;
    /// A citation of a requirement of another version.
    RQ103 OtherVersion "other-version" Warning Builds;
    /// A citation of a requirement that is withdrawn or renumbered.
    RQ104 Renumbered "renumbered" Warning Builds;
    /// A citation with a malformed id.
    RQ105 MalformedRequirement "malformed-requirement" Error Builds;
    /// A retired version of a standard named in a title, heading or tag.
    RQ106 RetiredVersion "retired-version" Warning Builds;
    /// A citation at the start of a line that Markdown parses as a link definition.
    RQ107 CitationAsDefinition "citation-as-definition" Error Builds;
    /// A framework file that cannot be read, or a part of one.
    RQ108 UnreadableFramework "unreadable-framework" Error Builds;
    /// Two requirements of a framework with the same id.
    RQ109 DuplicateRequirement "duplicate-requirement" Error Builds;
    /// Two frameworks with the same key.
    RQ110 FrameworkTwice "framework-twice" Error Builds;
    /// A requirement in the text that could be a citation.
    RQ111 BareCitation "bare-citation" Hint Builds;
    /// A successor of a withdrawn requirement that does not exist.
    RQ112 MissingSuccessor "missing-successor" Error Builds;
    /// An id in another spelling than that of the framework.
    RQ113 OtherSpelling "other-spelling" Hint Builds;
    /// A profile or a baseline of something that is not in the site.
    RQ120 MissingImport "missing-import" Error Builds;
    /// A profile or a baseline that builds on itself.
    RQ121 CircularProfile "circular-profile" Error Builds;
    /// An id or a pattern of a profile or a baseline that selects nothing.
    RQ122 EmptySelection "empty-selection" Error Builds;
    /// A change of a profile or a baseline to what it does not select.
    RQ123 MissingTarget "missing-target" Error Builds;
    /// A key or a word of a profile or a baseline that is not known.
    RQ124 UnknownInProfile "unknown-in-profile" Error Builds;
    /// A control that two imports of a profile select or set in different ways.
    RQ125 ImportClash "import-clash" Warning Builds;
    /// A citation of a requirement that is not in the baseline.
    RQ126 OutsideBaseline "outside-baseline" Error Builds;
    /// A requirement that an article declares and that does not apply to those the article is for.
    RQ130 InapplicableRequirement "inapplicable-requirement" Warning Builds;
    /// An entry of `applicability` that names no requirement.
    RQ131 UnmatchedApplicability "unmatched-applicability" Error Builds;
    /// Two pages or files with the same URL.
    RT101 DuplicateRoute "duplicate-route" Error Builds;
    /// An alias with the URL of a page.
    RT102 AliasOnPage "alias-on-page" Error Builds;
    /// The same alias on two pages.
    RT103 AliasTwice "alias-twice" Error Builds;
    /// A URL that existed before and neither exists nor redirects now.
    RT104 LostUrl "lost-url" Error Builds;
    /// An anchor that existed before and does not exist now.
    RT105 LostAnchor "lost-anchor" Error Builds;
    /// An alias or URL that is not a valid path of the site.
    RT106 InvalidRoute "invalid-route" Error Builds;
    /// A file with the URL of a page.
    RT107 FileUnderPage "file-under-page" Error Builds;
    /// Two outputs that cannot both be written.
    RT108 OutputClash "output-clash" Error Builds;
    /// A URL for which no file can be written.
    RT109 UnwritableName "unwritable-name" Error Builds;
    /// Two URLs that differ only in case or in Unicode normalization.
    RT110 CaseClash "case-clash" Warning Builds;
    /// A file name that Windows does not allow.
    RT111 UnportableName "unportable-name" Hint Builds;
    /// A character that XML does not allow, in a text of feeds.
    RT112 ForbiddenCharacter "forbidden-character" Warning Builds;
    /// An address with a part of a date, on a page without a date.
    RT113 AddressWithoutDate "address-without-date" Warning Builds;
    /// A shortcode that is not built in and has no template.
    SC101 UnknownShortcode "unknown-shortcode" Error Stops;
    /// A shortcode without its closing tag.
    SC102 UnclosedShortcode "unclosed-shortcode" Error Stops;
    /// A closing tag without its shortcode.
    SC103 UnopenedShortcode "unopened-shortcode" Error Stops;
    /// A malformed shortcode call.
    SC104 MalformedShortcode "malformed-shortcode" Error Stops;
    /// A shortcode with an unknown or a missing argument.
    SC105 ShortcodeArguments "shortcode-arguments" Error Builds;
    /// Shortcodes that are nested too deep.
    SC106 NestedTooDeep "nested-too-deep" Error Stops;
    /// Text that is probably meant as a shortcode.
    SC107 MistypedShortcode "mistyped-shortcode" Warning Builds;
    /// A shortcode whose template stands in the article.
    SC108 InlineShortcode "inline-shortcode" Warning Builds;
    /// A template of a shortcode that an import made and nobody has written yet.
    SC109 ShortcodeStub "shortcode-stub" Error Builds;
    /// A data table that cannot be read, or a part of one.
    TB101 UnreadableTable "unreadable-table" Error Builds;
    /// A pattern or tag in a responsibility matrix that matches no requirement.
    TB102 GlobWithoutMatch "glob-without-match" Error Builds;
    /// A requirement in two equally specific rows of a responsibility matrix.
    TB103 CoveredTwice "covered-twice" Error Builds;
    /// A shared requirement without a text for each party.
    TB104 SharedWithoutTexts "shared-without-texts" Error Builds;
    /// A requirement that is not applicable, without a note.
    TB105 MissingNote "missing-note" Error Builds;
    /// A requirement without a responsible party in a responsibility matrix.
    TB106 Uncovered "uncovered" Error Builds;
    /// An unknown relation in a crosswalk.
    TB107 UnknownRelation "unknown-relation" Error Builds;
    /// A pair of requirements that occurs twice in a crosswalk.
    TB108 PairTwice "pair-twice" Error Builds;
    /// A row with a wrong number of cells.
    TB109 RaggedRow "ragged-row" Error Builds;
    /// An unknown key in a data table.
    TB110 UnknownTableKey "unknown-table-key" Error Builds;
    /// An unknown party in a responsibility matrix.
    TB111 UnknownParty "unknown-party" Error Builds;
    /// A data table with too many rows.
    TB112 TooManyRows "too-many-rows" Error Builds;
    /// A duplicate key in a data table.
    TB113 DuplicateTableKey "duplicate-table-key" Error Builds;
    /// An unknown kind of data table that is similar to a known one.
    TB114 UnknownTableKind "unknown-table-kind" Error Builds;
    /// An attribute of a Markdown table with an invalid value.
    TB115 InvalidTableAttribute "invalid-table-attribute" Warning Builds;
    /// A row of a responsibility matrix that decides nothing.
    TB116 RowWithoutEffect "row-without-effect" Error Builds;
    /// A file of rows that a data table names and that cannot be read.
    TB117 UnreadableRows "unreadable-rows" Error Builds;
    /// An id that a spreadsheet keeps as a number or a date.
    TB118 IdAsNumber "id-as-number" Error Builds;
    /// A condition that is missing, or that belongs to nothing.
    TB119 MissingCondition "missing-condition" Error Builds;
    /// A matrix to inherit from that cannot be read.
    TB120 UnreadableInheritance "unreadable-inheritance" Error Builds;
    /// A row that gives a party more than the party's own matrix does.
    TB121 InheritedContradiction "inherited-contradiction" Error Builds;
    /// An id of an inherited matrix that the framework does not have.
    TB122 InheritedUnknown "inherited-unknown" Error Builds;
    /// A matrix to inherit from that is of another version of the framework.
    TB123 InheritedOtherVersion "inherited-other-version" Error Builds;
    /// A row of a matrix for requirements that do not apply to those the page is for.
    TB127 InapplicableRow "inapplicable-row" Hint Builds;
    /// A mapping collection that a crosswalk cannot read, or a part of one.
    TB130 UnreadableMapping "unreadable-mapping" Error Builds;
    /// A mapping collection of other frameworks or versions than the crosswalk that reads it.
    TB131 OtherMapping "other-mapping" Error Builds;
    /// A crosswalk that cannot be derived from the ones that it names.
    TB132 UnusableChain "unusable-chain" Error Builds;
    /// A pair of requirements for which two ways of a derived crosswalk say opposite things.
    TB133 ContradictoryChain "contradictory-chain" Warning Builds;
    /// A template that cannot be parsed.
    TP101 TemplateSyntax "template-syntax" Error Stops;
    /// A template that fails to render a page.
    TP102 TemplateFailure "template-failure" Error Stops;
    /// A label that does not exist.
    TP103 UnknownLabel "unknown-label" Warning Builds;
    /// A label with a name in braces that it does not have, or without one that it has.
    TP104 LabelPlaceholder "label-placeholder" Error Builds;
    /// A file of labels that cannot be read, or a part of one.
    TP105 UnreadableLabels "unreadable-labels" Error Builds;
    /// Labels that are shown in English, because the language of the site has no text for them.
    TP106 UntranslatedLabels "untranslated-labels" Hint Builds;
    /// A configuration that cannot be parsed.
    CF101 UnreadableConfiguration "unreadable-configuration" Error Stops;
    /// An unknown setting.
    CF102 UnknownSetting "unknown-setting" Warning Builds;
    /// A setting with an invalid value.
    CF103 InvalidSetting "invalid-setting" Error Stops;
    /// A duplicate setting.
    CF104 DuplicateSetting "duplicate-setting" Warning Builds;
    /// A file of certificate authorities that is outside of the root or cannot be used.
    CF105 UnusableCaFile "unusable-ca-file" Error Builds;
    /// A script for diagrams that is not a file of the site.
    CF113 MissingDiagramScript "missing-diagram-script" Error Builds;
    /// A colour of the theme in which links are hard to read.
    CF120 LowContrast "low-contrast" Warning Builds;
    /// An entry of `versions` that is not used as it is written.
    CF121 WrongVersion "wrong-version" Warning Builds;
    /// Social cards that are asked for and not made.
    CF122 MissingSocialCards "missing-social-cards" Warning Builds;
    /// A profile, dimension or value in `applies` of the configuration that does not exist.
    CF125 UnknownProfileValue "unknown-profile-value" Error Builds;
    /// A profile of the configuration that cannot be used.
    CF126 InvalidProfile "invalid-profile" Error Builds;
    /// A menu parent that does not exist.
    NV101 UndefinedMenuParent "undefined-menu-parent" Warning Builds;
    /// An article that no navigation leads to.
    NV102 OrphanPage "orphan-page" Warning Builds;
    /// A heading of a hand-written series list that names another series.
    NV103 SeriesHeadingNamesAnother "series-heading-names-another" Warning Builds;
    /// A menu entry that is below itself.
    NV104 MenuCircle "menu-circle" Warning Builds;
    /// A menu that is nested too deep.
    NV105 MenuTooDeep "menu-too-deep" Warning Builds;
    /// A file that is not UTF-8.
    SR101 NotUtf8 "not-utf8" Error Stops;
    /// A symbolic link that leaves the root, or forms a loop.
    SR102 LinkLeavesRoot "link-leaves-root" Error Stops;
    /// A file that cannot be read.
    SR103 UnreadableFile "unreadable-file" Error Stops;
    /// A site without articles.
    SR104 NoContent "no-content" Error Stops;
    /// A named pipe, a socket or a device in place of a file.
    SR105 NotRegularFile "not-regular-file" Error Builds;
    /// The folder of a version control system in `static/`.
    SR106 VersionControlFolder "version-control-folder" Warning Builds;
    /// An article in the folder of an `index.md`, which is no page.
    SR107 ArticleInBundle "article-in-bundle" Error Builds;
    /// A file of content in a format that is not read.
    SR108 UnreadFormat "unread-format" Error Builds;
    /// A published file that looks like one left behind by a program.
    SR109 LeftoverFile "leftover-file" Warning Builds;
    /// A configuration file under a name that is not read.
    SR110 UnreadConfiguration "unread-configuration" Error Builds;
    /// A template that nothing uses.
    SR111 UnusedTemplate "unused-template" Warning Builds;
    /// Dates of last commits that are not known.
    SR112 UnknownCommitDate "unknown-commit-date" Warning Builds;
}

impl Code {
    /// Whether only `check --external` finds it.
    pub fn is_external(self) -> bool {
        self.id().starts_with("EX")
    }

    /// The code with this id or name, case-insensitively.
    pub fn find(text: &str) -> Option<Self> {
        let matches = |code: &&Self| code.id().eq_ignore_ascii_case(text) || code.name().eq_ignore_ascii_case(text);
        Self::ALL.iter().find(matches).copied()
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
