//! What must hold, kept by a small ledger of its own: it reads the record like a suspicious auditor, and shares no
//! line with the rules.

use std::collections::{BTreeMap, BTreeSet};

use gatehouse::domain::*;

/// A person of a visit.
type Somebody = (VisitId, PersonNo);

/// Areas of the site that need their superior's word.
const RESTRICTED: [&str; 2] = ["生产区", "机房"];

/// What the ledger knows of a visit.
#[derive(Default)]
struct Paper {
    class: Option<Class>,
    heads: u8,
    without_asking: bool,
    hurried: bool,
    claims: bool,
    held: bool,
    slip: bool,
    consent: bool,
    document: bool,
    compared: bool,
    booked: bool,
    answered: bool,
    administration: bool,
    administration_silent: bool,
    area: Option<Area>,
    approved: Option<Area>,
    escorted: bool,
    badged: bool,
    in_incident: Option<IncidentId>,
    over: bool,
}

impl Paper {
    fn is_received(&self) -> bool {
        matches!(self.class, Some(Class::Important | Class::Vip))
    }

    /// Whether everything that the class asks for is there.
    fn is_settled(&self) -> bool {
        self.without_asking
            || (self.hurried && self.consent)
            || match self.class {
                Some(Class::Ordinary) => self.consent && self.document && self.slip && !self.claims,
                Some(Class::Important | Class::Vip) => {
                    self.administration && (self.document || self.compared)
                }
                Some(Class::Troublemaker) | None => false,
            }
    }
}

/// A badge that is out.
struct Out {
    holder: Somebody,
    pass: Option<(PassId, u8)>,
    until: Stamp,
}

/// People in the gate: who, which way, and the issues their entry spends.
struct Move {
    people: Vec<Somebody>,
    way: Way,
    spends: Vec<(PassId, u8)>,
}

/// The ledger.
#[derive(Default)]
pub struct Model {
    visits: BTreeMap<VisitId, Paper>,
    inside: BTreeSet<Somebody>,
    been_in: BTreeSet<Somebody>,
    badges: BTreeMap<BadgeNo, Out>,
    moves: BTreeMap<GrantNo, Move>,
    spent: BTreeSet<(PassId, u8)>,
    grants: BTreeSet<GrantNo>,
    incidents: BTreeMap<IncidentId, bool>,
    fire: bool,
    lockdown: bool,
    board_down: bool,
    owed: BTreeMap<VisitId, Vec<Owed>>,
    on_post: Option<StaffNo>,
    handover: Option<Between>,
}

/// A hand-over between two guards, as the ledger has it.
struct Between {
    outgoing: StaffNo,
    incoming: Option<StaffNo>,
    taken: BTreeSet<OpenItem>,
}

