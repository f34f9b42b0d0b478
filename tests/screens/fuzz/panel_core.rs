//! What the core may say to a panel about one visitor.

use fastrand::Rng;
use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::wire::{
    AlarmKind, AlarmLine, Answer, BackupLine, BadgeState, Card, ClassWord, GateLook, GuardView, HostHit,
    OwedLine, OwedWord, PrinterLine, SirenLook, StateWord, StepWord, TestPrintWord, TodayHit, TodayHits,
};

use super::marks;
use crate::guard_desk::{self, NOW, problem};

const WAITS: [(StateWord, StepWord); 8] = [
    (StateWord::AwaitingIdentity, StepWord::SeeDocument),
    (StateWord::AwaitingHost, StepWord::CallHost),
    (StateWord::AwaitingAdministration, StepWord::CallAdministration),
    (StateWord::AwaitingSlip, StepWord::WaitForSlip),
    (StateWord::BadgeNext, StepWord::IssueBadge),
    (StateWord::Admitted, StepWord::Open),
    (StateWord::ToBeSigned, StepWord::SignOff),
    (StateWord::OnSite, StepWord::TakeBadgeBack),
];
const LOOKS: [GateLook; 4] =
    [GateLook::Shut, GateLook::EmergencyOpen, GateLook::Lockdown, GateLook::EntryStopped];

/// A view in which this visitor is somewhere on their way, with somebody beside them.
pub fn view(chance: &mut Rng, visitor: u64) -> GuardView {
    let (state, next) = WAITS[chance.usize(..WAITS.len())];
    let card = card(visitor, state, next);
    let mut view = guard_desk::view();
    view.gate.look = LOOKS[chance.usize(..LOOKS.len())];
    view.gate.siren = SirenLook::ALL[chance.usize(..SirenLook::ALL.len())];
    view.printer = PrinterLine {
        well: chance.bool(),
        on_spare: chance.bool(),
        labels_counted: chance.bool(),
        labels_left: chance.bool().then(|| chance.u32(0..20)),
        labels_low: chance.bool(),
        test: chance.bool().then(|| TestPrintWord::ALL[chance.usize(..TestPrintWord::ALL.len())]),
        ..PrinterLine::default()
    };
    view.backup = chance.bool().then(|| BackupLine { well: chance.bool(), last: None, failed: None });
    view.alarms.push(AlarmLine {
        id: number(visitor),
        kind: AlarmKind::BadgeLostSaid,
        at: NOW,
        visit: None,
        code: None,
        text: card.name.clone(),
    });
    view.must_complete.push(OwedLine {
        visit: card.visit.clone(),
        name: card.name.clone(),
        heads: 2,
        host: card.name.clone(),
        since: NOW,
        missing: vec![OwedWord::Document],
        over: chance.bool(),
    });
    let inside = matches!(next, StepWord::Open | StepWord::SignOff | StepWord::TakeBadgeBack);
    if inside {
        view.on_site.push(card)
    } else {
        view.queue.push(card)
    }
    view
}

fn card(visitor: u64, state: StateWord, next: StepWord) -> Card {
    let (name, number) = (marks::name(visitor), number(visitor));
    let mut card = guard_desk::card(number, &name, state, next);
    card.unit.clone_from(&name);
    card.purpose.clone_from(&name);
    card.plate.clone_from(&name);
    card.belongings = marks::phone(visitor);
    card.persons =
        vec![guard_desk::badged(0, &name, number, BadgeState::OnLoan, true), guard_desk::person(1, &name)];
    card.also = vec![StepWord::SetHost, StepWord::LetOut, StepWord::Incident];
    card
}

/// News nobody asked for.
pub fn news(chance: &mut Rng, visitor: u64) -> FromCore {
    match chance.u8(0..10) {
        0 => FromCore::Link(CoreLink::Lost),
        1 => FromCore::Link(CoreLink::Live),
        2 => FromCore::SignedOut,
        3 => FromCore::Signed(Ok(guard_desk::session())),
        // The visit has ended, whatever is being asked about it.
        4 => FromCore::Panel(Box::new(guard_desk::view())),
        _ => FromCore::Panel(Box::new(view(chance, visitor))),
    }
}

/// What comes back for a question; `None` where nothing does.
pub fn answer(chance: &mut Rng, visitor: u64, asked: ToCore) -> Option<FromCore> {
    let name = marks::name(visitor);
    let refused = chance.u8(0..4) == 0;
    let refusal = problem("some", &name, &name);
    Some(match asked {
        ToCore::Wish { ticket, .. } | ToCore::Countersign { ticket, .. } => {
            let answer = if refused { Err(refusal) } else { Ok(Answer::Done { seq: 9 }) };
            FromCore::Answered { ticket, answer }
        }
        ToCore::FindHosts { ticket, .. } => {
            let hit = HostHit { id: 4, name: name.clone(), department: name };
            FromCore::Hosts { ticket, hits: Ok(vec![hit]) }
        }
        ToCore::FindToday { ticket, .. } => {
            let hits = TodayHits { visits: vec![hit(visitor)], more: chance.bool(), complete: chance.bool() };
            FromCore::Today { ticket, hits: if refused { Err(refusal) } else { Ok(hits) } }
        }
        ToCore::SignIn { .. } if refused => FromCore::Signed(Err(refusal)),
        ToCore::SignIn { .. } => FromCore::Signed(Ok(guard_desk::session())),
        ToCore::SignOut => FromCore::SignedOut,
        ToCore::Follow { .. } => return None,
    })
}

fn hit(visitor: u64) -> TodayHit {
    let name = marks::name(visitor);
    TodayHit {
        visit: format!("G1-{visitor:06}"),
        queue: number(visitor),
        class: ClassWord::Ordinary,
        names: vec![name.clone()],
        unit: name.clone(),
        phone_tail: String::new(),
        host: name.clone(),
        department: name.clone(),
        plates: vec![name],
        badges: vec![],
        arrived: NOW,
        end: None,
        ended: None,
    }
}

fn number(visitor: u64) -> u32 {
    u32::try_from(visitor).expect("few visitors")
}

/// News in few words: a whole view would bury the acts.
pub fn told(news: &FromCore) -> String {
    match news {
        FromCore::Panel(view) => {
            let cards = view.queue.iter().chain(&view.on_site).map(|card| (&card.name, card.next));
            format!("a view of {:?}", cards.collect::<Vec<_>>())
        }
        other => format!("{other:?}"),
    }
}
