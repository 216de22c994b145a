//! What the file says of itself: the XMP packet (ISO 16684-1; ISO 19005-1, 6.7) and the information dictionary, which
//! must say the same (6.7.3).
//!
//! The record of the paper stands in a name space of our own. PDF/A asks that such a name space be described in the
//! packet (6.7.8, "extension schemas"), so a reader of another century learns what each property means.

use std::io::Write;

use jiff::Timestamp;
use jiff::tz::Offset;
use pdf_writer::writers::DocumentInfo;
use pdf_writer::{Date, Ref, TextStr};

use super::objects::ObjectFile;
use super::{ArchiveError, Level, Metadata};

/// The name space of our properties. A name, not an address: nothing is there to be fetched.
const NAMESPACE: &str = "urn:x-hoso:paper:1#";

/// Our properties: name, XMP type, what it means.
const PROPERTIES: [(&str, &str, &str); 14] = [
    ("PaperCode", "Text", "Mã giấy tờ số hóa: holder ID, paper type, document number and serial"),
    ("PaperType", "Text", "Mã loại giấy tờ: the catalogue code of the kind of paper"),
    ("HolderId", "Text", "Số định danh, mã số thuế: who the paper is about"),
    ("HolderOldId", "Text", "Số CMND cũ: the old identity card number of the holder"),
    ("HolderName", "Text", "Họ tên, tên tổ chức: the name of the holder"),
    ("DocumentNumber", "Text", "Số, ký hiệu: the number as printed"),
    ("Issuer", "Text", "Cơ quan ban hành: the authority that issued the paper"),
    ("Signer", "Text", "Người ký: who signed the paper"),
    ("IssuedOn", "Date", "Ngày ban hành: the day of issue"),
    ("ValidUntil", "Date", "Có giá trị đến: the last day on which the paper is valid"),
    ("Dossier", "Text", "Mã hồ sơ: the dossier that the paper came with"),
    ("Unit", "Text", "Mã định danh đơn vị: the unit that digitised the paper"),
    ("OriginalSha256", "Text", "SHA-256 of the original file, in hexadecimal"),
    ("OriginalPages", "Text", "Pages of the original file that are this paper's, from 1, with commas between"),
];

/// The values in the order of [`PROPERTIES`].
fn values(metadata: &Metadata) -> [Option<String>; PROPERTIES.len()] {
    let holder = metadata.holder.as_ref();
    let pages: Vec<String> = metadata.original_pages.iter().map(u32::to_string).collect();
    [
        metadata.code.as_ref().map(ToString::to_string),
        metadata.paper_type.as_ref().map(ToString::to_string),
        holder.map(|holder| holder.id.to_string()),
        holder.and_then(|holder| holder.old_id.as_ref()).map(ToString::to_string),
        holder.and_then(|holder| holder.name.clone()),
        metadata.number.clone(),
        metadata.issuer.clone(),
        metadata.signer.clone(),
        metadata.issued_on.map(|day| day.to_string()),
        metadata.valid_until.map(|day| day.to_string()),
        metadata.dossier.as_ref().map(ToString::to_string),
        metadata.unit.as_ref().map(ToString::to_string),
        Some(metadata.original.to_string()),
        Some(pages.join(",")),
    ]
}

/// The packet, ready to be a metadata stream.
pub(super) fn packet(level: Level, metadata: &Metadata) -> String {
    let mut body = String::new();
    describe(&mut body, "pdfaid", "http://www.aiim.org/pdfa/ns/id/", &{
        element("pdfaid:part", &level.part().to_string())
            + &element("pdfaid:conformance", &level.conformance().to_string())
    });
    describe(&mut body, "dc", "http://purl.org/dc/elements/1.1/", &dublin_core(metadata));
    let producer = escape(&metadata.producer);
    describe(&mut body, "pdf", "http://ns.adobe.com/pdf/1.3/", &element("pdf:Producer", &producer));
    let time = local_time(metadata.created_at);
    let dates = ["xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"].map(|name| element(name, &time)).concat();
    describe(&mut body, "xmp", "http://ns.adobe.com/xap/1.0/", &dates);
    let named = PROPERTIES.iter().zip(values(metadata));
    let ours: String = named
        .filter_map(|((name, ..), value)| value.map(|value| element(&format!("hoso:{name}"), &escape(&value))))
        .collect();
    describe(&mut body, "hoso", NAMESPACE, &ours);
    body.push_str(&extension_schema());
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n{body}</rdf:RDF>\n</x:xmpmeta>\n\
         <?xpacket end=\"w\"?>"
    )
}

