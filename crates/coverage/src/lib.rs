//! Digitised shares of results in force against the targets of a plan.
