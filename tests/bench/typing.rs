//! A key of the pinyin keyboard, until its candidates are there.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gatehouse::typing::{Composer, Dictionary as _, Inputx, Mode, Typist};

use crate::measure::{Row, Times, ms};

/// What somebody types who arrives, and what takes longest: letters that may be cut in very many ways.
const TYPED: [(&str, Mode, &[&str]); 3] = [
    (
        "a name",
        Mode::Name,
        &["zhangwei", "wangxiaoming", "ouyangnana", "lyuxiuying", "jiangyiyi", "zhangsunwuji"],
    ),
    (
        "words",
        Mode::Words,
        &["shenzhengongsi", "songhuo", "lairenmianshi", "shigongduicailiao", "zhongguodianxin"],
    ),
    (
        "the worst letters",
        Mode::Name,
        &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "yiyiyiyiyi", "xianxianxian", "j", "zhizhiz"],
    ),
];
/// How often each is typed.
const ROUNDS: usize = 20;
/// What a key may take: beside the frame of the screen, 16 ms, there is room left for drawing.
const KEY_MAX: Duration = Duration::from_millis(10);

pub fn rows(show: &mut dyn FnMut(Row)) {
    let begin = Instant::now();
    let typist = Arc::new(Typist::new());
    show(Row::told("pinyin tables read", ms(begin.elapsed())));
    let bare = Inputx::new();
    for (what, mode, texts) in TYPED {
        let (mut keys, mut lookups) = (Times::default(), Times::default());
        for text in (0..ROUNDS).flat_map(|_| texts) {
            let mut composer = Composer::new(Arc::clone(&typist), mode, 8);
            for (at, letter) in text.char_indices() {
                let begin = Instant::now();
                assert!(composer.key(letter));
                keys.add(begin.elapsed());
                let begin = Instant::now();
                std::hint::black_box(bare.words(&text[..=at]));
                lookups.add(begin.elapsed());
            }
        }
        let ratio = keys.at(50).as_secs_f64() / lookups.at(50).as_secs_f64();
        show(Row::judged(
            format!("pinyin key to candidates, {what}"),
            format!(
                "p50 {}, p99 {} ({ratio:.0} times a bare lookup of the same letters)",
                ms(keys.at(50)),
                ms(keys.at(99))
            ),
            "10 ms",
            keys.at(99) <= KEY_MAX,
        ));
    }
}
