//! A record as a message, in one fixed form: codes as text, nothing where the record says nothing.

use model::{Channel, ComponentReuse, CopyForm, DossierComponent, DossierRecord, DossierResult, HolderKind};

use crate::{ComponentMessage, Message, ResultMessage, Text, time::written};

/// The message that tells of a dossier. Equal records give equal messages.
///
/// The message has no place for `owes_result`, which is the catalogue's to say, nor for parts of a second.
pub fn to_message(record: &DossierRecord) -> Message {
    let holder = record.holder.as_ref();
    let kind = holder.map(|holder| match holder.id.kind() {
        HolderKind::Citizen => "1",
        HolderKind::Organisation => "2",
    });
    Message {
        number: Text::from(record.number.as_str()),
        procedure: Text::from(record.procedure.as_str()),
        channel: Text::from(channel_number(record.channel)),
        holder_kind: optional(kind),
        holder_name: optional(holder.and_then(|holder| holder.name.as_deref())),
        holder_id: optional(holder.map(|holder| holder.id.as_str())),
        holder_old_id: optional(holder.and_then(|holder| holder.old_id.as_ref()).map(model::HolderId::as_str)),
        received_at: optional(record.received_at.map(written)),
        due_at: optional(record.due_at.map(written)),
        resolved_at: optional(record.resolved_at.map(written)),
        returned_at: optional(record.returned_at.map(written)),
        state: Text::from(record.state.number().to_string()),
        unit: Text::from(record.unit.as_str()),
        has_digitised: flag(record.components.iter().any(|component| component.digitised)),
        components: record.components.iter().map(component).collect(),
        results: record.results.iter().map(result).collect(),
    }
}

fn component(component: &DossierComponent) -> ComponentMessage {
    let (reused, code) = match &component.reuse {
        ComponentReuse::No => ("0", None),
        ComponentReuse::WithoutCode => ("1", None),
        ComponentReuse::UnderCode { code } => ("2", Some(code.as_str())),
    };
    ComponentMessage {
        file_id: optional(component.file_id.as_deref()),
        file_name: optional(component.file_name.as_deref()),
        component: optional(component.component.as_deref()),
        file_path: optional(component.file_path.as_deref()),
        digitised: flag(component.digitised),
        reused: Text::from(reused),
        from_national_store: flag(component.from_national_store),
        reused_code: optional(code),
        file_sha256: optional(component.file_sha256.map(|digest| digest.to_string())),
        copy_form: optional(component.copy_form.map(copy_form_number)),
    }
}

fn result(result: &DossierResult) -> ResultMessage {
    ResultMessage {
        name: optional(result.name.as_deref()),
        component: optional(result.component.as_deref()),
        paper_id: optional(result.paper_id.as_deref()),
        file_path: optional(result.file_path.as_deref()),
        code: optional(result.code.as_deref()),
        file_sha256: optional(result.file_sha256.map(|digest| digest.to_string())),
    }
}

fn channel_number(channel: Channel) -> &'static str {
    match channel {
        Channel::Counter => "1",
        Channel::Online => "2",
        Channel::Post => "3",
    }
}

fn copy_form_number(form: CopyForm) -> &'static str {
    match form {
        CopyForm::Original => "0",
        CopyForm::CertifiedCopy => "1",
        CopyForm::Electronic => "2",
    }
}

fn optional(text: Option<impl Into<String>>) -> Text {
    text.map(Text::from).unwrap_or_default()
}

fn flag(flag: bool) -> Text {
    Text::from(if flag { "1" } else { "0" })
}
