//! The HTTP API v1: axum routes, OpenAPI, problem documents.
