//! Takes a job from the queue and puts the original at hand: `Job` to `ReceivedScan`.
