//! What others say of the same digits: OCR that took them for print, an attached page that prints the number.

use super::Answer;

/// What the net does not say at all may still be so.
const UNSAID: f32 = 1e-3;

/// The answers weighed with witnesses: each makes the digits that it names so many times likelier. Most likely first.
pub(crate) fn weighed(answers: &[Answer], witnesses: &[(&str, f32)]) -> Vec<Answer> {
    let mut weighed = answers.to_vec();
    let rest = (1.0 - weighed.iter().map(|answer| answer.share).sum::<f32>()).max(0.0);
    for (digits, times) in witnesses {
        match weighed.iter_mut().find(|answer| answer.digits == *digits) {
            Some(answer) => answer.share = answer.share.max(UNSAID) * times,
            None => weighed.push(Answer { digits: (*digits).to_owned(), share: UNSAID * times }),
        }
    }
    let all = weighed.iter().map(|answer| answer.share).sum::<f32>() + rest;
    weighed.iter_mut().for_each(|answer| answer.share /= all);
    weighed.sort_by(|one, other| other.share.total_cmp(&one.share));
    weighed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_raises_and_disagreement_lowers() {
        let answers = |shares: &[(&str, f32)]| -> Vec<Answer> {
            shares.iter().map(|(digits, share)| Answer { digits: (*digits).to_owned(), share: *share }).collect()
        };
        let best = |witnesses: &[(&str, f32)]| {
            let weighed = weighed(&answers(&[("299", 0.6), ("899", 0.35)]), witnesses);
            (weighed[0].digits.clone(), (weighed[0].share * 100.0).round())
        };
        assert_eq!(best(&[]), ("299".to_owned(), 60.0));
        assert_eq!(best(&[("299", 10.0)]), ("299".to_owned(), 94.0));
        assert_eq!(best(&[("899", 10.0)]), ("899".to_owned(), 84.0));
        assert_eq!(best(&[("111", 10.0)]), ("299".to_owned(), 59.0));
    }
}
