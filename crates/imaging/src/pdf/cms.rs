//! One CMS signature (RFC 5652): who signed, when, and whether the signed bytes and the signer's key agree.
//! `cms` and `x509-cert` read it, `ring` does the arithmetic.

use ::cms::cert::CertificateChoices;
use ::cms::content_info::ContentInfo;
use ::cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, SetOfVec};
use der::{Decode, Encode, Reader, SliceReader, Tag, Tagged};
use jiff::Timestamp;
use ring::{digest, signature};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, AttributeTypeAndValue, Attributes};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::time::Time;

const CONTENT_TYPE_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const TIME_STAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// What came out of one signature.
pub(super) struct Checked {
    pub(super) signer: Option<String>,
    pub(super) organisation: Option<String>,
    pub(super) signed_at: Option<Timestamp>,
    /// Why it does not hold; none when it does.
    pub(super) broken: Option<String>,
}

/// Checks a signature over the `signed` pieces; `Err` says why its form or algorithm is not one that we verify.
pub(super) fn check(container: &[u8], signed: &[&[u8]], is_time_stamp: bool) -> Result<Checked, String> {
    let data = signed_data(container)?;
    let signer = data.signer_infos.0.iter().next().ok_or("a signature without a signer")?;
    let certificate = certificate_of(&data, signer).ok_or("the signer's certificate is not in it")?;
    let algorithm = digest_of(&signer.digest_alg.oid)?;
    let subject = |what| {
        certificate
            .tbs_certificate
            .subject
            .0
            .iter()
            .flat_map(|names| names.0.iter())
            .find_map(|name| text_of(name, what))
    };
    let content = content_of(&data);
    let token = attribute(signer.unsigned_attrs.as_ref(), TIME_STAMP_TOKEN);
    let stamped_at = token.and_then(|token| stamp_of(&token.to_der().ok()?, signer.signature.as_bytes()));
    let own_stamp = if is_time_stamp { content.as_deref().and_then(read_stamp) } else { None };
    let said_at = attribute(signer.signed_attrs.as_ref(), SIGNING_TIME).and_then(|time| time_of(&time.to_der().ok()?));
    let broken = match content {
        Some(content) => {
            let bound = if is_time_stamp {
                own_stamp.as_ref().is_some_and(|stamp| stamp.is_of(signed))
            } else {
                content == hash(&digest::SHA1_FOR_LEGACY_USE_ONLY, signed)
            };
            let mismatch = (!bound).then(|| "the file was changed after it was signed".to_owned());
            mismatch.or(verify(signer, certificate, algorithm, &[&content])?)
        }
        None => verify(signer, certificate, algorithm, signed)?,
    };
    Ok(Checked {
        signer: subject(COMMON_NAME),
        organisation: subject(ORGANISATION),
        signed_at: own_stamp.and_then(|stamp| stamp.at).or(stamped_at).or(said_at),
        broken,
    })
}

fn signed_data(container: &[u8]) -> Result<SignedData, String> {
    let unreadable = |cause: der::Error| format!("not a CMS signature that we read: {cause}");
    // The place that was kept for it is filled up with zeros: only the first value is read.
    let mut reader = SliceReader::new(container).map_err(unreadable)?;
    let info = ContentInfo::decode(&mut reader).map_err(unreadable)?;
    if info.content_type != CONTENT_TYPE_SIGNED_DATA {
        return Err("not a CMS signature".to_owned());
    }
    info.content.decode_as::<SignedData>().map_err(unreadable)
}

