//! The suite that every ledger passes: one function for each promise of [`Ledger`](crate::Ledger), in groups as the trait is.
//!
//! An implementation runs it with [`contract_tests!`](crate::contract_tests), which makes a test of each. What only one
//! engine can promise (reopening, locks, damage) is tested beside that engine.

// These are tests: a promise that does not hold is a panic that says which.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc)]

pub mod samples;

pub mod accounts;
pub mod activity;
pub mod coverage;
pub mod dossiers;
pub mod erasure;
pub mod intake;
pub mod jobs;
pub mod log;
pub mod papers;
pub mod review;

/// Makes a test of each promise. Takes the path of an async function that gives an empty ledger, and something to be kept
/// until the test is over: `async fn fresh() -> (impl Ledger, impl Sized)`.
#[macro_export]
macro_rules! contract_tests {
    ($fresh:path) => {
        $crate::contract_tests! { $fresh;
            intake: [
                a_batch_opens_once, a_scan_needs_its_batch, a_scan_and_its_job_are_recorded_once,
                finishing_takes_the_job_away_once, a_file_of_which_nothing_could_be_read_is_finished_only,
                a_receipt_lists_the_finished_files_in_order, the_same_bytes_are_found_oldest_first,
                refused_files_come_newest_first, batches_come_newest_first, long_claims_are_kept_whole,
            ];
            jobs: [
                the_oldest_job_comes_first_and_to_one_caller, a_lease_that_ran_out_is_given_again, a_failed_job_waits_with_its_reason,
                a_job_that_is_returned_has_lost_no_attempt, a_failed_job_is_taken_up_after_the_clock_was_set_back,
                ending_all_leases_keeps_the_attempts, no_job_goes_to_two_of_many_callers,
            ];
            papers: [
                serials_have_no_gap_and_no_repeat, a_number_that_begins_another_has_its_own_serials, the_same_paper_has_one_code,
                approval_is_separate_or_at_once, what_waits_for_approval_comes_oldest_first, states_change_as_the_domain_says, a_paper_is_superseded_by_one_that_is_there,
                papers_are_found_by_both_ids_of_a_holder, some_papers_of_a_holder_are_found, papers_are_found_by_their_dossier, all_papers_come_a_page_at_a_time,
                every_opening_and_lookup_is_an_entry,
            ];
            review: [
                a_paper_is_held_once, accepting_registers_and_ends_it, rejecting_ends_it_without_a_code,
                accepting_a_paper_that_has_its_code_gives_that, reviews_come_oldest_first, an_unknown_review_is_named,
                a_scan_is_cut_anew_once, a_paper_cut_anew_takes_the_place_of_the_ones_before,
            ];
            dossiers: [
                a_dossier_opens_once, a_paper_is_reused_once, a_paper_that_does_not_count_is_not_reused,
                reuse_names_what_is_missing, an_expired_paper_is_reused_on_its_last_day_only,
            ];
            coverage: [
                the_newest_declaration_that_is_not_later_is_in_force, results_count_while_they_are_in_force,
                totals_count_everything, counters_equal_a_recount_after_many_writers,
            ];
            activity: [
                a_dossier_is_recorded_as_it_is_told, a_dossier_is_handed_over_by_who_has_it, dossiers_count_as_the_domain_says,
                papers_in_the_store_count_for_their_dossier, a_record_put_right_says_by_how_much, applicants_are_counted_once,
                visits_staff_and_catalogue_are_kept,
            ];
            accounts: [
                an_account_is_as_its_last_entry_says, what_is_kept_changes_only_from_what_it_was, what_is_over_is_swept,
            ];
            log: [
                the_log_is_dense_and_chained, entries_come_in_order_after_a_position, the_export_mark_never_goes_back,
                a_closed_ledger_says_so, marks_are_kept_beside_the_log, traces_tell_who_did_what_with_which_paper,
            ];
            erasure: [
                an_erased_paper_leaves_its_code_and_its_headers, a_code_once_erased_is_never_given_again,
                bytes_that_another_paper_shares_stay, figures_of_past_days_outlive_an_erasure,
                what_a_rescan_was_made_of_goes_with_it,
            ];
            => two_ledgers: [
                a_replayed_log_gives_the_same_ledger, a_long_log_is_replayed_whole, a_replay_goes_on_where_it_was_cut, a_changed_entry_is_refused_with_its_segment,
                jobs_of_unfinished_files_are_queued_again, an_erasure_replays_alike_with_and_without_the_bodies,
            ];
        }
    };
    ($fresh:path; $($group:ident: [$($case:ident),* $(,)?];)* => two_ledgers: [$($pair:ident),* $(,)?];) => {
        $(mod $group {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let (ledger, _kept) = $fresh().await;
                    $crate::contract::$group::$case(&ledger).await;
                }
            )*
        })*
        mod replay {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $pair() {
                    let (ledger, _kept) = $fresh().await;
                    let (empty, _kept_too) = $fresh().await;
                    $crate::contract::log::$pair(&ledger, &empty).await;
                }
            )*
        }
    };
}
