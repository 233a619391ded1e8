//! What a document of OSCAL is, by the key or the element at its root.

/// The kinds of OSCAL documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Controls.
    Catalog,
    /// A selection of the controls of catalogs, with changes: a baseline.
    Profile,
    /// How controls of one catalog relate to those of another.
    MappingCollection,
    /// What components do for controls.
    ComponentDefinition,
    /// How a system implements controls.
    SystemSecurityPlan,
    /// How controls are to be assessed.
    AssessmentPlan,
    /// What an assessment found.
    AssessmentResults,
    /// What is still to be done.
    PlanOfAction,
}

impl Subject {
    const ALL: [(&'static str, Self); 8] = [
        ("catalog", Self::Catalog),
        ("profile", Self::Profile),
        ("mapping-collection", Self::MappingCollection),
        ("component-definition", Self::ComponentDefinition),
        ("system-security-plan", Self::SystemSecurityPlan),
        ("assessment-plan", Self::AssessmentPlan),
        ("assessment-results", Self::AssessmentResults),
        ("plan-of-action-and-milestones", Self::PlanOfAction),
    ];

    /// The subject of a document with this key at its root.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == key).map(|(_, subject)| *subject)
    }

    /// Its key.
    pub(crate) fn key(self) -> &'static str {
        Self::ALL.iter().find(|(_, subject)| *subject == self).map_or("", |(key, _)| *key)
    }

    /// Its name in a message.
    pub(crate) fn name(self) -> String {
        let key = self.key();
        let article = if key.starts_with('a') { "an" } else { "a" };
        format!("{article} {}", key.replace('-', " "))
    }
}
