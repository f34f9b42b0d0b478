//! `POST /commands`: a wish, once.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Extension, Json};
use sha2::{Digest, Sha256};

use super::answers::{self, Form};
use super::body::Body;
use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use super::wishes;
use crate::domain::{By, Chance, Command, CommandId, Event, Order, ReaderId, Refusal, Signed, Span, StaffNo};
use crate::engine::Done;
use crate::wire::{Answer, Problem, Wish};

/// Header every wish has: the same key and body is the same wish, however often it is sent.
pub(super) const KEY_HEADER: &str = "idempotency-key";
/// Shortest key, in characters: less is a counter, and counters meet.
const KEY_CHARS_MIN: usize = 8;
/// Longest key, in characters: twice a UUID with its dashes.
const KEY_CHARS_MAX: usize = 64;

/// Does what is wished for, once.
#[utoipa::path(
    post, path = "/api/v1/commands", request_body = Wish, tag = "wishes",
    params(("Idempotency-Key" = String, Header, description = "8 to 64 characters; same key and body, same answer")),
    responses(
        (status = 200, body = Answer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem)
    )
)]
pub(super) async fn post(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Json<Answer>, Refused> {
    let wish: Wish = serde_json::from_slice(&body).map_err(|_not_a_wish| DoorRefusal::BodyWrong)?;
    let by = sender.by(wishes::kind(&wish))?;
    if sender.is_reader() && is_the_touchscreens(&wish) {
        return Err(Refusal::NotAllowed.into());
    }
    let id = command_id(&sender, &headers)?;
    let now = Instant::now();
    if !is_urgent(&wish) && !lock(&office.pace).allows(&sender.key, now) {
        return Err(DoorRefusal::SlowDown.into());
    }
    if guesses(&wish) && !lock(&office.guesses).may_try(&sender.key, now) {
        return Err(Refusal::NeedsGuard.into());
    }
    let heard = Heard { office: &office, sender: &sender, by, id, digest: digest(&body) };
    let (guessed, blind) = (guesses(&wish), matches!(wish, Wish::ForgetMe { .. }));
    let answer = heard.carry_out(wish).await;
    let wrong_guess = |refused: &Refused| {
        matches!(
            refused,
            Refused::Rule {
                refusal: Refusal::BookingNotFound | Refusal::NobodyByThatNumber | Refusal::NotRemembered,
                ..
            }
        )
    };
    // Whoever is forgotten is not told to whom it asked: every such wish is a try.
    if guessed && (blind || answer.as_ref().is_err_and(wrong_guess)) {
        lock(&office.guesses).failed(&sender.key, now);
    }
    answer.map(Json)
}

struct Heard<'a> {
    office: &'a Office,
    sender: &'a Sender,
    by: By,
    id: CommandId,
    digest: [u8; 8],
}

impl Heard<'_> {
    async fn carry_out(self, wish: Wish) -> Result<Answer, Refused> {
        let office = self.office;
        let core = &office.parts.core;
        if let Wish::ComeBack { queue, phone_tail } = &wish {
            return Ok(core.read(|house| wishes::come_back(house, *queue, phone_tail).map(answers::found))?);
        }
        if let Wish::Recognise { phone, document_tail } = &wish {
            let policy = core.policy();
            return core.read(|house| {
                wishes::recognise(house, policy, phone, document_tail)
                    .map(|card| answers::remembered(card, house))
            });
        }
        match wish {
            Wish::TestPrint => return self.test_print(),
            Wish::NewRoll => return self.new_roll().await,
            _ => {}
        }
        let form = Form::of(&wish);
        let for_kiosk = self.sender.is_kiosk();
        let signed_with = signatures_in(&wish);
        let command = match wish {
            Wish::StaffChanged { number } => self.staff_changed(&number).await,
            Wish::JoinHandover { signature, swap, leader } => self.signed(&signature).and_then(|incoming| {
                let leader = leader.map(|leader| self.signed(&leader)).transpose()?;
                Ok(Command::JoinHandover { incoming, swap, leader })
            }),
            Wish::EndHandover { outgoing, incoming } => self.signed(&outgoing).and_then(|outgoing| {
                Ok(Command::EndHandover { outgoing, incoming: self.signed(&incoming)? })
            }),
            wish => core.read(|house| wishes::command(wish, house, core, &self.sender.label)),
        };
        let done = match command {
            Ok(command) => submit(office, self.by, self.id, self.digest, command).await,
            // What it names may be gone because it was done: the same key gets the same answer.
            Err(refused) => match core.recall(self.id, self.digest, self.by).await {
                Some(known) => known,
                None => return Err(refused),
            },
        };
        if let Ok(done) = &done {
            signed_with.iter().for_each(|used| lock(&office.signatures).used(used));
            off_post(office, done).await;
        }
        match done {
            Ok(done) => Ok(answers::answer(form, &done, for_kiosk)),
            Err(refusal) => answers::refused(form, refusal),
        }
    }
}