impl Model {
    /// Reads a record and says what is wrong with it by failing.
    pub fn reads(&mut self, event: &Event) {
        match event {
            Event::CoreStarted { expired, .. } => {
                expired.iter().for_each(|grant| drop(self.moves.remove(grant)));
                assert!(self.moves.is_empty(), "a grant outlived a restart");
                self.board_down = false;
            }
            Event::VisitArrived(arrival) => self.arrives(arrival),
            Event::SlipCompleted { visit, .. } | Event::SlipCorrected { visit, rest: Some(_), .. } => {
                self.written(*visit).slip = true;
            }
            Event::VisitHeld { visit, .. } => self.paper(*visit).held = true,
            Event::HoldCleared { visit, .. } => self.paper(*visit).held = false,
            Event::HoldConfirmed { visit, .. } => self.paper(*visit).class = Some(Class::Troublemaker),
            Event::DocumentSeen { visit, .. } => self.written(*visit).document = true,
            Event::Vouched { visit, .. } => {
                let paper = self.paper(*visit);
                (paper.document, paper.escorted) = (true, true);
            }
            Event::AreaApproved { visit, area, .. } => {
                let paper = self.paper(*visit);
                (paper.area, paper.approved) = (Some(area.clone()), Some(area.clone()));
            }
            Event::AdmittedExpress { visit, missing, .. } => {
                assert!(!self.fire && !self.lockdown, "{visit}: hurried in during fire or lockdown");
                let paper = self.paper(*visit);
                assert_eq!(paper.class, Some(Class::Ordinary), "{visit}: not on the express lane");
                assert!(paper.consent && !paper.claims && !paper.badged && paper.in_incident.is_none());
                assert_eq!(missing.contains(&Owed::Document), !paper.document, "{visit}");
                assert_eq!(missing.contains(&Owed::SlipRest), !paper.slip, "{visit}");
                let restricted = paper.area.as_ref().is_some_and(|area| RESTRICTED.contains(&area.as_str()));
                assert!(!restricted, "{visit}: hurried into a restricted area");
                paper.hurried = true;
                self.owed.insert(*visit, missing.clone());
            }
            Event::SlipSupplied { visit, supplied } => {
                let owed = self.owed.get_mut(visit).expect("nothing was owed");
                assert!(supplied.iter().all(|one| owed.contains(one)), "{visit}: supplied twice");
                owed.retain(|one| !supplied.contains(one));
                self.owed.retain(|_, owed| !owed.is_empty());
            }
            Event::SlipClosed { visit, .. } => {
                assert!(self.visits[visit].over, "{visit}: left incomplete while it goes on");
                assert!(self.owed.remove(visit).is_some(), "{visit} owed nothing");
            }
            Event::PeopleErased { people, .. } => {
                let erased = |visit: &VisitId| people.contains(&Subject::Visit(*visit));
                self.owed.retain(|visit, _| !erased(visit));
            }
            Event::IdentityConfirmed { visit } => self.paper(*visit).compared = true,
            // Another host: what the one before said does not count for this one.
            Event::HostSet { visit, .. } => {
                let paper = self.paper(*visit);
                (paper.consent, paper.answered) = (false, false);
            }
            Event::HostAnswered { visit, reply } => match reply {
                HostReply::Agrees => {
                    let paper = self.paper(*visit);
                    (paper.consent, paper.answered) = (true, true);
                }
                HostReply::Declines => self.paper(*visit).consent = false,
                HostReply::NoAnswer => {}
            },
            Event::GuardMayAdmit { visit } => self.paper(*visit).administration_silent = true,
            Event::AdministrationAnswered { visit, acknowledged: true } => {
                self.paper(*visit).administration = true
            }
            Event::AdmittedWithoutAdministration { visit, .. } => {
                let paper = self.paper(*visit);
                assert!(paper.administration_silent, "{visit}: administration still had time to answer");
                paper.administration = true;
            }
            Event::ClassSet { visit, class, .. } => {
                let paper = self.paper(*visit);
                assert_ne!(
                    paper.class,
                    Some(Class::Troublemaker),
                    "{visit}: a troublemaker got another class"
                );
                (paper.class, paper.claims) = (Some(*class), false);
                if *class == Class::Ordinary {
                    (paper.administration, paper.administration_silent) = (false, false);
                }
            }
            Event::BadgesIssued { visit, issued, window, area, .. } => {
                if area.is_some() {
                    self.paper(*visit).area.clone_from(area);
                }
                self.issues(*visit, issued, *window);
            }
            Event::BadgeReissued { badge, issue, .. } => {
                let out = self.badges.get_mut(badge).expect("a badge that is not out is printed again");
                let (pass, before) = out.pass.expect("a card is printed");
                assert!(*issue >= before, "an issue comes back");
                out.pass = Some((pass, *issue));
            }
            Event::BadgeReturned { badge } => {
                assert!(self.badges.remove(badge).is_some(), "{badge:?} came back twice")
            }
            Event::BadgeLost { badge } => {
                self.badges.get_mut(badge).expect("a badge that is not out is lost").pass = None
            }
            Event::Granted { grant, what, reader, .. } => self.grants(*grant, what, reader.is_some()),
            Event::Passed { grant } => self.passes(*grant),
            Event::NotPassed { grant } | Event::OpeningFailed { grant } => drop(self.moves.remove(grant)),
            Event::PeopleFound { visit, people, inside } => {
                for somebody in people.iter().map(|no| (*visit, *no)) {
                    if *inside {
                        self.been_in.insert(somebody);
                        self.inside.insert(somebody);
                    } else {
                        self.inside.remove(&somebody);
                    }
                }
            }
            Event::VisitEnded { visit, end, .. } => self.ends(*visit, *end),
            Event::IncidentOpened { incident, visit, .. } => {
                self.incidents.insert(*incident, false);
                if let Some(visit) = visit {
                    self.paper(*visit).in_incident = Some(*incident);
                }
            }
            Event::EntryResumed { incident, .. } => drop(self.incidents.insert(*incident, true)),
            Event::IncidentClosed { incident, .. } => {
                self.incidents.remove(incident);
                for paper in self.visits.values_mut().filter(|paper| paper.in_incident == Some(*incident)) {
                    paper.in_incident = None;
                }
            }
            Event::PostTaken { staff, from, .. } => {
                assert!(self.handover.is_none(), "the post is taken in a hand-over");
                assert_eq!(from.as_ref(), self.on_post.as_ref(), "taken from somebody else");
                self.on_post = Some(staff.clone());
            }
            Event::HandoverBegun { outgoing, .. } => {
                assert!(self.handover.is_none() && self.incidents.is_empty(), "begun at the wrong time");
                assert_eq!(Some(outgoing), self.on_post.as_ref(), "begun by who is not on post");
                let outgoing = outgoing.clone();
                self.handover = Some(Between { outgoing, incoming: None, taken: BTreeSet::new() });
            }
            Event::HandoverJoined { incoming, .. } => {
                let between = self.handover.as_mut().expect("nobody hands over");
                assert!(
                    *incoming != between.outgoing && between.incoming.is_none() && self.incidents.is_empty()
                );
                between.incoming = Some(incoming.clone());
            }
            Event::ItemTakenOver { item, to, .. } => match &mut self.handover {
                Some(between) => {
                    assert_eq!(between.incoming.as_ref(), Some(to), "taken by who is not beside");
                    assert!(between.taken.insert(*item), "taken twice");
                }
                None => assert_eq!(self.on_post.as_ref(), Some(to), "taken by who is not on post"),
            },
            Event::HandoverEnded { outgoing, incoming, missed, .. } => {
                let between = self.handover.take().expect("nobody hands over");
                assert!(self.incidents.is_empty(), "handed over in an incident");
                assert_eq!((&between.outgoing, between.incoming.as_ref()), (outgoing, Some(incoming)));
                assert!(missed.iter().all(|item| !between.taken.contains(item)), "taken and missed");
                self.on_post = Some(incoming.clone());
            }
            Event::HandoverBrokenOff { .. } => self.handover = None,
            Event::LockedDown { .. } => self.lockdown = true,
            Event::LockdownEnded { .. } => self.lockdown = false,
            Event::FireReset => self.fire = false,
            Event::Sensed { sensor: Sensor::Fire { calls: true }, .. } => self.fire = true,
            Event::Sensed { sensor: Sensor::Board { well }, .. } => self.board_down = !well,
            _ => {}
        }
    }

