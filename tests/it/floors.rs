//! Who may name whom, and what no source may hold. ARCHITECTURE.md has the tables; this reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::source_text::{Source, files, in_name, line_of, root, sources, words};

/// The longest source file, in lines: what can be read in one sitting, and half as much again.
const LINES_MAX: usize = 600;
/// Tests that look at the windows of other processes, which ring no bell when they have drawn.
const WINDOWS: &str = "tests/screens/windows/";
/// Where a feature may be asked for: where the parts are joined.
const FEATURE_PLACES: [&str; 3] = ["src/lib.rs", "src/adapters/mod.rs", "src/commands/"];
/// The room `main.rs` belongs to.
const TOP_ROOM: &str = "commands";
/// The file that joins the rooms and belongs to none.
const ROOMS_FILE: &str = "src/lib.rs";

/// One row of the floors.
struct Room {
    floor: u8,
    rooms: BTreeSet<String>,
    crates: BTreeSet<String>,
    never: Vec<String>,
}

/// The rows of the table below the first line of ARCHITECTURE.md that begins with `heading`.
fn table(heading: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows: Vec<Vec<String>> = text
        .lines()
        .skip_while(|line| !line.starts_with(heading))
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert!(!rows.is_empty(), "ARCHITECTURE.md has no table below {heading:?}");
    rows
}

/// What stands between backticks in a cell.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A crate's name as sources write it.
fn in_source(name: &str) -> String {
    name.replace('-', "_")
}

fn rooms() -> BTreeMap<String, Room> {
    let rows = table("## Floors");
    let all: BTreeSet<String> = rows.iter().map(|row| quoted(&row[1])[0].clone()).collect();
    rows.iter()
        .map(|row| {
            let name = quoted(&row[1])[0].clone();
            let rooms = if row[2] == "all" { all.clone() } else { quoted(&row[2]).into_iter().collect() };
            let crates = quoted(&row[3]).iter().map(|name| in_source(name)).collect();
            (name, Room { floor: row[0].parse().unwrap(), rooms, crates, never: quoted(&row[4]) })
        })
        .collect()
}

/// The room of a source below `src`, none for the file that joins them.
fn room_of(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("src/").unwrap();
    match inner.split_once('/') {
        Some((room, _)) => Some(room),
        None => (path != ROOMS_FILE).then_some(TOP_ROOM),
    }
}

/// Names of dependencies in these sections of a manifest.
fn dependencies(manifest: &str, sections: &[&str]) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    sections.iter().flat_map(|name| manifest[*name].as_table().unwrap().keys().cloned()).collect()
}

/// The names a path begins with at `rest`: one, or each of a group in braces.
fn heads(rest: &str) -> Vec<&str> {
    let rest = rest.trim_start();
    let Some(group) = rest.strip_prefix('{') else {
        let end = rest.find(|sign| !in_name(sign)).unwrap_or(rest.len());
        return vec![&rest[..end]];
    };
    let mut found = Vec::new();
    let (mut depth, mut begin) = (0_usize, 0);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.extend(heads(&group[begin..at]));
                begin = at + 1;
                if sign == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

/// What is named at the root of the package, with where: by `crate::`, by the package's own name, and by as many
/// `super::` as there are modules above.
fn named_at_root(source: &Source) -> Vec<(usize, &str)> {
    let code = source.code.as_str();
    let mut found = Vec::new();
    for begin in ["crate", "gatehouse"] {
        for at in words(code, begin) {
            if let Some(rest) = code[at + begin.len()..].trim_start().strip_prefix("::") {
                found.extend(heads(rest).into_iter().map(|name| (at, name)));
            }
        }
    }
    let inner = source.path.strip_prefix("src/").unwrap().trim_end_matches(".rs");
    let depth = inner.trim_end_matches("/mod").split('/').count();
    let mut past = 0;
    for at in words(code, "super") {
        if at < past {
            continue;
        }
        let mut rest = &code[at..];
        let mut climbed = 0;
        while let Some(next) = rest.trim_start().strip_prefix("super::") {
            rest = next;
            climbed += 1;
        }
        past = code.len() - rest.len();
        if climbed >= depth {
            found.extend(heads(rest).into_iter().map(|name| (at, name)));
        }
    }
    found
}

/// Where `code` names the crate `name`: in a path, or in a `use` of the whole.
fn crate_named(code: &str, name: &str) -> Vec<usize> {
    words(code, name)
        .filter(|at| {
            let before = code[..*at].trim_end();
            let after = code[at + name.len()..].trim_start();
            let in_path = after.starts_with("::") && !before.ends_with("::");
            let whole = before.ends_with("use") && (after.starts_with(';') || after.starts_with("as "));
            in_path || whole
        })
        .collect()
}

fn place(source: &Source, at: usize) -> String {
    format!("{}:{}", source.path, line_of(&source.code, at))
}

#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn every_room_is_in_the_table_and_names_lower_floors_only() {
    let rooms = rooms();
    let folders: BTreeSet<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        rooms.keys().cloned().collect::<BTreeSet<_>>(),
        folders,
        "the floors table, and the folders of src"
    );
    for (name, room) in &rooms {
        for other in room.rooms.iter().filter(|other| *other != name) {
            assert!(rooms[other].floor < room.floor, "`{name}` may not name `{other}`: it is no floor below");
        }
    }
}

#[test]
fn a_room_names_only_the_rooms_of_its_row() {
    let rooms = rooms();
    let mut found = Vec::new();
    for source in sources("src") {
        let Some(room) = room_of(&source.path) else { continue };
        for (at, name) in named_at_root(&source) {
            if name != room && rooms.contains_key(name) && !rooms[room].rooms.contains(name) {
                found.push(format!("{} names `{name}`", place(&source, at)));
            }
        }
    }
    none("a room names what its row in ARCHITECTURE.md does not have", &found);
}

