//! Units, procedures, paper types and target plans; dated; loaded and checked.