    /// A scan was granted: the code was the newest issue of a badge that is out and neither lost nor too old.
    pub fn scan_opened(&self, at: Stamp, scanned: Scanned, way: Way) {
        let Scanned::Pass { pass, issue } = scanned else { panic!("{scanned:?} opened the gate") };
        let out = self.badges.values().find(|out| out.pass == Some((pass, issue)));
        let out = out.expect("a code opened that is not the newest of a badge that is out");
        assert!(!self.visits[&out.holder.0].over, "a badge of a visit that is over opened");
        assert!(way != Way::In || at <= out.until, "a badge opened after its time");
    }

    /// The house and the ledger agree on who is inside and which badges are out.
    pub fn agrees_with(&self, house: &House) {
        let inside = |(_, person): &(PersonNo, &Person)| {
            matches!(person.presence, Presence::Inside | Presence::Leaving(_))
        };
        let of =
            |visit: &Visit| visit.people().filter(inside).map(|(no, _)| (visit.id, no)).collect::<Vec<_>>();
        assert!(house.visits.values().flat_map(of).eq(self.inside.iter().copied()), "who is inside");
        assert!(house.badges.keys().eq(self.badges.keys()), "badges that are out");
        assert!(house.gate.grants.len() <= OVERRIDES_MAX, "grants alive");
        assert!(house.owed.iter().map(|(visit, slip)| (visit, &slip.missing)).eq(&self.owed), "what is owed");
        assert_eq!(
            house.shift.post.as_ref().map(|post| &post.staff),
            self.on_post.as_ref(),
            "who is on post"
        );
    }

    fn paper(&mut self, visit: VisitId) -> &mut Paper {
        let paper = self.visits.get_mut(&visit).expect("a visit nobody has heard of");
        assert!(!paper.over, "{visit} goes on after its end");
        paper
    }

    /// A visit that is written on: one that owes something also after its end.
    fn written(&mut self, visit: VisitId) -> &mut Paper {
        if self.owed.contains_key(&visit) {
            return self.visits.get_mut(&visit).expect("a visit nobody has heard of");
        }
        self.paper(visit)
    }

    fn arrives(&mut self, arrival: &Arrival) {
        let paper = Paper {
            class: Some(arrival.class),
            heads: arrival.heads,
            without_asking: matches!(arrival.origin, Origin::Paper | Origin::Official),
            claims: arrival.claim.is_some(),
            area: arrival.area.clone(),
            held: matches!(arrival.hold, Hold::Held { .. }),
            slip: arrival.rest.is_some(),
            consent: arrival.consent == Consent::Waived,
            booked: matches!(arrival.origin, Origin::Booked { .. }),
            badged: arrival.origin == Origin::Official,
            ..Paper::default()
        };
        assert!(arrival.consent != Consent::Given, "{}: nobody can have agreed yet", arrival.visit);
        assert!(self.visits.insert(arrival.visit, paper).is_none(), "{} is given twice", arrival.visit);
    }

