//! The kinds of data tables.

macro_rules! kinds {
    ($($(#[doc = $what:literal])+ $kind:ident;)+) => {
        /// A kind of data table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum TableKind {
            $($(#[doc = $what])+ $kind,)+
        }

        impl TableKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];
        }
    };
}

kinds! {
    /// Columns of the author's own.
    Comparison;
    /// Who does what for each requirement of a framework.
    Responsibility;
    /// The requirements of one framework beside those of another.
    Crosswalk;
    /// A file of comma-separated values.
    Csv;
}

impl TableKind {
    /// The word for it: the value of `kind` in a file and to a template, and the name of its own template.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Responsibility => "responsibility",
            Self::Crosswalk => "crosswalk",
            Self::Csv => "csv",
        }
    }

    /// The name of its sheet in a workbook.
    pub(super) const fn sheet_name(self) -> &'static str {
        match self {
            Self::Comparison => "Comparison",
            Self::Responsibility => "Matrix",
            Self::Crosswalk => "Crosswalk",
            Self::Csv => "Table",
        }
    }

    /// The kind of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The template that draws it where no other one is named for the file.
    pub fn template(self) -> String {
        format!("tables/{}.html", self.name())
    }

    /// Whether a file of YAML or JSON is of this kind by its key `kind`, and not by the ending of its name.
    pub const fn is_named_in_file(self) -> bool {
        match self {
            Self::Comparison | Self::Responsibility | Self::Crosswalk => true,
            Self::Csv => false,
        }
    }

    /// Whether it relates whole frameworks, so that pages on their requirements show it too.
    pub const fn covers_frameworks(self) -> bool {
        match self {
            Self::Responsibility | Self::Crosswalk => true,
            Self::Comparison | Self::Csv => false,
        }
    }

    /// Whether it is published as JSON beside its CSV file.
    pub const fn has_json(self) -> bool {
        match self {
            Self::Responsibility => true,
            Self::Comparison | Self::Crosswalk | Self::Csv => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TableKind;

    #[test]
    fn every_kind_is_found_by_its_name() {
        assert!(TableKind::ALL.iter().all(|kind| TableKind::find(kind.name()) == Some(*kind)));
    }
}
