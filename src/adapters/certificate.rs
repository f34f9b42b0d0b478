//! The certificate of the site, made at `init` and pinned by the screens.
