//! What the touchscreen may know. No class, no list, no reason can be said with these types.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TroubleWord;

/// The face the touchscreen shows for the visit it holds the handle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KioskFace {
    /// 请稍候: the same for everybody who waits, for whatever reason.
    PleaseWait,
    /// 访客证打印中
    BadgePrinting,
    /// 请佩戴好访客证,请进
    ComeIn,
    /// 暂时无法办理,请联系值班保安: the one face of every end before entry.
    SeeTheGuard,
    /// The visit is over (left, cancelled): the screen goes back to welcome.
    Over,
}

/// The touchscreen's view of one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KioskView {
    /// Which screen.
    pub face: KioskFace,
    /// The number the visitor is called by.
    pub queue: u32,
    /// Badge numbers of the party, lead first, once issued.
    pub badges: Vec<u32>,
    /// Whether the slip still lacks its second part.
    pub slip_open: bool,
    /// Whether the visit waits for that part: whoever is exempt may fill it in and is not led to it.
    #[serde(default)]
    pub slip_asked: bool,
    /// Whether the visitor is asked to sign for confidentiality, and has said nothing to it yet.
    #[serde(default)]
    pub asks_confidentiality: bool,
    /// A trouble that outranks the face.
    pub trouble: Option<TroubleWord>,
}

/// What a screen may know of the site while it follows no visit and nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteState {
    /// The site's own trouble.
    pub trouble: Option<TroubleWord>,
    /// What a panel lets be heard; told to no other screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<HeardLine>,
}

/// What is to be heard at a panel nobody has signed in at: that something has happened, and nothing of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeardLine {
    /// Grows with each arrival at the gate; smaller again when those who came last have gone on.
    pub arrivals: u64,
    /// The newest alarm that makes a sound and that nobody has seen; 0 for none.
    pub alarm: u32,
}

/// A host as a stranger may see one: found by whole name, its pinyin, or extension; five at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HostHit {
    /// To name the host in a draft.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
}

/// What the touchscreen says to a badge that was scanned on leaving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeaveAnswer {
    /// The badge is taken back, the gate opens: goodbye.
    Goodbye,
    /// The guard has been told and helps.
    SeeTheGuard,
}
