//! Errors as RFC 9457 problem documents: what happened to which thing, and what to do next, in Vietnamese and English.

use accounts::AccountError;
use aide::{OperationOutput, generate::GenContext, openapi::Operation};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use ledger::LedgerError;
use objects::ObjectError;
use registry::RegistryError;
use schemars::JsonSchema;
use serde::Serialize;

/// A problem document.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Problem {
    /// A URN that programs may rely on: `urn:hoso:problem:unknown_paper`.
    #[serde(rename = "type")]
    kind: String,
    /// What happened, in Vietnamese.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What happened to which thing, in English.
    detail: String,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, kind: &str) -> Self {
        Self {
            kind: format!("urn:hoso:problem:{kind}"),
            title: String::new(),
            status: status.as_u16(),
            detail: String::new(),
            hint: None,
        }
    }

    pub(crate) fn titled(mut self, vietnamese: &str, english: impl Into<String>) -> Self {
        self.title = vietnamese.to_owned();
        self.detail = english.into();
        self
    }

    pub(crate) fn hinted(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }

    /// The last part of its type.
    pub(crate) fn word(&self) -> &str {
        self.kind.rsplit(':').next().unwrap_or_default()
    }

    /// Something in the request is not what it should be.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request").titled("Yêu cầu không đúng", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(context: &mut GenContext, operation: &mut Operation) -> Option<aide::openapi::Response> {
        let mut response = Json::<Self>::operation_response(context, operation)?;
        if let Some(content) = response.content.shift_remove("application/json") {
            response.content.insert("application/problem+json".to_owned(), content);
        }
        response.description = "A problem: what happened to which thing, and what to do next".to_owned();
        Some(response)
    }

    fn inferred_responses(
        context: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<aide::openapi::StatusCode>, aide::openapi::Response)> {
        Self::operation_response(context, operation).map(|response| (None, response)).into_iter().collect()
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        let (status, kind, vietnamese) = classify(&error);
        if status.is_server_error() {
            tracing::error!(error = &error as &dyn std::error::Error, "a request failed");
        }
        let problem = Self::new(status, kind).titled(vietnamese, error.to_string());
        match error.hint() {
            Some(hint) => problem.hinted(hint),
            None => problem,
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        RegistryError::from(error).into()
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Ledger(error) => error.into(),
            other => Self::of_account(&other),
        }
    }
}

impl Problem {
    /// Of an error whose other facts are still needed.
    pub(crate) fn of_account(error: &AccountError) -> Self {
        use StatusCode as Status;
        let (status, kind, vietnamese) = match error {
            AccountError::Unknown(_) => (Status::NOT_FOUND, "unknown_account", "Không có tài khoản này"),
            AccountError::UnknownToken(_) => (Status::NOT_FOUND, "unknown_token", "Không có khóa này"),
            AccountError::Exists(_) => (Status::CONFLICT, "account_exists", "Tài khoản đã có"),
            AccountError::LastAdmin => (Status::CONFLICT, "last_admin", "Đây là quản trị viên cuối cùng"),
            AccountError::ChangedMeanwhile => (Status::CONFLICT, "changed_meanwhile", "Có người vừa thay đổi"),
            AccountError::NoRole | AccountError::NoUnit | AccountError::RoleNotHeld(_) | AccountError::Value(_) => {
                (Status::UNPROCESSABLE_ENTITY, "account", "Tài khoản chưa đúng")
            }
            AccountError::WeakPassword(_) => (Status::UNPROCESSABLE_ENTITY, "weak_password", "Mật khẩu chưa đủ mạnh"),
            AccountError::WrongCredentials => {
                (Status::UNAUTHORIZED, "wrong_credentials", "Sai tên tài khoản hoặc mật khẩu")
            }
            AccountError::Provider(_) => {
                (Status::BAD_GATEWAY, "sign_in_provider", "Chưa đăng nhập được qua nhà cung cấp")
            }
            AccountError::NoAccountHere(_) => {
                (Status::FORBIDDEN, "no_account_here", "Chưa có tài khoản trên hệ thống này")
            }
            AccountError::LockedOut { .. } => {
                (Status::TOO_MANY_REQUESTS, "locked_out", "Tạm khóa vì nhập sai nhiều lần")
            }
            AccountError::Hashing(_) | AccountError::Ledger(_) => {
                tracing::error!(error = error as &dyn std::error::Error, "an account could not be worked with");
                (Status::INTERNAL_SERVER_ERROR, "internal", "Lỗi hệ thống")
            }
        };
        Self::new(status, kind).titled(vietnamese, error.to_string())
    }
}

