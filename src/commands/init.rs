//! `gatehouse init`: a folder with everything a gate needs to start.

use super::record::begin_record;
use super::{Exit, Failure, new_pin};
use crate::adapters::certificate::SiteCertificate;
use crate::adapters::durable::sync_folder;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::private_file;
use crate::adapters::staff_file::{StaffFile, StaffRole};
use crate::adapters::token_file::{Token, TokenFile, TokenRole};
use crate::settings::{
    ClientSettings, SCANNER_TEMPLATE, SCREEN_TEMPLATE, SOUND_TEMPLATE, SPEECH_TEMPLATE, ScreenDevices,
    ScreenSettings, Settings,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use clap::Args;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders only their owner enters.
const OWNER_ONLY: u32 = 0o700;
/// A clock before this year has not been set: a Raspberry Pi without a battery starts in the past, and the
/// certificate would have ended before it is used.
pub(super) const CLOCK_YEAR_MIN: i32 = 2026;

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder to make; one that is there must be empty.
    dir: PathBuf,
    /// The site's id, part of what every pass signs.
    #[arg(long, default_value = "trial")]
    site_id: String,
    /// The site's name, as visitors read it.
    #[arg(long, default_value = "Gatehouse trial")]
    site_name: String,
    /// Where the core listens.
    #[arg(long, default_value = "127.0.0.1:8443")]
    listen: String,
    /// A name or address other machines reach the core by; the first is what the guard's panel uses.
    #[arg(long = "host")]
    hosts: Vec<String>,
    /// Staff number of the first admin.
    #[arg(long, default_value = "A001")]
    admin_number: String,
    /// Name of the first admin.
    #[arg(long, default_value = "Admin")]
    admin_name: String,
    /// The admin's PIN, `-` to read it from standard input; made up and shown once if left out.
    #[arg(long)]
    admin_pin: Option<String>,
    /// Staff number of the first guard.
    #[arg(long, default_value = "G001")]
    guard_number: String,
    /// Name of the first guard.
    #[arg(long, default_value = "Guard")]
    guard_name: String,
    /// The guard's PIN, `-` to read it from standard input; made up and shown once if left out.
    #[arg(long)]
    guard_pin: Option<String>,
}

/// Why no folder was made.
#[derive(Debug, thiserror::Error)]
enum InitFault {
    #[error("{} is not empty; name a folder that is, or one that is not there", .0.display())]
    NotEmpty(PathBuf),
    #[error("the clock says {0}; set it first, or the certificate ends too early")]
    Clock(NaiveDate),
    #[error("these values do not fit:{0}")]
    Values(String),
    #[error("init stopped half way; empty {} and start again", dir.display())]
    HalfMade {
        dir: PathBuf,
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
}

/// Everything that will be written, made and checked before the first file is.
struct Plan {
    configuration: String,
    settings: Settings,
    staff: StaffFile,
    tokens: TokenFile,
    certificate: SiteCertificate,
    clients: Vec<Client>,
}

/// One holder of a token: its name in the folder, its token, and its file if it is a screen or a reader.
struct Client {
    name: &'static str,
    token: Token,
    settings: Option<String>,
}

pub(super) fn run(args: InitArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let dir = args.dir.clone();
    if dir.exists() && fs::read_dir(&dir)?.next().is_some() {
        return Err(Failure::of(Exit::WrongUse)(InitFault::NotEmpty(dir)));
    }
    let today = DateTime::<Utc>::from(SystemTime::now()).date_naive();
    if today.year() < CLOCK_YEAR_MIN {
        return Err(Failure::of(Exit::Failed)(InitFault::Clock(today)));
    }
    let admin = new_pin::obtain(args.admin_pin.clone(), &args.admin_number)?;
    let guard = new_pin::obtain(args.guard_pin.clone(), &args.guard_number)?;
    let plan = plan(&args, today, &admin.pin, &guard.pin).map_err(Failure::of(Exit::WrongUse))?;
    write(&dir, &plan).map_err(|cause| Failure::of(Exit::Failed)(InitFault::HalfMade { dir, cause }))?;

    let shown = args.dir.display();
    writeln!(out, "Made {shown}.")?;
    writeln!(out, "  configuration  {shown}/gatehouse.toml")?;
    writeln!(
        out,
        "  screens        {shown}/clients/kiosk.toml and guard.toml, each with its token and site.pem"
    )?;
    writeln!(out, "  reader         {shown}/clients/reader.toml, with its token and site.pem")?;
    writeln!(out, "  offices        {shown}/clients/administration.token and admin.token")?;
    for (number, name, new) in
        [(&args.admin_number, &args.admin_name, &admin), (&args.guard_number, &args.guard_name, &guard)]
    {
        let pin = if new.made_up { new.pin.as_str() } else { "as given" };
        writeln!(out, "  PIN of {number} {name}, shown this once: {pin}")?;
    }
    writeln!(out, "Keep {shown}/keys safe and apart: what it seals cannot be read without it.")?;
    Ok(())
}

fn plan(
    args: &InitArgs,
    today: NaiveDate,
    admin_pin: &str,
    guard_pin: &str,
) -> Result<Plan, Box<dyn Error + Send + Sync>> {
    let configuration = configuration(args);
    let settings = Settings::parse(&configuration).map_err(|problems| {
        InitFault::Values(problems.iter().map(|problem| format!("\n  {problem}")).collect())
    })?;
    let mut staff = StaffFile::empty()?;
    staff.add(&args.admin_number, &args.admin_name, BTreeSet::from([StaffRole::Admin]), admin_pin)?;
    staff.add(&args.guard_number, &args.guard_name, BTreeSet::from([StaffRole::Guard]), guard_pin)?;

    let listen = settings.server.listen;
    let near = SocketAddr::new(reached_here(listen.ip()), listen.port()).to_string();
    let far = args.hosts.first().map_or_else(|| near.clone(), |host| with_port(host, listen.port()));
    let mut tokens = TokenFile::default();
    let clients = vec![
        Client {
            name: "kiosk",
            token: tokens.give(TokenRole::Kiosk, "kiosk")?,
            settings: Some(device("kiosk", &near)?),
        },
        Client {
            name: "guard",
            token: tokens.give(TokenRole::Panel, "guard")?,
            settings: Some(device("guard", &far)?),
        },
        Client {
            name: "reader",
            token: tokens.give(TokenRole::Reader, "reader")?,
            settings: Some(device("reader", &near)?),
        },
        Client {
            name: "administration",
            token: tokens.give(TokenRole::Administration, "administration")?,
            settings: None,
        },
        Client { name: "admin", token: tokens.give(TokenRole::Admin, "admin")?, settings: None },
    ];
    let mut hosts = BTreeSet::from(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()]);
    hosts.insert(reached_here(listen.ip()).to_string());
    hosts.extend(args.hosts.iter().cloned());
    let hosts: Vec<String> = hosts.into_iter().collect();
    let certificate = SiteCertificate::make(&settings.site.name, &hosts, today)?;
    Ok(Plan { configuration, settings, staff, tokens, certificate, clients })
}