impl Heard<'_> {
    /// Whose signature a text is.
    fn signed(&self, signature: &str) -> Result<Signed, Refused> {
        Ok(lock(&self.office.signatures).of(signature, &self.sender.key, Instant::now())?)
    }

    /// Asks the printers for a test badge. Who asked is in the log, for it is on no record.
    fn test_print(&self) -> Result<Answer, Refused> {
        let core = &self.office.parts.core;
        core.test_print(self.id).map_err(|_under_way| DoorRefusal::TestUnderWay)?;
        self.log("test-print-asked");
        Ok(self.unrecorded())
    }

    /// A new roll is noted off this thread: that waits for the disk.
    async fn new_roll(&self) -> Result<Answer, Refused> {
        let (core, wish) = (self.office.parts.core.clone(), self.id);
        let noted = tokio::task::spawn_blocking(move || core.new_roll(wish)).await;
        noted.map_err(|_panicked| DoorRefusal::Fault)?.map_err(|_| DoorRefusal::RollNotCounted)?;
        self.log("new-roll-asked");
        Ok(self.unrecorded())
    }

    fn log(&self, event: &'static str) {
        let staff = self.by.staff.as_ref().map(|number| number.0.as_str());
        tracing::info!(event, staff);
    }

    /// The answer to what goes on no record.
    fn unrecorded(&self) -> Answer {
        Answer::Done { seq: self.office.parts.core.read(|house| house.seq) }
    }

    /// The staff file is read off this thread: it takes a tenth of a second.
    async fn staff_changed(&self, number: &str) -> Result<Command, Refused> {
        let number = StaffNo(wishes::staff_number(number)?);
        let (door, asked) = (Arc::clone(&self.office.parts.door), number.clone());
        let stands = tokio::task::spawn_blocking(move || door.stands(&asked)).await;
        Ok(Command::StaffChanged { number, stands: stands.map_err(|_panicked| DoorRefusal::Fault)? })
    }
}

/// Who has handed over is signed out: what is done at the panel from now on is not theirs.
async fn off_post(office: &Office, done: &Done) {
    for event in &*done.events {
        if let Event::HandoverEnded { outgoing, .. } = event {
            lock(&office.sessions).sign_out_person(outgoing);
            office.look_at_the_post().await;
        }
    }
}

/// The signatures a wish names: good for one that is carried out.
fn signatures_in(wish: &Wish) -> Vec<String> {
    match wish {
        Wish::JoinHandover { signature, leader, .. } => {
            std::iter::once(signature).chain(leader).cloned().collect()
        }
        Wish::EndHandover { outgoing, incoming } => vec![outgoing.clone(), incoming.clone()],
        _ => Vec::new(),
    }
}

/// Sends a command to the core.
async fn submit(
    office: &Office,
    by: By,
    id: CommandId,
    digest: [u8; 8],
    command: Command,
) -> Result<Done, Refusal> {
    let mut chance = [0; 32];
    // Ids are made of these bytes: without them nothing is made.
    getrandom::fill(&mut chance).map_err(|_no_random_bytes| Refusal::Busy)?;
    let order = Order { id, digest, by, chance: Chance(chance), stepped: Span(0), command };
    office.parts.core.submit(order).await
}

/// Whether a wish is recorded as the touchscreen's own scan.
fn is_the_touchscreens(wish: &Wish) -> bool {
    match wish {
        Wish::HandBack { .. } => true,
        Wish::Scan { reader, .. } => reader == ReaderId::TOUCHSCREEN,
        _ => false,
    }
}

/// What opens the gate in need is never told to slow down.
fn is_urgent(wish: &Wish) -> bool {
    matches!(wish, Wish::Override { .. } | Wish::EmergencyOpen { .. } | Wish::CallGuard { .. })
}

/// Whether a wish could be somebody trying names and numbers.
fn guesses(wish: &Wish) -> bool {
    matches!(
        wish,
        Wish::ArriveByName { .. } | Wish::ComeBack { .. } | Wish::Recognise { .. } | Wish::ForgetMe { .. }
    )
}

/// The key, bound to its sender: two senders never meet in one command, and the same sender does after a restart.
fn command_id(sender: &Sender, headers: &HeaderMap) -> Result<CommandId, Refused> {
    let key = headers.get(KEY_HEADER).and_then(|key| key.to_str().ok()).ok_or(DoorRefusal::KeyMissing)?;
    if !(KEY_CHARS_MIN..=KEY_CHARS_MAX).contains(&key.len()) {
        return Err(DoorRefusal::KeyMissing.into());
    }
    let mut hash = Sha256::new();
    hash.update((sender.key.len() as u64).to_be_bytes());
    hash.update(&sender.key);
    hash.update(key);
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    Ok(CommandId(id))
}

fn digest(body: &[u8]) -> [u8; 8] {
    let mut digest = [0; 8];
    digest.copy_from_slice(&Sha256::digest(body)[..8]);
    digest
}
