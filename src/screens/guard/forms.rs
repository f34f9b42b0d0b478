//! What a guard types into the longer forms, turned into the shapes of the wire. Only shape is looked at
//! here (a time that is no time, a card that is no number); what is allowed is the core's to say.

use super::clock;
use crate::wire::{DocumentWord, Draft, KindWord, LanguageWord, PaperVisit, SlipParts};

/// Cards one party may need: the lead and the companions a draft allows (19).
const CARDS_MAX: usize = 20;

/// Reason in the record when the guard writes the slip for a visitor who cannot (代填).
pub const WRITTEN_BY_GUARD: &str = "代填 / written by the guard, read back";

/// The first part of a slip, as typed.
#[derive(Debug, Clone)]
pub struct DraftTyped {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Phone.
    pub phone: String,
    /// Kind.
    pub kind: KindWord,
    /// Whether they lead.
    pub leader: bool,
    /// Host chosen from the hits; 0 where none was.
    pub host: u32,
    /// Host as typed.
    pub host_text: String,
    /// Purpose.
    pub purpose: String,
    /// Companions, separated by commas or blanks between Chinese names.
    pub companions: String,
    /// Children along, who need no name.
    pub children: usize,
}

/// Names in one field, separated by `,`, `、`, `;` or a line break.
pub fn names(typed: &str) -> Vec<String> {
    let split = |c: char| matches!(c, ',' | '\u{ff0c}' | '\u{3001}' | ';' | '\u{ff1b}' | '\n');
    typed.split(split).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The wire's draft of it.
pub fn draft(typed: &DraftTyped, language: LanguageWord) -> Draft {
    let host = (typed.host != 0).then_some(typed.host);
    // The core takes a child for a companion without a name; more than it takes of them are not even sent.
    let children = std::iter::repeat_n(String::new(), typed.children.min(CARDS_MAX));
    Draft {
        name: typed.name.trim().to_owned(),
        unit: typed.unit.trim().to_owned(),
        phone: typed.phone.trim().to_owned(),
        kind: typed.kind,
        leader: typed.leader,
        host,
        host_text: if host.is_some() { String::new() } else { typed.host_text.trim().to_owned() },
        purpose: typed.purpose.trim().to_owned(),
        companions: names(&typed.companions).into_iter().chain(children).collect(),
        language,
    }
}

/// Which field of a paper visit is no time or number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperFault {
    /// Day or time of arrival.
    Arrived,
    /// Time of leaving.
    Left,
    /// Card number.
    Card,
}

/// A paper visit, from its day, its times and its card as typed; an empty time of leaving means still here.
///
/// # Errors
/// [`PaperFault`] names the first field that cannot be read.
pub fn paper(
    draft: Draft,
    (day, arrived, left): (&str, &str, &str),
    card: &str,
    offset_min: i32,
) -> Result<PaperVisit, PaperFault> {
    let arrived = clock::typed(day, arrived, offset_min).ok_or(PaperFault::Arrived)?;
    let left = match left.trim() {
        "" => None,
        left => Some(
            clock::typed(day, left, offset_min).filter(|left| *left >= arrived).ok_or(PaperFault::Left)?,
        ),
    };
    let card = match card.trim() {
        "" => None,
        card => Some(card.parse().map_err(|_| PaperFault::Card)?),
    };
    Ok(PaperVisit { draft, arrived, left, card })
}

/// Card numbers, lead first, separated by commas or blanks; `None` if one is no number or there is none.
pub fn cards(typed: &str) -> Option<Vec<u32>> {
    let split = |c: char| c.is_whitespace() || matches!(c, ',' | '\u{ff0c}' | '\u{3001}');
    let cards: Option<Vec<u32>> =
        typed.split(split).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect();
    cards.filter(|cards| !cards.is_empty() && cards.len() <= CARDS_MAX)
}

