//! Nothing that was acknowledged is lost, whenever the program is killed.

use tests::torture::{kill_again_and_again, setting};

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed_again_and_again() {
    let report = kill_again_and_again(setting("SEED", 1), setting("KILLS", 10));
    eprintln!("torture: {report}");
}
