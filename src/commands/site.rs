//! A site in one process: lock, keys, record, engine, server. `serve` runs one until it is told to stop; `demo`
//! runs one beside its screens.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use sha2::{Digest, Sha256};

use super::doorkeeper::FileDoorkeeper;
use super::record::Kept;
use super::{Exit, Failure, parts};
use crate::adapters::backup_note::NoteBeside;
use crate::adapters::certificate;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::lock::{FolderLock, LockFault};
use crate::adapters::spool_file::SpoolFile;
use crate::adapters::system_clock::{SystemClock, ZoneTime};
use crate::badge::KeyId;
use crate::domain::{Command, StaffEntry, StaffNo, staff_changes};
use crate::engine::{Core, Engine, EngineJoin, Parts, Passes, core_order};
use crate::ports::clock::Clock as _;
use crate::ports::gate::GateBoard;
use crate::server::{ServeFault, Server, ServerParts, ServerStop};
use crate::settings::Settings;

/// Key id of the only pass key there is until keys are rotated.
const PASS_KEY: u8 = 0;

/// A running site. Stopping it releases the gate and signs the record.
pub(super) struct Site {
    core: Core,
    address: SocketAddr,
    engine: EngineJoin,
    stop: ServerStop,
    server: JoinHandle<Result<(), ServeFault>>,
    // Held to the end: the folder is free only when nothing writes to it any more.
    _lock: Arc<FolderLock>,
}

impl Site {
    /// Starts a site as configured, on the gate that `board` opens once the folder is locked: a second core must
    /// not move what the first one holds.
    ///
    /// # Errors
    /// [`Exit::StoreRefused`] if another process has the store; [`Exit::Configuration`] for keys, certificate,
    /// staff or fonts that cannot be used; [`Exit::Failed`] otherwise. A damaged record is no error: the core
    /// starts guarded, and override and exit work.
    pub(super) fn start(
        config: &Path,
        settings: Settings,
        board: impl FnOnce(&Settings) -> Result<Box<dyn GateBoard>, Failure>,
    ) -> Result<Site, Failure> {
        let lock = FolderLock::take(&settings.store.dir).map(Arc::new).map_err(|fault| {
            let exit = match fault {
                LockFault::AlreadyRunning { .. } => Exit::StoreRefused,
                _ => Exit::Failed,
            };
            Failure::of(exit)(fault)
        })?;
        let gate = board(&settings)?;
        let keys = DeviceKeys::load(&settings.store.keys_dir).map_err(Failure::of(Exit::Configuration))?;
        let door = FileDoorkeeper::open(&settings.store).map_err(Failure::of(Exit::Configuration))?;
        let tls = settings
            .server
            .tls
            .then(|| certificate::server_config(&settings.server.certificate, &settings.server.key))
            .transpose()
            .map_err(Failure::of(Exit::Configuration))?;

        let clock = Arc::new(SystemClock::default());
        let Kept { journal, tail_cut, history, desk, aids } =
            Kept::open(&settings.store, &keys, &lock, Arc::clone(&clock) as _);
        let engine = Parts {
            policy: settings.policy(fingerprint(config)?, keys.wrapping.mark_key()),
            clock: Arc::clone(&clock) as _,
            times: Arc::new(ZoneTime(settings.site.zone)),
            journal,
            tail_cut,
            spool: Box::new(SpoolFile::new(&settings.store.dir, &keys.wrapping)),
            history,
            backups: Some(Box::new(NoteBeside::new(&settings.store.dir))),
            gate,
            printers: parts::printers(&settings)?,
            fonts: parts::fonts(&settings.printer)?,
            passes: passes(&settings, &keys)?,
            aids,
        };
        let (core, engine) = Engine::start(engine).map_err(Failure::of(Exit::Failed))?;

        record_staff(&core, &door.entries())?;

        let listen = settings.server.listen;
        let server = ServerParts {
            core: core.clone(),
            history: desk,
            door: Arc::new(door),
            settings: Arc::new(settings),
            clock: Arc::new(move || clock.now().wall),
        };
        let server = Server::listen(listen, tls, server).map_err(Failure::of(Exit::Failed))?;
        let (address, stop) = (server.address(), server.stopper());
        let server = std::thread::Builder::new().name("server".into()).spawn(move || serve(server))?;
        Ok(Site { core, address, engine, stop, server, _lock: lock })
    }

    /// The core.
    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    /// Where the server listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether the server has ended by itself.
    pub(super) fn has_ended(&self) -> bool {
        self.server.is_finished()
    }

    /// Stops: no more requests, then what waits is carried out, the record signed, the gate released.
    ///
    /// # Errors
    /// The server had failed before.
    pub(super) fn stop(self) -> Result<(), Failure> {
        self.stop.stop();
        let served = self.server.join();
        self.engine.stop();
        match served {
            Ok(served) => served.map_err(Failure::of(Exit::Failed)),
            Err(_panic) => Err(Failure::of(Exit::Failed)("the server had panicked")),
        }
    }
}

fn serve(server: Server) -> Result<(), ServeFault> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(ServeFault::Serve)?.block_on(server.serve())
}

/// Puts into the record what has changed in the staff file since it was read last. In guarded mode nothing can be
/// recorded, and the next start tells.
fn record_staff(core: &Core, file: &BTreeMap<StaffNo, StaffEntry>) -> io::Result<()> {
    let changes = core.read(|house| staff_changes(&house.staff, file));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for (number, stands) in changes {
        let told = core_order(Command::StaffChanged { number, stands });
        if let Err(refusal) = runtime.block_on(core.submit(told)) {
            tracing::warn!(event = "staff-unrecorded", code = refusal.code(), "the next start tells of it");
        }
    }
    Ok(())
}

/// The keys a site signs and reads passes with.
pub(super) fn passes(settings: &Settings, keys: &DeviceKeys) -> Result<Passes, Failure> {
    let id = KeyId::new(PASS_KEY).ok_or_else(|| Failure::of(Exit::Failed)("no such pass key"))?;
    let trusted = vec![(id, keys.pass.verifying_key())];
    Ok(Passes { site: settings.site.id.clone(), signing: (id, keys.pass.clone()), trusted })
}

/// SHA-256 of the configuration file: which rules were in force stands in the record.
fn fingerprint(config: &Path) -> io::Result<[u8; 32]> {
    Ok(Sha256::digest(std::fs::read(config)?).into())
}
