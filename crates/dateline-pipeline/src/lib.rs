//! Planner and runner.
