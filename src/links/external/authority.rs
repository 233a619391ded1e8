//! Authorities that a site trusts besides the public ones: a company's own, for hosts that only its network knows.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use ureq::tls::{Certificate, PemItem, parse_pem};

/// Certificates of authorities, each one that can be used.
#[derive(Debug, Clone, Default)]
pub struct Authorities(pub(super) Vec<Certificate<'static>>);

impl Authorities {
    /// The certificates in the text of a PEM file; what else stands there is passed over.
    ///
    /// # Errors
    /// Why they cannot be used: one that is passed over in silence would make good links look bad.
    pub fn read(pem: &[u8]) -> Result<Self, String> {
        let mut store = RootCertStore::empty();
        let mut certificates = Vec::new();
        for item in parse_pem(pem) {
            let item = item.map_err(|_| "it is damaged, or no PEM file".to_owned())?;
            let PemItem::Certificate(certificate) = item else { continue };
            let der = CertificateDer::from(certificate.der()).into_owned();
            let number = certificates.len() + 1;
            store.add(der).map_err(|_| format!("certificate {number} in it cannot be read"))?;
            certificates.push(certificate);
        }
        match certificates.is_empty() {
            true => Err("there is no certificate in it: one begins with `-----BEGIN CERTIFICATE-----`".to_owned()),
            false => Ok(Self(certificates)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Authorities;

    #[test]
    fn what_cannot_be_used_is_told() {
        let block = |text: &str| format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        for (pem, part) in [
            (String::new(), "no certificate in it"),
            ("words\n".to_owned(), "no certificate in it"),
            (block("AAAA"), "certificate 1 in it cannot be read"),
            (block("not/base64!"), "damaged"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned(), "damaged"),
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
