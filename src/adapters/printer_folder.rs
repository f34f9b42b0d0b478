//! A printer that is a folder: every badge becomes a PDF file.
