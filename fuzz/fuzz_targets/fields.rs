#![no_main]

// A decoder's panic that is caught is no find: libFuzzer's own hook would end the run at it.
libfuzzer_sys::fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |data: &[u8]| fuzz_targets::fields(data));
