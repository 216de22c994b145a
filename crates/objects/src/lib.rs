//! Put-once objects by key: a folder, any S3 service, memory.
