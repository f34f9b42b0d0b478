//! Compiles the screens and joins the parts of their translation.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The touchscreen and the panel each keep their own sentences.
const PARTS: [&str; 2] = ["../lang/kiosk.zh.po", "../lang/panel.zh.po"];

/// Chinese has one form for every number.
const PO_HEAD: &str = "msgid \"\"\nmsgstr \"\"\n\"Language: zh_CN\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\
    \"Plural-Forms: nplurals=1; plural=0;\\n\"\n\n";

/// Compiles `app.slint` with fonts and translations inside.
fn main() -> Result<(), Box<dyn Error>> {
    let lang = join_translations(Path::new(&env::var("OUT_DIR")?), &env::var("CARGO_PKG_NAME")?)?;
    // Without debug information a search for an element finds nothing, and a test that something
    // is absent passes for nothing.
    let findable =
        env::var_os("CARGO_FEATURE_FINDABLE").is_some() || env::var("PROFILE").as_deref() == Ok("debug");
    let settings = slint_build::CompilerConfiguration::new()
        .with_style("fluent-light".into())
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles)
        .with_bundled_translations(lang)
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .with_debug_info(findable);
    slint_build::compile_with_config("app.slint", settings)?;
    Ok(())
}

/// Writes the one file Slint reads (named after the package, in a folder named after the language) and
/// gives the folder above.
fn join_translations(out: &Path, package: &str) -> Result<PathBuf, Box<dyn Error>> {
    let mut whole = String::from(PO_HEAD);
    let mut newest = SystemTime::UNIX_EPOCH;
    for part in PARTS {
        println!("cargo:rerun-if-changed={part}");
        whole.push_str(&fs::read_to_string(part)?);
        whole.push('\n');
        newest = newest.max(fs::metadata(part)?.modified()?);
    }
    let lang = out.join("lang");
    let folder = lang.join("zh_CN").join("LC_MESSAGES");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{package}.po"));
    fs::write(&file, whole)?;
    // Slint has Cargo look at the folder: it is as old as what it was made of, or every build would make it again.
    for path in file.ancestors().take_while(|path| *path != out) {
        fs::File::open(path)?.set_modified(newest)?;
    }
    Ok(lang)
}