/// The bytes inside it, when the signature brings its own (time stamps; `adbe.pkcs7.sha1`).
fn content_of(data: &SignedData) -> Option<Vec<u8>> {
    let content = data.encap_content_info.econtent.as_ref()?;
    Some(content.decode_as::<OctetStringRef<'_>>().ok()?.as_bytes().to_vec())
}

/// Why it is broken, if it is.
fn verify(
    signer: &SignerInfo,
    certificate: &Certificate,
    algorithm: &'static digest::Algorithm,
    content: &[&[u8]],
) -> Result<Option<String>, String> {
    let message = match &signer.signed_attrs {
        None => content.concat(),
        Some(attributes) => {
            let told = attribute(Some(attributes), MESSAGE_DIGEST)
                .and_then(|value| value.decode_as::<OctetStringRef<'_>>().ok().map(|told| told.as_bytes().to_vec()))
                .ok_or("a signature without its message digest")?;
            if told != hash(algorithm, content) {
                return Ok(Some("the file was changed after it was signed".to_owned()));
            }
            // RFC 5652, 5.4: what is signed is the SET itself, not its implicit tag.
            attributes.to_der().map_err(|cause| cause.to_string())?
        }
    };
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let curve = key.algorithm.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let verification = verification_of(&signer.signature_algorithm.oid, algorithm, curve)?;
    let key = signature::UnparsedPublicKey::new(verification, key.subject_public_key.raw_bytes());
    let holds = key.verify(&message, signer.signature.as_bytes()).is_ok();
    Ok((!holds).then(|| "the signature does not fit the signer's key".to_owned()))
}

fn hash(algorithm: &'static digest::Algorithm, pieces: &[&[u8]]) -> Vec<u8> {
    let mut context = digest::Context::new(algorithm);
    pieces.iter().for_each(|piece| context.update(piece));
    context.finish().as_ref().to_vec()
}

fn digest_of(algorithm: &ObjectIdentifier) -> Result<&'static digest::Algorithm, String> {
    Ok(match algorithm.to_string().as_str() {
        "1.3.14.3.2.26" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        "2.16.840.1.101.3.4.2.1" => &digest::SHA256,
        "2.16.840.1.101.3.4.2.2" => &digest::SHA384,
        "2.16.840.1.101.3.4.2.3" => &digest::SHA512,
        other => return Err(format!("digest algorithm {other} is not verified")),
    })
}

/// The check for a signature algorithm; `rsaEncryption` alone leaves the digest to the signer's digest algorithm.
fn verification_of(
    algorithm: &ObjectIdentifier,
    digest: &'static digest::Algorithm,
    curve: Option<ObjectIdentifier>,
) -> Result<&'static dyn signature::VerificationAlgorithm, String> {
    let by_digest = |digest: &digest::Algorithm| -> &'static dyn signature::VerificationAlgorithm {
        if *digest == digest::SHA1_FOR_LEGACY_USE_ONLY {
            &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY
        } else if *digest == digest::SHA256 {
            &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        } else if *digest == digest::SHA384 {
            &signature::RSA_PKCS1_2048_8192_SHA384
        } else {
            &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
    };
    let is_p384 = curve.is_some_and(|curve| curve == ObjectIdentifier::new_unwrap("1.3.132.0.34"));
    Ok(match (algorithm.to_string().as_str(), is_p384) {
        ("1.2.840.113549.1.1.1", _) => by_digest(digest),
        ("1.2.840.113549.1.1.5", _) => by_digest(&digest::SHA1_FOR_LEGACY_USE_ONLY),
        ("1.2.840.113549.1.1.11", _) => by_digest(&digest::SHA256),
        ("1.2.840.113549.1.1.12", _) => by_digest(&digest::SHA384),
        ("1.2.840.113549.1.1.13", _) => by_digest(&digest::SHA512),
        ("1.2.840.113549.1.1.10", _) if *digest == digest::SHA256 => &signature::RSA_PSS_2048_8192_SHA256,
        ("1.2.840.113549.1.1.10", _) if *digest == digest::SHA384 => &signature::RSA_PSS_2048_8192_SHA384,
        ("1.2.840.113549.1.1.10", _) if *digest == digest::SHA512 => &signature::RSA_PSS_2048_8192_SHA512,
        ("1.2.840.10045.4.3.2", false) => &signature::ECDSA_P256_SHA256_ASN1,
        ("1.2.840.10045.4.3.3", false) => &signature::ECDSA_P256_SHA384_ASN1,
        ("1.2.840.10045.4.3.2", true) => &signature::ECDSA_P384_SHA256_ASN1,
        ("1.2.840.10045.4.3.3", true) => &signature::ECDSA_P384_SHA384_ASN1,
        (other, _) => return Err(format!("signature algorithm {other} is not verified")),
    })
}

