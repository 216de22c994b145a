//! Nothing that was acknowledged is lost, whenever the power goes.

use tests::torture::{Recording, setting};

#[test]
fn nothing_acknowledged_is_lost_when_the_power_goes() {
    let cuts = setting("CUTS", 6);
    let recording = Recording::make(setting("SEED", 1), if cuts > 20 { 80 } else { 24 });
    for cut in 1..=cuts {
        eprintln!("torture: {}", recording.cut(cut));
    }
    eprintln!("torture: {cuts} power cuts survived");
}
