//! Who may call which route: one table, and nothing is open that is not in it.

use model::{Account, Role};

use Role::{Admin, Approver, Auditor, Clerk, Manager, Operator};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Also who is not signed in.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has one of these roles.
    Any(&'static [Role]),
}

impl Who {
    pub(crate) fn includes(self, account: &Account) -> bool {
        match self {
            Self::Anyone | Self::SignedIn => true,
            Self::Any(roles) => account.has_any(roles),
        }
    }
}

/// A route, by method and path, and who may call it.
pub type Rule = (&'static str, &'static str, Who);

const SCANS: Who = Who::Any(&[Operator]);
/// Papers of any unit: that is what the store is for. What for is asked in any case.
const PAPERS: Who = Who::Any(&[Clerk, Approver]);
const DOSSIERS: Who = Who::Any(&[Clerk]);
const FIGURES: Who = Who::Any(&[Manager]);
const ACCOUNTS: Who = Who::Any(&[Admin]);

/// Every route. What unit's things somebody sees of it is decided where the things are.
pub const RULES: &[Rule] = &[
    ("GET", "/healthz", Who::Anyone),
    ("GET", "/openapi.json", Who::Anyone),
    ("GET", "/metrics", Who::Any(&[Admin, Auditor])),
    ("GET", "/v1/session", Who::SignedIn),
    ("POST", "/v1/session", Who::Anyone),
    ("DELETE", "/v1/session", Who::SignedIn),
    ("GET", "/v1/session/ways", Who::Anyone),
    ("GET", "/v1/session/openid", Who::Anyone),
    ("GET", "/v1/session/openid/callback", Who::Anyone),
    ("POST", "/v1/session/password", Who::SignedIn),
    ("GET", "/v1/accounts", ACCOUNTS),
    ("POST", "/v1/accounts", ACCOUNTS),
    ("PATCH", "/v1/accounts/{account}", ACCOUNTS),
    ("POST", "/v1/accounts/{account}/password", ACCOUNTS),
    ("GET", "/v1/tokens", ACCOUNTS),
    ("POST", "/v1/tokens", ACCOUNTS),
    ("DELETE", "/v1/tokens/{id}", ACCOUNTS),
    ("POST", "/v1/scans", SCANS),
    ("PUT", "/v1/scans/{sha256}", SCANS),
    ("GET", "/v1/sheets", SCANS),
    ("GET", "/v1/batches", SCANS),
    ("GET", "/v1/batches/{batch}", SCANS),
    ("GET", "/v1/batches/{batch}/events", SCANS),
    ("GET", "/v1/receipts/{batch}", SCANS),
    ("GET", "/v1/review", SCANS),
    ("GET", "/v1/review/next", SCANS),
    ("POST", "/v1/review/{id}/take", SCANS),
    ("DELETE", "/v1/review/{id}/take", SCANS),
    ("GET", "/v1/review/{id}", SCANS),
    ("POST", "/v1/review/{id}", SCANS),
    ("GET", "/v1/pages/{paper}", SCANS),
    ("POST", "/v1/pages/{paper}", SCANS),
    ("GET", "/v1/pages/{paper}/{page}", SCANS),
    ("PUT", "/v1/pages/{paper}/{page}", SCANS),
    ("GET", "/v1/catalogue/paper-types", Who::SignedIn),
    ("GET", "/v1/catalogue/procedures", Who::SignedIn),
    ("GET", "/v1/catalogue/units", Who::SignedIn),
    ("GET", "/v1/catalogue/plans", Who::SignedIn),
    ("GET", "/v1/catalogue/issuers", SCANS),
    ("GET", "/v1/catalogue/holders", SCANS),
    ("GET", "/v1/papers", PAPERS),
    ("GET", "/v1/papers/{code}", PAPERS),
    ("GET", "/v1/papers/{code}/pages/{page}", PAPERS),
    ("GET", "/v1/papers/{code}/access", PAPERS),
    ("GET", "/v1/papers/{code}/certified", PAPERS),
    ("GET", "/v1/papers/{code}/archival", PAPERS),
    ("GET", "/v1/papers/{code}/original", PAPERS),
    ("GET", "/v1/approvals", Who::Any(&[Approver])),
    ("POST", "/v1/approvals", Who::Any(&[Approver])),
    ("POST", "/v1/papers/{code}/approve", Who::Any(&[Approver])),
    ("POST", "/v1/papers/{code}/reject", Who::Any(&[Approver])),
    ("POST", "/v1/papers/{code}/revoke", Who::Any(&[Approver])),
    ("POST", "/v1/papers/{code}/supersede", Who::Any(&[Approver])),
    ("GET", "/v1/checklist", DOSSIERS),
    ("POST", "/v1/dossiers", DOSSIERS),
    ("GET", "/v1/dossiers/{number}", Who::Any(&[Clerk, Approver, Manager])),
    ("POST", "/v1/dossiers/{number}/hand-over", DOSSIERS),
    ("POST", "/v1/dossiers/{number}/reuse", DOSSIERS),
    ("POST", "/v1/dossiers/{number}/step", DOSSIERS),
    ("GET", "/v1/exchange/dossiers", Who::Any(&[Admin, Manager])),
    ("POST", "/v1/exchange/dossiers", Who::Any(&[Admin])),
    ("GET", "/v1/exchange/dossiers/{number}", Who::Any(&[Admin, Clerk, Manager])),
    ("PUT", "/v1/tickets", Who::Any(&[Admin, Manager])),
    ("PUT", "/v1/staff", Who::Any(&[Admin, Manager])),
    ("PUT", "/v1/inventory", Who::Any(&[Admin, Manager])),
    ("GET", "/v1/audit", Who::Any(&[Auditor])),
    ("GET", "/v1/audit/verification", Who::Any(&[Auditor])),
    ("POST", "/v1/audit/verification", Who::Any(&[Auditor])),
    ("GET", "/v1/standing", FIGURES),
    ("GET", "/v1/standing/{what}", FIGURES),
    ("GET", "/v1/coverage", FIGURES),
    ("GET", "/v1/figures", FIGURES),
    ("GET", "/v1/figures/5.1/papers", FIGURES),
    ("GET", "/v1/indicators", FIGURES),
    ("GET", "/v1/indicators/{figure}/dossiers", FIGURES),
    ("GET", "/v1/reports/{kind}", FIGURES),
];

/// What the table says of a route; none for a method that the path does not have.
pub(crate) fn rule(method: &str, path: &str) -> Option<Who> {
    // As a GET whose body is not sent.
    let method = if method == "HEAD" { "GET" } else { method };
    RULES.iter().find(|(of, at, _)| *of == method && *at == path).map(|(.., who)| *who)
}