fn certificate_of<'a>(data: &'a SignedData, signer: &SignerInfo) -> Option<&'a Certificate> {
    let certificates = data.certificates.as_ref()?.0.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    let is_signers = |certificate: &&Certificate| match &signer.sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            certificate.tbs_certificate.serial_number == id.serial_number
                && certificate.tbs_certificate.issuer == id.issuer
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            let own = certificate.tbs_certificate.get::<SubjectKeyIdentifier>();
            matches!(own, Ok(Some((_, own))) if own == *id)
        }
    };
    certificates.into_iter().find(is_signers)
}

fn attribute(attributes: Option<&Attributes>, what: ObjectIdentifier) -> Option<&der::Any> {
    let find = |attributes: &SetOfVec<Attribute>| attributes.iter().position(|attribute| attribute.oid == what);
    let attributes = attributes?;
    attributes.get(find(attributes)?)?.values.get(0)
}

/// A part of a name, whatever kind of string it is written in; old Vietnamese certificates use UTF-16 (BMPString).
fn text_of(name: &AttributeTypeAndValue, what: ObjectIdentifier) -> Option<String> {
    if name.oid != what {
        return None;
    }
    let bytes = name.value.value();
    match name.value.tag() {
        Tag::BmpString => {
            let units = bytes.as_chunks::<2>().0.iter().map(|&pair| u16::from_be_bytes(pair));
            Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
        Tag::TeletexString => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
        _ => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn time_of(time: &[u8]) -> Option<Timestamp> {
    let seconds = Time::from_der(time).ok()?.to_unix_duration().as_secs();
    Timestamp::from_second(seconds as i64).ok()
}

/// What a time stamp says: when, and of what.
struct Stamp {
    at: Option<Timestamp>,
    algorithm: &'static digest::Algorithm,
    imprint: Vec<u8>,
}

impl Stamp {
    fn is_of(&self, pieces: &[&[u8]]) -> bool {
        hash(self.algorithm, pieces) == self.imprint
    }
}

/// The time of a time-stamp token, when it is of this signature.
fn stamp_of(token: &[u8], signature: &[u8]) -> Option<Timestamp> {
    let stamp = read_stamp(&content_of(&signed_data(token).ok()?)?)?;
    if stamp.is_of(&[signature]) { stamp.at } else { None }
}

/// Reads a `TSTInfo`: version, policy, message imprint, serial number, time, and more that is not needed.
fn read_stamp(info: &[u8]) -> Option<Stamp> {
    let fields = sequence(info)?;
    let imprint = sequence(&fields.get(2)?.to_der().ok()?).map(|fields| {
        let algorithm = sequence(&fields.first()?.to_der().ok()?)?.first()?.decode_as::<ObjectIdentifier>().ok()?;
        let value = fields.get(1)?.decode_as::<OctetStringRef<'_>>().ok()?.as_bytes().to_vec();
        Some((digest_of(&algorithm).ok()?, value))
    });
    let (algorithm, imprint) = imprint??;
    Some(Stamp { at: generalized_time(fields.get(4)?.value()), algorithm, imprint })
}

fn sequence(der: &[u8]) -> Option<Vec<der::Any>> {
    let outer = AnyRef::from_der(der).ok()?;
    let mut reader = SliceReader::new(outer.value()).ok()?;
    let mut fields = Vec::new();
    while !reader.is_finished() {
        fields.push(der::Any::from(AnyRef::decode(&mut reader).ok()?));
    }
    Some(fields)
}

/// `20241106082709Z`, perhaps with a fraction of a second, which `der` refuses.
fn generalized_time(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let whole = text.split('.').next()?;
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", whole).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}
