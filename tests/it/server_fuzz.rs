//! Any bytes may come: nothing is answered with a fault, nothing hangs, and the gate goes on.

use gatehouse::domain::OVERRIDES_MAX;
use gatehouse::wire::Wish;
use reqwest::Method;
use serde_json::{Value, json};

use crate::server_site::{GUARD, Site, draft, slip};

const SEED: u64 = 0x6761_7465;
const ROUNDS: usize = 600;

/// One of each sort of wish.
pub fn wishes() -> Vec<Value> {
    let visit = "G1-000001";
    vec![
        json!({"do": "check-in", "draft": draft("李雷")}),
        json!({"do": "enter-by-hand", "draft": draft("李雷"), "slip": slip()}),
        json!({"do": "arrive-by-name", "name": "李雷", "phone": "13800001234", "language": "zh"}),
        json!({"do": "scan", "reader": "entry", "code": "GH1AAAA"}),
        json!({"do": "see-document", "visit": visit, "document": "passport", "number": "E12345678"}),
        json!({"do": "issue-cards", "visit": visit, "cards": [5001, 5002]}),
        json!({"do": "open", "visit": visit, "person": 0}),
        json!({"do": "admit-official", "unit": "公安局", "certificate": "1234", "heads": 3, "purpose": "公务"}),
        json!({"do": "enter-paper-visit", "paper": {"draft": draft("李雷"), "arrived": 0, "left": 1, "card": 7}}),
        json!({"do": "set-class", "visit": visit, "class": "vip", "reason": "领导来访", "administration_agrees": true}),
        json!({"do": "check-mark", "visit": visit, "same_person": false, "reason": "同名不同人"}),
        json!({"do": "override", "reason": "救护车进门"}),
        json!({"do": "close-incident", "incident": "I1-000001", "report": "已劝离,现场恢复正常秩序。"}),
    ]
}

/// Something that may stand where a value stood.
fn odd(random: &mut fastrand::Rng) -> Value {
    match random.u8(..9) {
        0 => Value::Null,
        1 => json!(random.i64(..)),
        2 => json!(random.u64(..)),
        3 => json!(random.bool()),
        4 => json!("长".repeat(random.usize(..3_000))),
        5 => json!(std::iter::repeat_with(|| random.char(..)).take(12).collect::<String>()),
        6 => json!([[[]]]),
        7 => json!({"do": "override"}),
        _ => json!(""),
    }
}

/// Puts something odd at one place of a value.
fn spoil(value: &mut Value, random: &mut fastrand::Rng) {
    match value {
        Value::Object(fields) if !fields.is_empty() && random.u8(..4) > 0 => {
            let at = random.usize(..fields.len());
            if let Some((_, field)) = fields.iter_mut().nth(at) {
                spoil(field, random);
            }
        }
        Value::Array(items) if !items.is_empty() && random.u8(..4) > 0 => {
            let at = random.usize(..items.len());
            spoil(&mut items[at], random);
        }
        other => *other = odd(random),
    }
}

#[test]
fn whatever_is_sent_is_answered_and_never_with_a_fault() {
    let site = Site::open();
    let mut random = fastrand::Rng::with_seed(SEED);
    let samples = wishes();
    for round in 0..ROUNDS {
        let mut wish = samples[random.usize(..samples.len())].clone();
        for _ in 0..random.usize(..4) {
            spoil(&mut wish, &mut random);
        }
        let mut body = wish.to_string().into_bytes();
        if random.u8(..5) == 0 {
            for _ in 0..8 {
                let at = random.usize(..body.len());
                body[at] = random.u8(..);
            }
            body.truncate(random.usize(..=body.len()));
        }
        // A device of its own for a few rounds: the pace of one would answer for all.
        let role = ["kiosk", "guard"][random.usize(..2)];
        let key = format!("{:016x}", random.u64(..));
        let said = site.request(
            Method::POST,
            "/api/v1/commands",
            &format!("{role}:{}", round / 8),
            Some(&key),
            body.clone(),
        );
        assert!(
            [200, 400, 403, 404, 409, 422].contains(&said.status),
            "round {round}: {said:?} to {}",
            String::from_utf8_lossy(&body)
        );
    }
    // Unless it opens for as many as may be waiting already.
    let said = site.wish(GUARD, &Wish::Override { reason: "救护车进门".to_owned() });
    let alive = site.core.read(|house| house.gate.grants.len());
    assert!(said.status == 200 || alive >= OVERRIDES_MAX, "{said:?}");
    assert_eq!(site.get("/readyz", "").status, 200);
}

#[test]
fn odd_addresses_are_answered_too() {
    let site = Site::open();
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..100 {
        let odd: String = (0..random.usize(..40)).map(|_| format!("%{:02x}", random.u8(..))).collect();
        for path in ["/api/v1/kiosk/visits/", "/api/v1/hosts?q=", "/api/v1/hosts?", "/api/v1/"] {
            let said = site.get(&format!("{path}{odd}"), &format!("guard:{}", random.u8(..)));
            assert!([200, 400, 404, 429].contains(&said.status), "{path}{odd}: {said:?}");
        }
    }
}