/// The second part of a slip, as typed.
pub fn slip(
    document: Option<DocumentWord>,
    number: &str,
    plate: &str,
    belongings: &str,
    (nothing_forbidden, rules_agreed): (bool, bool),
) -> SlipParts {
    SlipParts {
        document,
        document_number: number.trim().to_owned(),
        plate: plate.trim().to_uppercase(),
        belongings: belongings.trim().to_owned(),
        nothing_forbidden,
        rules_agreed,
    }
}

/// A corrected field: `None` where nothing was changed.
pub fn changed(typed: &str, before: &str) -> Option<String> {
    let typed = typed.trim();
    (typed != before).then(|| typed.to_owned())
}

/// The whole party with its corrected names, lead first; `None` where none was changed. Whoever is not named among the
/// companions is a child, or nameless as before.
pub fn party(lead: &str, companions: &str, before: &[String]) -> Option<Vec<String>> {
    let mut party: Vec<String> = std::iter::once(lead.trim().to_owned()).chain(names(companions)).collect();
    let missing = before.len().saturating_sub(party.len());
    party.extend(std::iter::repeat_n(String::new(), missing));
    let same = |(new, old): (&String, &String)| new == old;
    let unchanged = party.len() == before.len() && party.iter().zip(before).all(same);
    // Children stand where they stood: only a change of names moves them to the end.
    let named = |list: &[String]| list.iter().filter(|name| !name.is_empty()).cloned().collect::<Vec<_>>();
    (!unchanged && named(&party) != named(before)).then_some(party)
}

/// Officer and case number in one line of the record.
pub fn police(officer: &str, case: &str) -> String {
    [officer.trim(), case.trim()]
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> DraftTyped {
        DraftTyped {
            name: " 张伟 ".into(),
            unit: "大华精密".into(),
            phone: String::new(),
            kind: KindWord::Supplier,
            leader: false,
            host: 0,
            host_text: "李工".into(),
            purpose: "送样".into(),
            companions: "王芳、赵敏,Bo".into(),
            children: 0,
        }
    }

    #[test]
    fn companions_may_be_separated_the_way_people_write_them() {
        assert_eq!(draft(&typed(), LanguageWord::Zh).companions, ["王芳", "赵敏", "Bo"]);
    }

    #[test]
    fn a_child_is_a_companion_without_a_name() {
        let family = DraftTyped { children: 2, ..typed() };
        assert_eq!(draft(&family, LanguageWord::Zh).companions, ["王芳", "赵敏", "Bo", "", ""]);
    }

    #[test]
    fn a_chosen_host_outranks_what_was_typed() {
        let chosen = draft(&DraftTyped { host: 7, ..typed() }, LanguageWord::Zh);
        assert_eq!((chosen.host, chosen.host_text.as_str()), (Some(7), ""));
    }

    #[test]
    fn a_paper_visit_cannot_leave_before_it_came() {
        let one = draft(&typed(), LanguageWord::Zh);
        let times = ("2026-11-23", "09:05", "08:00");
        assert_eq!(paper(one.clone(), times, "", 480), Err(PaperFault::Left));
        let visit = paper(one, ("2026-11-23", "09:05", ""), "12", 480).expect("well typed");
        assert_eq!((visit.left, visit.card), (None, Some(12)));
    }

    #[test]
    fn a_party_is_corrected_as_a_whole_and_left_alone_where_nothing_changed() {
        let before = ["张伟", "", "王芳"].map(str::to_owned);
        assert_eq!(party("张伟", "王芳", &before), None);
        let corrected = party("章伟", "王芳", &before);
        assert_eq!(corrected, Some(["章伟", "王芳", ""].map(str::to_owned).to_vec()));
        let nameless = ["张伟", "", ""].map(str::to_owned);
        let named = party("张伟", "王芳、赵敏", &nameless);
        assert_eq!(named, Some(["张伟", "王芳", "赵敏"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn card_numbers_are_numbers() {
        assert_eq!(cards("12, 13 14"), Some(vec![12, 13, 14]));
        assert_eq!(cards("12a"), None);
        assert_eq!(cards(" "), None);
    }
}
