//! A certificate authority of this sandbox's own, for clients that speak TLS to Twilio's hosts through its proxy.
//!
//! It may vouch for Twilio's hosts, deployed domains and this machine, and for nothing else (name constraints), so that
//! trusting it gives nobody anything.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree,
    IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::store;

const MAY_VOUCH_FOR: [&str; 3] = ["twilio.com", "twil.io", "localhost"];
/// Some systems refuse a server's certificate that is valid for longer than 398 days.
const LEAF_DAYS: i64 = 397;

/// The authority, and the certificates it made so far.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: PathBuf,
    acceptors: Mutex<HashMap<String, TlsAcceptor>>,
}

impl Authority {
    /// The authority whose certificate and key are in `directory`, which are made if need be.
    pub(crate) fn load_or_create(directory: &Path, today: Timestamp) -> io::Result<Self> {
        let certificate = directory.join("ca.pem");
        let key_path = directory.join("ca-key.pem");
        let kept = std::fs::read_to_string(&key_path).ok().filter(|_| certificate.exists());
        let key = match kept {
            Some(pem) => KeyPair::from_pem(&pem).map_err(io::Error::other)?,
            None => KeyPair::generate().map_err(io::Error::other)?,
        };
        let params = authority_params(today)?;
        if !certificate.exists() || !key_path.exists() {
            let pem = params.self_signed(&key).map_err(io::Error::other)?.pem();
            store::write_file(&key_path, key.serialize_pem().as_bytes())?;
            store::write_file(&certificate, pem.as_bytes())?;
        }
        // Name and key are what certificates are checked by, and both are as in the file.
        Ok(Self { issuer: Issuer::new(params, key), certificate, acceptors: Mutex::default() })
    }

    /// The file with its certificate, in PEM.
    pub(crate) fn certificate(&self) -> &Path {
        &self.certificate
    }

    /// What ends TLS for `host`.
    pub(crate) fn acceptor(&self, host: &str, today: Timestamp) -> io::Result<TlsAcceptor> {
        let mut acceptors = self.acceptors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(acceptor) = acceptors.get(host) {
            return Ok(acceptor.clone());
        }
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let mut params = CertificateParams::new(vec![host.to_owned()]).map_err(io::Error::other)?;
        params.distinguished_name = named(host);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        valid(&mut params, today, LEAF_DAYS)?;
        let leaf = params.signed_by(&key, &self.issuer).map_err(io::Error::other)?;
        let chain = vec![CertificateDer::from(leaf.der().to_vec())];
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
                .map_err(io::Error::other)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        acceptors.insert(host.to_owned(), acceptor.clone());
        Ok(acceptor)
    }
}

fn authority_params(today: Timestamp) -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    params.distinguished_name = named("pam sandbox, for this machine only");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: MAY_VOUCH_FOR.map(|name| GeneralSubtree::DnsName(name.to_owned())).into(),
        excluded_subtrees: Vec::new(),
    });
    valid(&mut params, today, 3650)?;
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// From yesterday, for a clock that is a little behind, for `days`.
fn valid(params: &mut CertificateParams, today: Timestamp, days: i64) -> io::Result<()> {
    let day = |offset: i64| {
        let at = today.checked_add(jiff::Span::new().hours(offset * 24)).map_err(io::Error::other)?;
        let date = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
        let part = |number: i8| u8::try_from(number).unwrap_or(1);
        Ok::<_, io::Error>(rcgen::date_time_ymd(i32::from(date.year()), part(date.month()), part(date.day())))
    };
    params.not_before = day(-1)?;
    params.not_after = day(days)?;
    Ok(())
}