    fn issues(&mut self, visit: VisitId, issued: &[Issued], window: Window) {
        let paper = self.paper(visit);
        assert!(!paper.held, "{visit} is held and gets a badge");
        assert_ne!(paper.class, Some(Class::Troublemaker), "{visit}: a badge for a troublemaker");
        assert!(paper.badged || paper.in_incident.is_none(), "{visit}: a badge in an incident");
        assert!(paper.badged || paper.is_settled(), "{visit}: a badge before everything is there");
        let named = paper.area.as_ref().filter(|area| RESTRICTED.contains(&area.as_str()));
        if let Some(area) = named {
            assert_eq!(paper.approved.as_ref(), Some(area), "{visit}: nobody approved its area");
            assert!(!paper.escorted, "{visit}: escorted into a restricted area");
        }
        paper.badged = true;
        for one in issued {
            let out =
                Out { holder: (visit, one.person), pass: one.pass.map(|pass| (pass, 1)), until: window.to };
            assert!(self.badges.insert(one.badge, out).is_none(), "{:?} is on loan twice", one.badge);
        }
    }

    fn grants(&mut self, grant: GrantNo, what: &GrantFor, by_scan: bool) {
        assert!(self.grants.insert(grant), "{grant:?} is given twice");
        let moves = match what {
            GrantFor::Override => return,
            GrantFor::Officials { visit } => {
                let people = (0..self.paper(*visit).heads).map(|no| (*visit, PersonNo(no))).collect();
                Move { people, way: Way::In, spends: Vec::new() }
            }
            GrantFor::People { visit, people, way } => {
                let people: Vec<Somebody> = people.iter().map(|no| (*visit, *no)).collect();
                let mut spends = Vec::new();
                if *way == Way::In {
                    self.may_enter(*visit, &people, by_scan);
                    let theirs = |out: &&Out| people.contains(&out.holder);
                    spends.extend(self.badges.values().filter(theirs).filter_map(|out| out.pass));
                } else {
                    assert!(
                        people.iter().all(|one| self.inside.contains(one)),
                        "{visit}: out without being in"
                    );
                }
                Move { people, way: *way, spends }
            }
        };
        let busy = |somebody: &Somebody| self.moves.values().any(|other| other.people.contains(somebody));
        assert!(!moves.people.iter().any(busy), "somebody is let through twice at once");
        self.moves.insert(grant, moves);
    }

    fn may_enter(&mut self, visit: VisitId, people: &[Somebody], by_scan: bool) {
        assert!(!self.fire && !self.lockdown, "{visit}: in during fire or lockdown");
        assert!(
            !by_scan || self.incidents.values().all(|resumed| *resumed),
            "{visit}: a scan in an incident"
        );
        assert!(!by_scan || !self.board_down, "{visit}: a scan while the board is down");
        assert!(people.iter().all(|somebody| !self.inside.contains(somebody)), "{visit}: in twice");
        let first_time = people.iter().any(|somebody| !self.been_in.contains(somebody));
        let paper = self.paper(visit);
        assert!(
            paper.badged && paper.in_incident.is_none(),
            "{visit}: in without a badge or from an incident"
        );
        assert_ne!(paper.class, Some(Class::Troublemaker), "{visit}: a troublemaker is let in");
        assert!(
            !first_time || paper.is_received() || paper.is_settled(),
            "{visit}: in without anybody's consent"
        );
    }

    fn passes(&mut self, grant: GrantNo) {
        let Some(moved) = self.moves.remove(&grant) else { return };
        for somebody in moved.people {
            if moved.way == Way::In {
                self.been_in.insert(somebody);
                self.inside.insert(somebody);
            } else {
                self.inside.remove(&somebody);
            }
        }
        for issue in moved.spends {
            assert!(self.spent.insert(issue), "one issue of a pass let somebody in twice");
        }
    }

    fn ends(&mut self, visit: VisitId, end: End) {
        let paper = self.paper(visit);
        paper.over = true;
        if end == End::ArrivalTakenBack {
            let touched = paper.document || paper.compared || paper.slip || paper.answered;
            assert!(paper.booked && !touched && !paper.badged, "{visit} is taken back too late");
        }
        let here = |(of, _): &Somebody| *of == visit;
        assert!(!self.moves.values().any(|moved| moved.people.iter().any(here)), "{visit} ends in the gate");
        assert!(!self.inside.iter().any(here), "{visit} ends as {end:?} with somebody inside");
    }
}
