//! Areas over HTTP: what the panel is told, what is refused, who approves.

use gatehouse::wire::{AreaState, Card, DocumentWord, Draft, HostReply, SlipPapers, StepWord, Wish};

use crate::server_site::{GUARD, KIOSK, Site, draft, slip};

const MANAGER: &str = "manager:duty";

/// Somebody whose badge is the next step; gives the visit.
fn ready(site: &Site) -> String {
    let host = site.add_host();
    let (handle, _) = site.check_in(Draft { host: Some(host), host_text: String::new(), ..draft("李雷") });
    site.granted(KIOSK, &Wish::CompleteSlip { handle, slip: slip(), papers: SlipPapers::default() });
    let visit = site.panel().queue[0].visit.clone();
    let (document, number) = (DocumentWord::Passport, "1234".to_owned());
    site.granted(GUARD, &Wish::SeeDocument { visit: visit.clone(), document, number });
    site.granted(GUARD, &Wish::HostSaid { visit: visit.clone(), reply: HostReply::Agrees });
    visit
}

fn card(site: &Site) -> Card {
    site.panel().queue[0].clone()
}

fn state(card: &Card, name: &str) -> AreaState {
    card.areas.iter().find(|area| area.name == name).unwrap().state
}

#[test]
fn the_panel_is_told_the_areas_once_the_badge_is_next() {
    let site = Site::open();
    let host = site.add_host();
    site.check_in(Draft { host: Some(host), host_text: String::new(), ..draft("韩梅梅") });
    assert!(card(&site).areas.is_empty());
    let site = Site::open();
    ready(&site);
    let card = card(&site);
    assert_eq!((card.next, card.area.as_str(), card.areas.len()), (StepWord::IssueBadge, "", 4));
    assert_eq!(state(&card, "会客区"), AreaState::Open);
    assert_eq!(state(&card, "生产区"), AreaState::NeedsApproval);
    assert_eq!(card.areas[2].approver, "生产部经理");
}

#[test]
fn a_restricted_area_is_approved_by_a_manager_and_printed_by_the_guard() {
    let site = Site::open();
    let visit = ready(&site);
    let issue = || Wish::IssueBadge { visit: visit.clone(), area: "生产区".to_owned() };
    let refused = site.wish(GUARD, &issue());
    assert_eq!((refused.status, refused.code()), (409, "area-not-approved"));
    assert_eq!(refused.body["field"], "area");
    let strange = Wish::IssueBadge { visit: visit.clone(), area: "天台".to_owned() };
    assert_eq!((site.wish(GUARD, &strange).status, site.wish(GUARD, &strange).code()), (404, "no-such-area"));
    let approve =
        Wish::ApproveArea { visit: visit.clone(), area: "生产区".into(), by: "赵经理".into() };
    site.granted(MANAGER, &approve);
    assert_eq!(state(&card(&site), "生产区"), AreaState::Approved);
    assert_eq!(card(&site).area, "生产区");
    site.granted(GUARD, &issue());
    assert_eq!(site.panel().on_site[0].area, "生产区");
}

#[test]
fn an_approval_outlives_a_restart() {
    let site = Site::open();
    let visit = ready(&site);
    site.granted(GUARD, &Wish::ApproveArea { visit, area: "机房".into(), by: "赵经理".into() });
    let site = site.restart();
    assert_eq!(state(&card(&site), "机房"), AreaState::Approved);
}