#[test]
fn a_room_names_only_the_crates_of_its_row() {
    let rooms = rooms();
    let known = dependencies("Cargo.toml", &["dependencies"]);
    let mut found = Vec::new();
    for (name, room) in &rooms {
        for unknown in room.crates.iter().filter(|name| !known.iter().any(|known| in_source(known) == **name))
        {
            found.push(format!("the row of `{name}` has `{unknown}`, which Cargo.toml has not"));
        }
    }
    for source in sources("src") {
        let Some(room) = room_of(&source.path) else { continue };
        for name in known.iter().map(|name| in_source(name)).filter(|name| !rooms[room].crates.contains(name))
        {
            for at in crate_named(&source.code, &name) {
                found.push(format!("{} names the crate `{name}`", place(&source, at)));
            }
        }
    }
    none("a room names a crate its row in ARCHITECTURE.md does not have", &found);
}

#[test]
fn a_device_and_a_database_are_known_in_one_place() {
    let mut found = Vec::new();
    for row in table("A device or a database") {
        let (name, only) = (in_source(&quoted(&row[0])[0]), &quoted(&row[1])[0]);
        for source in sources("src").iter().filter(|source| !source.path.starts_with(only)) {
            for at in crate_named(&source.code, &name) {
                found.push(format!("{} names the crate `{name}`, which is for {only}", place(source, at)));
            }
        }
    }
    none("a crate is named outside its one place", &found);
}

#[test]
fn a_room_never_names_what_it_must_not_touch() {
    let rooms = rooms();
    let mut found = Vec::new();
    for source in sources("src") {
        let Some(room) = room_of(&source.path) else { continue };
        for path in &rooms[room].never {
            let (begin, last) = path.rsplit_once("::").unwrap();
            for at in words(&source.code, begin) {
                let rest = source.code[at + begin.len()..].trim_start().strip_prefix("::");
                if rest.is_some_and(|rest| heads(rest).contains(&last)) {
                    found.push(format!("{} names `{path}`", place(&source, at)));
                }
            }
        }
    }
    none("a room touches what its row in ARCHITECTURE.md forbids", &found);
}

#[test]
fn features_are_asked_for_where_the_parts_are_joined() {
    let mut found = Vec::new();
    for source in sources("src") {
        if FEATURE_PLACES.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for at in words(&source.code, "feature") {
            if source.code[at + "feature".len()..].trim_start().starts_with('=') {
                found.push(place(&source, at));
            }
        }
    }
    none("cfg(feature) outside lib.rs, adapters/mod.rs and commands/", &found);
}

#[test]
fn nothing_panics_on_purpose_outside_tests() {
    let mut found = Vec::new();
    for source in sources("src") {
        for call in [".unwrap()", ".expect(", "panic!", "unreachable!"] {
            found.extend(
                source.code.match_indices(call).map(|(at, _)| format!("{} has `{call}`", place(&source, at))),
            );
        }
    }
    none("outside tests nothing may panic on purpose", &found);
}

#[test]
fn nothing_is_left_for_later_and_no_test_sleeps_or_is_skipped() {
    let mut found = Vec::new();
    for source in sources("src").iter().chain(&sources("tests")) {
        for word in ["todo", "unimplemented"] {
            for at in words(&source.code, word).filter(|at| source.code[at + word.len()..].starts_with('!')) {
                found.push(format!("{} has `{word}!`", place(source, at)));
            }
        }
        if source.path.starts_with("tests/") {
            for word in ["thread::sleep", "ignore]"] {
                if word == "thread::sleep" && source.path.starts_with(WINDOWS) {
                    continue;
                }
                let at = source.code.match_indices(word);
                found.extend(at.map(|(at, _)| format!("{} has `{word}`", place(source, at))));
            }
        }
    }
    none("unfinished, or a test that sleeps or is skipped", &found);
}

#[test]
fn every_source_file_can_be_read_in_one_sitting() {
    let mut found = Vec::new();
    for path in ["src", "tests", "ui"].iter().flat_map(|folder| files(folder, &["rs", "slint"])) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > LINES_MAX {
            found.push(format!("{} has {lines} lines", path.strip_prefix(root()).unwrap().display()));
        }
    }
    none(&format!("longer than {LINES_MAX} lines"), &found);
}

#[test]
fn every_dependency_has_its_reason_and_every_reason_its_dependency() {
    let named =
        |heading| table(heading).iter().map(|row| quoted(&row[0])[0].clone()).collect::<BTreeSet<_>>();
    let mut used = dependencies("Cargo.toml", &["dependencies"]);
    used.extend(dependencies("ui/Cargo.toml", &["dependencies", "build-dependencies"]));
    assert_eq!(named("## Why each dependency"), used, "reasons in ARCHITECTURE.md, and lines of Cargo.toml");
    let for_tests: BTreeSet<String> =
        dependencies("Cargo.toml", &["dev-dependencies"]).difference(&used).cloned().collect();
    assert_eq!(named("For tests alone"), for_tests, "reasons in ARCHITECTURE.md, and dev-dependencies");
}

#[test]
fn every_place_on_the_map_exists() {
    let mut found = Vec::new();
    for place in table("## Map of the code").iter().flat_map(|row| quoted(&row[0])) {
        if !root().join(&place).exists() {
            found.push(place);
        }
    }
    none("the map in ARCHITECTURE.md names what is not there", &found);
}
