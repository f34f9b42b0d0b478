//! The rules of the house as sentences: given what has happened, when somebody asks, then this follows.
//!
//! Steps are told by small words ([`words`]); [`given`] plays them through the rules and fails on the first that
//! is refused, so that a premise is never silently false.

mod administration;
mod areas;
mod arrivals;
mod badges;
mod claims;
mod classes;
mod clock;
mod closing;
mod consent;
mod corrections;
mod ends;
mod express;
mod held;
mod holds_open;
mod identity;
mod incidents;
mod leaving;
mod limits;
mod lists;
mod officials;
mod paper;
mod party;
mod printing;
mod remembering;
mod restarts;
mod retention;
mod roles;
mod roll_call;
mod scans;
mod sensors;
mod shift;
mod signing;
mod siren;
mod staff;
mod texts;
mod totality;
pub mod words;

use gatehouse::domain::{By, Event, House, Policy, Record, Refusal, Role, Visit};
use gatehouse::server::{CoreState, guard_view};
use gatehouse::wire::Card;

use super::morning::{Morning, by, name, site};
use words::Deed;

/// What has happened so far.
pub struct Given(Morning);

/// What followed.
pub struct Then {
    /// The morning after it.
    pub morning: Morning,
    answer: Result<Vec<Event>, Refusal>,
}

/// Plays the steps at the site of the tests.
pub fn given(steps: &[Deed]) -> Given {
    given_at(site(), steps)
}

/// Plays the steps at another site.
pub fn given_at(policy: Policy, steps: &[Deed]) -> Given {
    let mut morning = Morning::at_eight(policy);
    for step in steps {
        if let Err(refusal) = play(&mut morning, step) {
            panic!("the premise was refused: {} for {step:?}", refusal.code());
        }
    }
    Given(morning)
}

fn play(morning: &mut Morning, step: &Deed) -> Result<Vec<Event>, Refusal> {
    match step {
        Deed::Does(role, command) => morning.does(by(*role), command.clone()),
        Deed::Signed(number, command) => morning.does(By::staff(Role::Guard, number), command.clone()),
        Deed::Looks(role, command) => {
            let command = command(morning);
            morning.does(by(*role), command)
        }
        Deed::Later(span) => Ok(morning.later(*span)),
        Deed::ClockSteps(by) => {
            morning.clock_steps(*by);
            Ok(Vec::new())
        }
        Deed::PowerCut(span) => {
            morning.now = morning.now + *span;
            play(morning, &words::restarts())
        }
        Deed::All(steps) => {
            let mut events = Vec::new();
            for step in steps {
                events.extend(play(morning, step)?);
            }
            Ok(events)
        }
    }
}

/// The card of the first visit, as the guard's panel is told of it.
fn card(morning: &Morning) -> Option<Card> {
    let view = guard_view(&morning.house, &morning.policy, CoreState::default(), morning.now);
    view.queue.into_iter().chain(view.on_site).find(|card| card.visit == words::visit(1).to_string())
}

impl Given {
    /// Somebody asks, or time passes.
    pub fn when(mut self, step: Deed) -> Then {
        let answer = play(&mut self.0, &step);
        Then { morning: self.0, answer }
    }

    /// The house as it stands.
    pub fn house(&self) -> &House {
        &self.0.house
    }

    /// Every record so far.
    pub fn records(&self) -> &[Record] {
        &self.0.records
    }

    /// The first visit.
    pub fn visit(&self) -> &Visit {
        &self.0.house.visits[&words::visit(1)]
    }
}

impl Then {
    /// Exactly these events happen, by their names.
    #[track_caller]
    pub fn then<const N: usize>(self, names: [&str; N]) -> Then {
        match &self.answer {
            Err(refusal) => panic!("refused {}", refusal.code()),
            Ok(events) => assert_eq!(events.iter().map(name).collect::<Vec<_>>(), names),
        }
        self
    }

    /// It is refused, and nothing has changed.
    #[track_caller]
    pub fn refused_with(self, refusal: Refusal) -> Then {
        assert_eq!(
            self.answer.as_ref().map(|events| events.iter().map(name).collect::<Vec<_>>()),
            Err(&refusal)
        );
        self
    }

    /// An event of this name is among what happened, and looks like this.
    #[track_caller]
    pub fn with(self, looks: impl Fn(&Event) -> bool) -> Then {
        let events = self.answer.as_ref().expect("it was refused");
        assert!(events.iter().any(looks), "not among {events:#?}");
        self
    }

    /// Nothing of the kind has happened.
    #[track_caller]
    pub fn without(self, looks: impl Fn(&Event) -> bool) -> Then {
        let events = self.answer.as_ref().expect("it was refused");
        assert!(!events.iter().any(looks), "among {events:#?}");
        self
    }

    /// The house looks like this afterwards.
    #[track_caller]
    pub fn leaves(self, looks: impl Fn(&House) -> bool) -> Then {
        assert!(looks(&self.morning.house), "after {:?}", self.answer);
        self
    }

    /// The first visit looks like this afterwards.
    #[track_caller]
    pub fn leaves_visit(self, looks: impl Fn(&Visit) -> bool) -> Then {
        let visit = &self.morning.house.visits[&words::visit(1)];
        assert!(looks(visit), "{visit:#?}");
        self
    }

    /// The panel's card of the first visit says this afterwards.
    #[track_caller]
    pub fn tells_the_panel(self, looks: impl Fn(&Card) -> bool) -> Then {
        let card = card(&self.morning).expect("the first visit is not on the panel");
        assert!(looks(&card), "{card:#?}");
        self
    }

    /// Goes on from here.
    pub fn when(self, step: Deed) -> Then {
        Given(self.morning).when(step)
    }
}
