//! `gatehouse signatures`: what was signed by finger on a visit, with the words it was signed under.

use super::archive::{Archive, local};
use super::disclosure::Disclosure;
use super::{Exit, Failure};
use crate::adapters::durable::make_private_folder;
use crate::adapters::private_file;
use crate::badge::signature::svg;
use crate::domain::{
    Event, HouseText, Language, Personal, SignedText, Stamp, Strokes, TextHash, TextKind, VisitId,
    sign_off_sentence,
};
use crate::settings::Settings;
use clap::Args;
use data_encoding::HEXLOWER;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct SignaturesArgs {
    /// The visit, as G1-000123.
    visit: VisitId,
    /// The gate's configuration, which names store and keys.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// A folder for the pictures (SVG) and the words beside them; without it they are told and not drawn.
    #[arg(long, requires = "unmasked")]
    dir: Option<PathBuf>,
    #[command(flatten)]
    disclosure: Disclosure,
}

/// A signature of the visit.
struct Drawn {
    what: SignedText,
    language: Language,
    hash: TextHash,
    device: String,
    strokes: Personal<Strokes>,
    at: Stamp,
}

/// The words that were signed, and what the site called them.
struct Words {
    version: Option<String>,
    words: String,
}

pub(super) fn run(args: &SignaturesArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let (drawn, texts) = read(&Archive::open(&settings)?, args.visit)?;
    args.disclosure.log(&settings, "signatures")?;
    if let Some(dir) = &args.dir {
        make_private_folder(dir)?;
    }
    if drawn.is_empty() {
        writeln!(out, "Nobody has signed by finger on visit {}.", args.visit)?;
    }
    for (number, one) in (1..).zip(&drawn) {
        // The hash is made anew from the words of the record: that it is found is that they agree.
        let signed = words(args.visit, one, &texts).ok_or_else(|| {
            Failure::of(Exit::StoreRefused)(format!(
                "the words of a signature of {} are not in the record: nothing with the hash {} ever stood",
                args.visit,
                HEXLOWER.encode(&one.hash.0)
            ))
        })?;
        let at = local(&settings, one.at).format("%Y-%m-%d %H:%M:%S");
        let version = signed.version.map(|version| format!(", version {version}")).unwrap_or_default();
        writeln!(
            out,
            "{number}. {} in {}{version}, {at}, at {}",
            what(one.what),
            tongue(one.language),
            one.device
        )?;
        writeln!(out, "   words and hash agree  sha256 {}", HEXLOWER.encode(&one.hash.0))?;
        match (one.strokes.known(), &args.dir) {
            (None, _) => writeln!(out, "   erased: nobody can read the strokes any more")?,
            (Some(_), None) => writeln!(out, "   the strokes are there; --dir draws them")?,
            (Some(strokes), Some(dir)) => {
                let picture =
                    svg(strokes).ok_or_else(|| Failure::of(Exit::StoreRefused)("the strokes are none"))?;
                for (ending, bytes) in [("svg", picture.as_bytes()), ("txt", signed.words.as_bytes())] {
                    let file = dir.join(format!("{}-{number}.{ending}", args.visit));
                    private_file::replace(&file, bytes)?;
                    writeln!(out, "   {}", file.display())?;
                }
            }
        }
    }
    Ok(())
}

/// The signatures of a visit, and every text that ever stood.
fn read(archive: &Archive, wanted: VisitId) -> Result<(Vec<Drawn>, Vec<HouseText>), Failure> {
    let (mut drawn, mut texts) = (Vec::new(), Vec::new());
    archive.each(|record| {
        match record.event {
            Event::TextStands { text } => texts.push(text),
            Event::SignedByFinger { visit, what, language, hash, device, strokes } if visit == wanted => {
                drawn.push(Drawn { what, language, hash, device, strokes, at: record.at });
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((drawn, texts))
}

fn words(visit: VisitId, drawn: &Drawn, texts: &[HouseText]) -> Option<Words> {
    match drawn.what {
        SignedText::House(kind) => {
            let stood = texts.iter().rev().find(|text| (text.kind(), text.hash()) == (kind, drawn.hash))?;
            let (version, words) = (Some(stood.version().to_owned()), stood.words().to_owned());
            Some(Words { version, words }).filter(|signed| TextHash::of(&signed.words) == drawn.hash)
        }
        SignedText::SignOff => {
            let words = sign_off_sentence(visit, drawn.language);
            (TextHash::of(&words) == drawn.hash).then_some(Words { version: None, words })
        }
    }
}

const fn what(what: SignedText) -> &'static str {
    match what {
        SignedText::House(TextKind::Rules) => "site rules",
        SignedText::House(TextKind::Confidentiality) => "confidentiality",
        SignedText::SignOff => "sign-off",
    }
}

const fn tongue(language: Language) -> &'static str {
    match language {
        Language::Zh => "Chinese",
        Language::En => "English",
    }
}
