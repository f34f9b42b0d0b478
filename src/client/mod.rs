//! How the screens reach the core: commands out, views in.
