//! How people write the ids of standards that do not ship: the notation of a site's own framework of that name, unless its
//! file says otherwise.

use super::model::Notation;

/// The notation of one standard.
struct WellKnown {
    names: &'static [&'static str],
    words: &'static [&'static str],
    prefixes: &'static [&'static str],
}

const WELL_KNOWN: [WellKnown; 10] = [
    WellKnown {
        names: &["NIST SP 800-53", "NIST 800-53", "SP 800-53", "800-53", "NIST Special Publication 800-53"],
        words: &["Control", "Enhancement"],
        prefixes: &[],
    },
    WellKnown {
        names: &["NIST SSDF", "SSDF", "Secure Software Development Framework", "NIST SP 800-218"],
        words: &["Practice", "Task"],
        prefixes: &[],
    },
    WellKnown {
        names: &["ISM", "Information Security Manual", "Australian Government Information Security Manual"],
        words: &["Control"],
        prefixes: &["ISM-"],
    },
    WellKnown {
        names: &["HIPAA", "HIPAA Security Rule", "HIPAA Privacy Rule"],
        words: &["§", "Section", "Standard", "Safeguard"],
        prefixes: &["45 CFR "],
    },
    WellKnown { names: &["FedRAMP"], words: &["Control", "Enhancement"], prefixes: &[] },
    WellKnown {
        names: &["CIS Controls", "CIS Critical Security Controls"],
        words: &["Control", "Safeguard"],
        prefixes: &["CISC-", "CIS "],
    },
    WellKnown {
        names: &["BSI IT-Grundschutz", "IT-Grundschutz", "Grundschutz++", "BSI Grundschutz++"],
        words: &["Anforderung", "Anforderungen", "Baustein"],
        prefixes: &[],
    },
    WellKnown { names: &["GDPR", "DORA", "NIS2"], words: &["Article", "Art"], prefixes: &[] },
    WellKnown {
        names: &["MITRE ATLAS", "ATLAS", "MITRE ATT&CK"],
        words: &["Technique", "Tactic", "Mitigation"],
        prefixes: &[],
    },
    WellKnown { names: &["D3FEND", "MITRE D3FEND"], words: &["Technique", "Tactic"], prefixes: &[] },
];

/// The notation of the standard with this name, with or without a version behind it.
pub(super) fn well_known(name: &str) -> Option<Notation> {
    let is_name = |known: &&str| {
        let start = name.get(..known.len()).filter(|start| start.eq_ignore_ascii_case(known));
        start.is_some_and(|_| name[known.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric()))
    };
    let found = WELL_KNOWN.iter().find(|known| known.names.iter().any(is_name))?;
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Some(Notation {
        aliases: owned(found.names),
        words: owned(found.words),
        prefixes: owned(found.prefixes),
        ..Notation::default()
    })
}

#[cfg(test)]
mod tests {
    use super::well_known;

    #[test]
    fn a_standard_is_known_by_its_names() {
        for name in ["NIST SP 800-53", "nist sp 800-53 Revision 5", "ISM", "HIPAA Security Rule"] {
            assert!(well_known(name).is_some(), "{name}");
        }
        for name in ["Prism", "ISMS", "Own", ""] {
            assert!(well_known(name).is_none(), "{name}");
        }
    }
}
