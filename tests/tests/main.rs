//! Whole-path, CLI and API tests against the real binary, in one test program (one link).

#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod suite {
    mod accounts;
    mod api;
    mod archive;
    mod audit;
    mod backup;
    mod bad_input;
    mod cards;
    mod coverage;
    mod crash;
    mod demo;
    mod dossiers;
    mod erase;
    mod faults;
    mod figures;
    mod fuzzed;
    mod holders;
    mod ingest;
    mod lookup;
    mod mixed;
    mod pages;
    mod power;
    mod rebuild;
    mod review;
    mod rot;
    mod rough;
    mod schemas;
    mod settings;
    mod shared;
    mod shared_engines;
    mod sheets;
    mod stored;
    mod watch;
}
