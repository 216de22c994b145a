//! The pages are built by `make web`, apart from this; when there are none, none are built in.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