fn classify(error: &RegistryError) -> (StatusCode, &'static str, &'static str) {
    use StatusCode as Status;
    match error {
        RegistryError::UnknownUnit { .. } => (Status::UNPROCESSABLE_ENTITY, "unknown_unit", "Không có đơn vị này"),
        RegistryError::EndedUnit { .. } => (Status::UNPROCESSABLE_ENTITY, "ended_unit", "Đơn vị đã kết thúc hoạt động"),
        RegistryError::UnknownPaperType { .. } => {
            (Status::UNPROCESSABLE_ENTITY, "unknown_paper_type", "Không có loại giấy tờ này")
        }
        RegistryError::UnknownProcedure { .. } => (Status::NOT_FOUND, "unknown_procedure", "Không có thủ tục này"),
        RegistryError::UnknownPlan { .. } => (Status::NOT_FOUND, "unknown_plan", "Không có kế hoạch này"),
        RegistryError::Erased { .. } => (Status::GONE, "erased", "Giấy tờ này đã được xóa theo quy định"),
        RegistryError::UnknownPaper(_) => (Status::NOT_FOUND, "unknown_paper", "Không có giấy tờ này trong kho"),
        RegistryError::UnknownDossier(_) => (Status::NOT_FOUND, "unknown_dossier", "Không có hồ sơ này"),
        RegistryError::UnknownReview(_) => (Status::NOT_FOUND, "unknown_review", "Không có mục chờ duyệt này"),
        RegistryError::InHand { .. } => (Status::CONFLICT, "taken", "Đồng nghiệp đang xử lý mục này"),
        RegistryError::NoSuchFile { .. } => (Status::NOT_FOUND, "no_such_file", "Giấy tờ không có tệp này"),
        RegistryError::OtherType { .. } => (Status::CONFLICT, "other_type", "Giấy tờ thuộc loại khác"),
        RegistryError::Incomplete { .. } => (Status::UNPROCESSABLE_ENTITY, "incomplete", "Còn thiếu thông tin"),
        RegistryError::Value { .. } => (Status::UNPROCESSABLE_ENTITY, "value", "Giá trị không đúng"),
        RegistryError::WrongLines { .. } => (Status::UNPROCESSABLE_ENTITY, "wrong_lines", "Tệp có dòng không đúng"),
        RegistryError::Step { .. } => (Status::CONFLICT, "dossier_step", "Hồ sơ không thể chuyển sang bước này"),
        RegistryError::Orphans { .. } | RegistryError::Catalogue(_) => {
            (Status::UNPROCESSABLE_ENTITY, "catalogue", "Danh mục không khớp")
        }
        RegistryError::Ledger(error) => classify_ledger(error),
        RegistryError::Objects(ObjectError::NotFound { .. } | ObjectError::WrongHash { .. }) => {
            (Status::INTERNAL_SERVER_ERROR, "damaged", "Tệp trong kho bị thiếu hoặc hỏng")
        }
        RegistryError::Objects(_) => (Status::SERVICE_UNAVAILABLE, "unavailable", "Kho chưa sẵn sàng, xin thử lại"),
        RegistryError::LedgerBehind { .. }
        | RegistryError::Segment(_)
        | RegistryError::Index(_)
        | RegistryError::File { .. } => (Status::INTERNAL_SERVER_ERROR, "internal", "Lỗi hệ thống"),
    }
}

fn classify_ledger(error: &LedgerError) -> (StatusCode, &'static str, &'static str) {
    use StatusCode as Status;
    match error {
        LedgerError::NotFound { .. } => (Status::NOT_FOUND, "not_found", "Không tìm thấy"),
        LedgerError::StateChange(_) => (Status::CONFLICT, "state", "Trạng thái của giấy tờ không cho phép"),
        LedgerError::NotReusable(_) => (Status::CONFLICT, "not_reusable", "Không tái sử dụng được"),
        LedgerError::AlreadyResolved(_) => (Status::CONFLICT, "already_resolved", "Đã có người xử lý"),
        LedgerError::Conflict(_) => (Status::CONFLICT, "conflict", "Trùng số với nội dung khác"),
        _ => (Status::INTERNAL_SERVER_ERROR, "ledger", "Lỗi sổ dữ liệu"),
    }
}

/// No refusal of the framework is longer.
const REFUSAL_BYTES_MAX: usize = 4096;

/// Makes a problem of what the framework refused by itself: a query or a body that cannot be read, a method that a path does
/// not have, a body that is too long.
pub(crate) async fn as_problem(response: Response) -> Response {
    let status = response.status();
    let told = response.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !status.is_client_error() || told == Some(false) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let text = axum::body::to_bytes(body, REFUSAL_BYTES_MAX).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let (kind, vietnamese) = match status {
        StatusCode::METHOD_NOT_ALLOWED => ("method", "Không có thao tác này ở địa chỉ này"),
        StatusCode::NOT_FOUND => ("unknown_route", "Không có địa chỉ này"),
        StatusCode::PAYLOAD_TOO_LARGE => ("too_long", "Nội dung quá lớn"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("media_type", "Không nhận loại nội dung này"),
        _ => ("bad_request", "Yêu cầu không đúng"),
    };
    let detail = if text.is_empty() { status.canonical_reason().unwrap_or_default().to_owned() } else { text };
    let mut problem = Problem::new(status, kind).titled(vietnamese, detail).into_response();
    if let Some(allow) = parts.headers.get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}
