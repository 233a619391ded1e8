//! To be filled.
/// How the code is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The lines that stand out.
    pub marked: Vec<(usize, usize)>,
    /// The number of the first line, where lines are numbered.
    pub numbered_from: Option<usize>,
}