/// The information dictionary with the same values as the packet (ISO 19005-1, table 1).
pub(super) fn write_information<W: Write>(file: &mut ObjectFile<W>, metadata: &Metadata) -> Result<Ref, ArchiveError> {
    let id = file.allocate()?;
    file.write(id, |chunk| {
        let mut information = chunk.indirect(id).start::<DocumentInfo<'_>>();
        information.title(TextStr(&metadata.title)).producer(TextStr(&metadata.producer));
        if let Some(issuer) = &metadata.issuer {
            information.author(TextStr(issuer));
        }
        if let Some(abstract_text) = &metadata.abstract_text {
            information.subject(TextStr(abstract_text));
        }
        let time = pdf_date(metadata.created_at);
        information.creation_date(time).modified_date(time);
    })?;
    Ok(id)
}

fn describe(body: &mut String, prefix: &str, namespace: &str, properties: &str) {
    body.push_str(&format!(
        "<rdf:Description rdf:about=\"\" xmlns:{prefix}=\"{namespace}\">\n{properties}</rdf:Description>\n"
    ));
}

/// An element whose contents are fit for XML already.
fn element(name: &str, contents: &str) -> String {
    format!("<{name}>{contents}</{name}>\n")
}

fn dublin_core(metadata: &Metadata) -> String {
    let in_default =
        |text: &str| format!("<rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>", escape(text));
    let mut properties = element("dc:format", "application/pdf") + &element("dc:title", &in_default(&metadata.title));
    if let Some(issuer) = &metadata.issuer {
        let creators = format!("<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>", escape(issuer));
        properties += &element("dc:creator", &creators);
    }
    if let Some(abstract_text) = &metadata.abstract_text {
        properties += &element("dc:description", &in_default(abstract_text));
    }
    properties + &element("dc:language", "<rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag>")
}

/// ISO 19005-1, 6.7.8 and table 3–6.
fn extension_schema() -> String {
    let property = |(name, kind, meaning): &(&str, &str, &str)| {
        format!(
            "<rdf:li rdf:parseType=\"Resource\">{}{}{}{}</rdf:li>\n",
            element("pdfaProperty:name", name),
            element("pdfaProperty:valueType", kind),
            element("pdfaProperty:category", "external"),
            element("pdfaProperty:description", meaning),
        )
    };
    let properties: String = PROPERTIES.iter().map(property).collect();
    format!(
        "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
         xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n\
         <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n{}{}{}\
         <pdfaSchema:property><rdf:Seq>\n{properties}</rdf:Seq></pdfaSchema:property>\n\
         </rdf:li></rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n",
        element("pdfaSchema:schema", "Hoso digitised paper"),
        element("pdfaSchema:namespaceURI", NAMESPACE),
        element("pdfaSchema:prefix", "hoso"),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// In Vietnam's time, to the second: PDF and XMP must give the same instant.
fn local_time(at: Timestamp) -> String {
    let offset: Offset = model::local_offset();
    format!("{}+07:00", offset.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S"))
}

fn pdf_date(at: Timestamp) -> Date {
    let local = model::local_offset().to_datetime(at);
    // Each part is within its two or four digits by its type.
    let part = i8::unsigned_abs;
    Date::new(local.year().unsigned_abs())
        .month(part(local.month()))
        .day(part(local.day()))
        .hour(part(local.hour()))
        .minute(part(local.minute()))
        .second(part(local.second()))
        .utc_offset_hour(7)
        .utc_offset_minute(0)
}
