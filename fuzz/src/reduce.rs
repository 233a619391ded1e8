//! Makes an input that fails smaller, as long as it fails in the same way.

use std::time::{Duration, Instant};

use crate::arguments::Options;
use crate::case::Case;
use crate::supervise::kind_of;
use crate::targets::Target;

/// How long one input is reduced.
const TIME: Duration = Duration::from_secs(60);

struct Reduction<'a> {
    target: &'a Target,
    kind: &'a str,
    limit: Duration,
    until: Instant,
}

/// The smallest input that was found.
pub(crate) fn reduce(target: &Target, mut case: Case, kind: &str, options: &Options) -> Case {
    let reduction = Reduction { target, kind, limit: options.limit, until: Instant::now() + TIME };
    // An input that fails only after others, or only sometimes, is kept as it is.
    if !reduction.fails(&case) {
        println!("    it does not fail alone");
        return case;
    }
    let mut file = 0;
    while case.files.len() > 1 && file < case.files.len() {
        let mut smaller = case.clone();
        smaller.files.remove(file);
        if reduction.fails(&smaller) { case = smaller } else { file += 1 }
    }
    for file in 0..case.files.len() {
        for unit in [Unit::Lines, Unit::Bytes] {
            reduction.reduce_file(&mut case, file, unit);
        }
    }
    case
}

#[derive(Clone, Copy)]
enum Unit {
    Lines,
    Bytes,
}

impl Unit {
    fn parts(self, bytes: &[u8]) -> Vec<Vec<u8>> {
        match self {
            Self::Lines => bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect(),
            Self::Bytes => bytes.iter().map(|byte| vec![*byte]).collect(),
        }
    }
}

impl Reduction<'_> {
    fn fails(&self, case: &Case) -> bool {
        if Instant::now() > self.until {
            return false;
        }
        let Ok(folder) = tempfile::tempdir() else { return false };
        case.write(folder.path()).is_ok()
            && kind_of(self.target, folder.path(), self.limit).is_some_and(|kind| kind == self.kind)
    }

    /// Removes parts of the file, first many at a time, then fewer.
    fn reduce_file(&self, case: &mut Case, file: usize, unit: Unit) {
        let mut parts = unit.parts(&case.files[file].1);
        let mut size = parts.len().div_ceil(2);
        while size > 0 && Instant::now() < self.until {
            let mut start = 0;
            while start < parts.len() {
                let end = (start + size).min(parts.len());
                let rest = [&parts[..start], &parts[end..]].concat();
                let mut smaller = case.clone();
                smaller.files[file].1 = rest.concat();
                if self.fails(&smaller) {
                    (*case, parts) = (smaller, rest);
                } else {
                    start = end;
                }
            }
            size /= 2;
        }
    }
}