/// The example with the three values of the command line in their places.
fn configuration(args: &InitArgs) -> String {
    let line = |key: &str, value: &str| format!("\n{key} = {}\n", toml::Value::from(value));
    let mut text = Settings::example().to_owned();
    for (key, default, value) in [
        ("id", "trial", &args.site_id),
        ("name", "Gatehouse trial", &args.site_name),
        ("listen", "127.0.0.1:8443", &args.listen),
    ] {
        text = text.replacen(&line(key, default), &line(key, value), 1);
    }
    text
}

/// The address by which the machine itself reaches a core that listens on `ip`.
fn reached_here(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}

fn with_port(host: &str, port: u16) -> String {
    host.parse().map_or_else(|_| format!("{host}:{port}"), |ip| SocketAddr::new(ip, port).to_string())
}

/// The file of a screen or a reader.
fn device(name: &str, core: &str) -> Result<String, InitFault> {
    let settings = ClientSettings {
        server: format!("https://{core}"),
        certificate: "site.pem".into(),
        token: format!("{name}.token").into(),
        screen: ScreenSettings::default(),
        devices: ScreenDevices::default(),
    };
    let mut text = settings.to_toml();
    if name != "reader" {
        text.push_str(SCREEN_TEMPLATE);
        text.push_str(SOUND_TEMPLATE);
    }
    if name == "kiosk" {
        text.push_str(SCANNER_TEMPLATE);
        text.push_str(SPEECH_TEMPLATE);
    }
    match ClientSettings::parse(&text) {
        Ok(_) => Ok(text),
        Err(problems) => {
            Err(InitFault::Values(problems.iter().map(|problem| format!("\n  {problem}")).collect()))
        }
    }
}

/// Writes the plan; `gatehouse.toml` comes last, so that a half-made folder starts nothing.
fn write(dir: &Path, plan: &Plan) -> Result<(), Box<dyn Error + Send + Sync>> {
    let at = |inner: &Path| dir.join(inner);
    let (server, store) = (&plan.settings.server, &plan.settings.store);
    let clients = dir.join("clients");
    make_folder(dir)?;
    let printed = plan.settings.printer.folders().map(at);
    for folder in [at(&store.dir), clients.clone()].into_iter().chain(printed) {
        make_folder(&folder)?;
    }
    for file in [&server.certificate, &server.key] {
        if let Some(folder) = at(file).parent() {
            make_folder(folder)?;
        }
    }
    let keys = at(&store.keys_dir);
    DeviceKeys::create(&keys)?;
    begin_record(&at(&store.dir), &keys)?;
    follow_owner(&keys)?;
    follow_owner(&at(&store.dir))?;
    plan.certificate.write(&at(&server.certificate), &at(&server.key))?;
    plan.staff.save(&at(&store.staff_file))?;
    plan.tokens.save(&at(&store.token_file))?;
    private_file::create(&clients.join("site.pem"), plan.certificate.certificate_pem().as_bytes())?;
    for Client { name, token, settings } in &plan.clients {
        private_file::create(&clients.join(format!("{name}.token")), token.text().as_bytes())?;
        if let Some(text) = settings {
            private_file::create(&clients.join(format!("{name}.toml")), text.as_bytes())?;
        }
    }
    private_file::create(&dir.join("gatehouse.toml"), plan.configuration.as_bytes())?;
    for file in [&server.certificate, &server.key] {
        if let Some(folder) = at(file).parent() {
            sync_folder(folder)?;
        }
    }
    sync_folder(&clients)?;
    sync_folder(dir)?;
    Ok(())
}

/// Everything below `folder` belongs to whom the folder above it belongs to: made by root, used by the service.
fn follow_owner(folder: &Path) -> io::Result<()> {
    private_file::follow_folder_owner(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { follow_owner(&path)? } else { private_file::follow_folder_owner(&path)? }
    }
    Ok(())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(folder)?;
    private_file::follow_folder_owner(folder)
}
