//! Which nodes of a framework are assessed as requirements of their own, where its file does not say it.

use std::collections::HashSet;

use super::model::Outline;
use super::spelling::shape;

/// The shapes of the ids that are requirements.
///
/// A node without children is a requirement. One with children is a requirement where others whose ids have its shape
/// have none: `5.2.3` above `5.2.3.1` is one as `5.2.1` is, `GV.OC` above `GV.OC-01` is a group.
pub(super) struct AssessedShapes(HashSet<String>);

impl AssessedShapes {
    /// The shapes in `outlines` and all that is below them.
    pub(super) fn of(outlines: &[Outline]) -> Self {
        let mut shapes = HashSet::new();
        // Without recursion: a catalog may nest very deep.
        let mut open: Vec<&Outline> = outlines.iter().collect();
        while let Some(outline) = open.pop() {
            let is_requirement = outline.withdrawn.is_none() && outline.is_assessed != Some(false);
            if is_requirement && outline.children.is_empty() {
                shapes.insert(shape(&outline.id));
            }
            open.extend(&outline.children);
        }
        Self(shapes)
    }

    /// Whether the node is assessed: as its file says, else by its shape.
    pub(super) fn is_assessed(&self, outline: &Outline) -> bool {
        let by_shape = || outline.children.is_empty() || self.0.contains(&shape(&outline.id));
        outline.is_assessed.unwrap_or_else(by_shape)
    }
}

#[cfg(test)]
mod tests {
    use crate::framework::{Framework, Head, Origin, Outline};

    fn node(id: &str, children: &[&str]) -> Outline {
        let child = |id: &&str| Outline { id: (*id).to_owned(), ..Outline::default() };
        Outline { id: id.to_owned(), children: children.iter().map(child).collect(), ..Outline::default() }
    }

    fn group(outlines: Vec<Outline>) -> Outline {
        Outline { id: "Group".to_owned(), children: outlines, ..Outline::default() }
    }

    fn check(outlines: Vec<Outline>, expected: &[&str]) {
        let framework = Framework::new(Head::default(), Origin::BuiltIn, outlines);
        let assessed: Vec<&str> = framework.assessed().map(|(_, requirement)| requirement.id.as_str()).collect();
        assert_eq!(assessed, expected);
    }

    #[test]
    fn a_requirement_is_one_whatever_stands_below_it() {
        check(vec![group(vec![node("5.2.1", &[]), node("5.2.3", &["5.2.3.1"])])], &["5.2.1", "5.2.3", "5.2.3.1"]);
        check(vec![node("AC", &["AC-1"]), group(vec![node("AC-2", &["AC-2(1)"])])], &["AC-1", "AC-2", "AC-2(1)"]);
    }

    #[test]
    fn what_no_id_of_its_shape_is_without_parts_is_a_group() {
        check(vec![node("GV.OC", &["GV.OC-01", "GV.OC-02"])], &["GV.OC-01", "GV.OC-02"]);
        check(vec![node("1", &["1.1"]), node("2", &["2.1"])], &["1.1", "2.1"]);
    }

    #[test]
    fn what_is_withdrawn_or_said_to_be_none_decides_nothing_about_its_shape() {
        let withdrawn = Outline { withdrawn: Some(Vec::new()), ..node("2", &[]) };
        check(vec![node("1", &["1.1"]), withdrawn], &["1.1"]);
        let unassessed = Outline { is_assessed: Some(false), ..node("2", &[]) };
        check(vec![node("1", &["1.1"]), unassessed], &["1.1"]);
    }

    #[test]
    fn what_the_file_says_decides() {
        let said = |is_assessed: bool, outline: Outline| Outline { is_assessed: Some(is_assessed), ..outline };
        check(vec![said(true, node("1", &["1.1"])), node("2", &["2.1"])], &["1", "1.1", "2.1"]);
        check(vec![node("5.1", &[]), said(false, node("5.2", &["5.2.1"]))], &["5.1", "5.2.1"]);
    }
}
