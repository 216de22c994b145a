//! What people do: receive, look up, checklist, reuse, review, approve, check, rebuild.
