//! One file per subcommand: starts and joins the parts, no rules.
