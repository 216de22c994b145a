//! temp
#[path = "../../search/benches/synthetic/mod.rs"]
mod synthetic;
use ledger::*;
use std::time::*;
#[tokio::main]
async fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let t = Instant::now();
    let l = SledLedger::open(&dir).unwrap();
    println!("open {:?}", t.elapsed());
    let papers: u64 = 1_000_000;
    let mut head = l.head().await.unwrap();
    let have = head.as_ref().map_or(0, |h| h.sequence);
    for from in (have..papers).step_by(10000) {
        let e = synthetic::entries(head.as_ref(), from..from + 10000);
        head = e.last().map(|e| e.header.clone());
        l.replay(e).await.unwrap();
    }
    println!("filled {:?}", t.elapsed());
    for round in 0..6u64 {
        let mut v = vec![];
        for at in 0..5000u64 {
            let id = synthetic::holder_id((at + (round / 2) * 77777).wrapping_mul(2_654_435_761) % papers);
            let b = Instant::now();
            let f = l.papers_of_holder(&id).await.unwrap();
            v.push((b.elapsed(), f.len()));
        }
        let n = v[0].1;
        v.sort();
        println!(
            "round {round} {n} papers p50 {:?} p90 {:?} p99 {:?} max {:?}",
            v[2500].0, v[4500].0, v[4950].0, v[4999].0
        );
        println!(
            "rss {}",
            std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmRSS")).unwrap()
        );
    }
}
