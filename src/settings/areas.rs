//! Every `[[area]]`: what a badge may name, and whose approval it needs (docs/rules.md, part 3a).

use super::checker::Section;
use crate::domain::{AREAS_MAX, Area, AreaRule, FormText};

/// What is wanted of an area's name.
const NAME: &str = "a short name no other area has";

/// The areas; not written, those of the source rules: meeting is open, office, production and machine room are
/// restricted.
pub(super) fn read(root: &mut Section<'_>) -> Vec<AreaRule> {
    let mut taken: Vec<Area> = Vec::new();
    let areas = root.sections("area", AREAS_MAX, |section| {
        section.demand("name", NAME);
        let name = section.line("name", "", Area::MAX_CHARS);
        let name = Area::parse(&name).unwrap_or_default();
        if !name.as_str().is_empty() && taken.contains(&name) {
            section.refuse("name", format!("\"{}\"", name.as_str()), NAME);
        }
        taken.push(name.clone());
        let (approver, children) = (approver(section), section.yes_no("children", true));
        let confidential = section.yes_no("confidential", false);
        AreaRule { name, approver, children, confidential }
    });
    // Whoever is escorted or brings a child must be able to be issued a badge, too.
    if areas.as_ref().is_some_and(|areas| !areas.iter().any(for_everybody)) {
        root.refuse("area", "only restricted ones", "one area at least that is open to everybody");
    }
    areas.unwrap_or_else(of_the_house)
}

/// Whether anybody may be taken there at once.
fn for_everybody(area: &AreaRule) -> bool {
    area.approver.is_none() && area.children && !area.confidential
}

/// A restricted area names its superior, an open one nobody.
fn approver(section: &mut Section<'_>) -> Option<FormText> {
    let restricted = section.yes_no("restricted", false);
    let named = section.maybe_line("approver", FormText::MAX_CHARS);
    if restricted {
        if named.is_none() {
            section.refuse("approver", "not written", "who approves visits to a restricted area");
        }
    } else if let Some(named) = &named {
        section.refuse("approver", format!("\"{named}\""), "restricted = true above, or no approver");
    }
    named.filter(|_| restricted).and_then(|named| FormText::parse(&named).ok())
}

fn of_the_house() -> Vec<AreaRule> {
    let area = |name, approver: Option<&str>, children| {
        let approver = approver.map(FormText::parse).transpose().ok()?;
        Some(AreaRule { name: Area::parse(name).ok()?, approver, children, confidential: false })
    };
    let areas = [
        area("会客区", None, true),
        area("办公区", Some("行政部经理"), true),
        area("生产区", Some("生产部经理"), false),
        area("机房", Some("信息部经理"), false),
    ];
    areas.into_iter().flatten().collect()
}
