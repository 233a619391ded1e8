//! Certificate authorities that a site trusts besides the public ones: those of a private network.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use ureq::tls::{Certificate, PemItem, parse_pem};

use crate::source::read_below;

/// Longer files are not read, in bytes. A file of all public authorities has a quarter of this.
const MAX_BYTES: u64 = 1 << 20;

/// Certificates of authorities, all valid.
#[derive(Debug, Clone, Default)]
pub(crate) struct Authorities(pub(super) Vec<Certificate<'static>>);

impl Authorities {
    /// The certificates in the file that `ca_file` names, a path from `root`. It must lie below `root`, symbolic links
    /// resolved: a configuration may come from an untrusted pull request, and must not give access to other files.
    ///
    /// # Errors
    /// Why the file cannot be used.
    pub(crate) fn load(root: &Path, ca_file: &str) -> Result<Self, String> {
        Self::read(&read_below(root, ca_file, MAX_BYTES)?)
    }

    /// The certificates in the text of a PEM file; other items are skipped.
    ///
    /// # Errors
    /// Why they cannot be used. A certificate is never skipped in silence: good links would seem broken.
    pub(crate) fn read(pem: &[u8]) -> Result<Self, String> {
        let mut store = RootCertStore::empty();
        let mut certificates = Vec::new();
        for item in parse_pem(pem) {
            let item = item.map_err(|_| "it is not a valid PEM file".to_owned())?;
            let PemItem::Certificate(certificate) = item else { continue };
            let der = CertificateDer::from(certificate.der()).into_owned();
            let number = certificates.len() + 1;
            store.add(der).map_err(|_| format!("certificate {number} in it cannot be read"))?;
            certificates.push(certificate);
        }
        match certificates.is_empty() {
            true => Err("it contains no certificate: one begins with `-----BEGIN CERTIFICATE-----`".to_owned()),
            false => Ok(Self(certificates)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Authorities;

    #[cfg(unix)]
    #[test]
    fn only_a_regular_file_below_the_root_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        std::fs::create_dir_all(root.join("keys")).unwrap();
        let pem = rcgen::generate_simple_self_signed(["a.invalid".to_owned()]).unwrap().cert.pem();
        std::fs::write(root.join("keys/a.pem"), &pem).unwrap();
        std::fs::write(folder.path().join("x.pem"), &pem).unwrap();
        std::fs::write(root.join("large.pem"), vec![b'x'; 1 << 20 | 1]).unwrap();
        std::os::unix::fs::symlink("../x.pem", root.join("out.pem")).unwrap();
        std::os::unix::fs::symlink("keys", root.join("in")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(root.join("pipe")).status().unwrap().success());
        for good in ["keys/a.pem", "./keys/../keys/a.pem", "in/a.pem"] {
            assert_eq!(Authorities::load(&root, good).map(|read| read.0.len()), Ok(1), "{good}");
        }
        let absolute = root.join("keys/a.pem");
        for (bad, part) in [
            ("../x.pem", "outside"),
            ("../none.pem", "outside"),
            ("keys/../../x.pem", "outside"),
            ("out.pem", "outside"),
            ("/dev/zero", "outside"),
            (absolute.to_str().unwrap(), "outside"),
            ("pipe", "not a regular file"),
            ("keys", "it is a folder"),
            ("none.pem", "No such file"),
            ("large.pem", "larger than 1 MiB"),
        ] {
            let said = Authorities::load(&root, bad).err();
            assert!(said.as_ref().is_some_and(|said| said.contains(part)), "{bad}: {said:?}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_an_error() {
        let block = |text: &str| format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        for (pem, part) in [
            (String::new(), "contains no certificate"),
            ("words\n".to_owned(), "contains no certificate"),
            (block("AAAA"), "certificate 1 in it cannot be read"),
            (block("not/base64!"), "not a valid PEM file"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned(), "not a valid PEM file"),
        ] {
            let said = Authorities::read(pem.as_bytes()).err();
            assert!(said.as_ref().is_some_and(|said| said.contains(part)), "{pem}: {said:?}");
        }
        assert!(Authorities::read(b"\xff\xfe").is_err());
    }

    #[test]
    fn every_certificate_of_a_file_counts() {
        let made = || rcgen::generate_simple_self_signed(["a.invalid".to_owned()]).unwrap();
        let (first, second) = (made(), made());
        let pem = format!("A comment.\n{}{}{}", first.cert.pem(), first.signing_key.serialize_pem(), second.cert.pem());
        assert_eq!(Authorities::read(pem.as_bytes()).map(|read| read.0.len()), Ok(2));
    }
}
