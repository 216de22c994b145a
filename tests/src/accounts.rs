//! Accounts in tests: making them, keys, and what a browser keeps and sends.

use serde_json::{Value, json};

use crate::{Hoso, Server, agent};

/// Makes an account and answers its password for one time.
pub fn add_account(hoso: &Hoso, account: &str, role: &str, more: &[&str]) -> String {
    let mut arguments = vec!["user", "add", account, "--role", role, "--json"];
    arguments.extend(more);
    hoso.json(&arguments)["one_time_password"].as_str().unwrap().to_owned()
}

/// Makes a key for an account.
pub fn key(hoso: &Hoso, account: &str) -> String {
    hoso.json(["token", "add", account, "--json"])["token"].as_str().unwrap().to_owned()
}

/// Sends a request, with its body when its method has one.
pub fn send(request: ureq::http::request::Builder, method: &str, body: &str) -> ureq::http::Response<ureq::Body> {
    if matches!(method, "POST" | "PUT" | "PATCH") {
        agent().run(request.header("content-type", "application/json").body(body).unwrap()).unwrap()
    } else {
        agent().run(request.body(()).unwrap()).unwrap()
    }
}

/// What a browser keeps and sends.
pub struct Browser<'a> {
    /// The server.
    pub server: &'a Server,
    /// What it keeps of its session.
    pub cookie: String,
    /// What it sends against forged requests.
    pub token: String,
}

impl<'a> Browser<'a> {
    /// Nobody has signed in at it.
    pub fn new(server: &'a Server) -> Self {
        Self { server, cookie: String::new(), token: String::new() }
    }

    /// Sends a request, and keeps what the answer says to keep.
    pub fn send(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(self.server.url(path))
            .header("cookie", &self.cookie)
            .header("x-csrf-token", &self.token);
        let mut response = send(request, method, &body.to_string());
        if let Some(set) = response.headers().get("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
            self.cookie = set.split(';').next().unwrap().to_owned();
        }
        let status = response.status().as_u16();
        let body: Value = response.body_mut().read_json().unwrap_or_default();
        if let Some(token) = body["csrf_token"].as_str() {
            self.token = token.to_owned();
        }
        (status, body)
    }

    /// Signs somebody in.
    pub fn sign_in(&mut self, account: &str, password: &str) -> (u16, Value) {
        self.send("POST", "/v1/session", &json!({ "account": account, "password": password }))
    }
}
