//! Checks of the code itself: who may import whom, what may not be named, and that each file says what it is for.

mod invariants;
mod links;
mod reference;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Each of our crates with the ones of ours that it may import. A crate that is missing here fails the test.
const LAYERS: &[(&str, &[&str])] = &[
    ("runtime/primitives", &[]),
    ("runtime/crypto", &[]),
    ("runtime/interface", &[]),
    ("runtime/types", &["primitives"]),
    ("runtime/trie", &["primitives"]),
    ("runtime/state", &["primitives", "trie", "types"]),
    ("runtime/vm", &["crypto", "interface", "primitives"]),
    ("runtime/executor", &["interface", "primitives", "state", "trie", "types", "vm"]),
    ("runtime/db", &["primitives", "state", "trie", "types"]),
    ("node", &["db", "executor", "interface", "primitives", "state", "trie", "types", "vm"]),
    ("node/calibrate", &["db", "executor", "interface", "primitives", "types", "vm"]),
    ("sdk", &["interface", "sdk-macros"]),
    ("sdk/blocks", &["sdk"]),
    ("sdk/macros", &[]),
    ("sdk/compile", &["interface"]),
    (
        "sdk/testing",
        &[
            "compile",
            "crypto",
            "executor",
            "interface",
            "primitives",
            "sdk",
            "sdk-macros",
            "state",
            "trie",
            "types",
            "vm",
        ],
    ),
    ("sdk/cli", &["calibrate", "compile", "interface", "node", "primitives", "types", "vm"]),
];

/// Heavy crates and the only places that may depend on them.
const HEAVY: &[(&str, &[&str])] = &[
    ("wasmtime", &["runtime/vm"]),
    ("rocksdb", &["runtime/db"]),
    ("jsonrpsee", &["node"]),
    ("tokio", &["node", "sdk/cli"]),
];

/// A module of the node may use another only if that one comes later in this list.
const NODE_ORDER: &[&str] = &["service", "rpc", "producer", "pool", "chain"];

/// What may not be named under `runtime/`, tests aside, and why.
const BANNED: &[(&str, &str)] = &[
    ("SystemTime", "state never depends on the clock"),
    ("Instant::now", "state never depends on the clock"),
    ("thread_rng", "state never depends on randomness"),
    ("rand::", "state never depends on randomness"),
    ("std::env", "state never depends on the environment"),
    ("f32", "floats differ between machines"),
    ("f64", "floats differ between machines"),
    ("tokio", "async stops at the node's edge"),
    ("println!", "a library does not print"),
    ("dbg!", "a library does not print"),
    ("todo!", "what lands is finished"),
    ("unimplemented!", "what lands is finished"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the manifest lies in a folder of the root").to_owned()
}

/// The names under `[table]` of the manifest in `folder`.
fn dependencies(folder: &str, table: &str) -> Vec<String> {
    let path = root().join(folder).join("Cargo.toml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let Some(section) = text.split(&format!("[{table}]\n")).nth(1) else { return Vec::new() };
    let section = section.split("\n[").next().unwrap_or_default();
    section
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .map(str::to_owned)
        .collect()
}

/// Rust files below `folder`, in order of their paths.
fn sources(folder: &str) -> Vec<PathBuf> {
    files(folder, "rs")
}

/// Files below `folder` whose names end in `.wanted`, in order of their paths.
fn files(folder: &str, wanted: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a folder that opened can be listed").path();
            let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "node_modules" && !name.starts_with('.') {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == wanted) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn all_sources() -> Vec<PathBuf> {
    ["runtime", "sdk", "node", "contracts", "tests", "benches"].iter().flat_map(|f| sources(f)).collect()
}

/// The path as people write it.
fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Lines of code with their numbers: no comments, and nothing from `#[cfg(test)]` on.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
}

#[test]
fn crates_import_only_downwards() {
    let ours: Vec<String> = dependencies("", "workspace.dependencies")
        .into_iter()
        .filter(|name| {
            let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
            text.contains(&format!("\n{name} = {{ path = "))
        })
        .collect();
    assert!(ours.len() >= LAYERS.len(), "the root manifest lists {} crates of ours", ours.len());
    for (folder, allowed) in LAYERS {
        for name in dependencies(folder, "dependencies") {
            let legal = !ours.contains(&name) || allowed.contains(&name.as_str());
            assert!(legal, "{folder}/Cargo.toml must not depend on {name}: allowed are {allowed:?}");
        }
    }
}

#[test]
fn every_crate_has_its_layer() {
    for parent in ["runtime", "sdk"] {
        for entry in fs::read_dir(root().join(parent)).unwrap() {
            let path = entry.unwrap().path();
            if path.join("Cargo.toml").exists() {
                let folder = shown(&path);
                assert!(LAYERS.iter().any(|(known, _)| *known == folder), "{folder} has no row in LAYERS");
            }
        }
    }
}

#[test]
fn heavy_crates_stay_behind_one_crate() {
    for (folder, _) in LAYERS {
        for name in dependencies(folder, "dependencies") {
            if let Some((_, allowed)) = HEAVY.iter().find(|(heavy, _)| *heavy == name) {
                assert!(allowed.contains(folder), "{folder}/Cargo.toml must not depend on {name}: only {allowed:?}");
            }
        }
    }
}

#[test]
fn node_modules_import_only_downwards() {
    let rank = |name: &str| NODE_ORDER.iter().position(|module| *module == name);
    for path in sources("node/src") {
        let relative = path.strip_prefix(root().join("node/src")).unwrap().with_extension("");
        let own = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let Some(own_rank) = rank(&own) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        for (line, code) in code_lines(&text) {
            for used in code.split("crate::").skip(1) {
                let module: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if let Some(used_rank) = rank(&module) {
                    assert!(used_rank >= own_rank, "{}:{line}: {own} must not use crate::{module}", shown(&path));
                }
            }
        }
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    for path in all_sources() {
        let text = fs::read_to_string(&path).unwrap();
        // A sibling file of unit tests is described by its parent.
        if path.ends_with("tests.rs") {
            continue;
        }
        assert!(text.starts_with("//! "), "{} does not open with `//! ` and its subject", shown(&path));
    }
}

#[test]
fn state_is_decided_without_clock_chance_environment_or_floats() {
    for path in sources("runtime").into_iter().filter(|path| !is_test(path)) {
        let text = fs::read_to_string(&path).unwrap();
        for (line, code) in code_lines(&text) {
            for (word, reason) in BANNED {
                let found = code.match_indices(word).any(|(at, _)| {
                    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
                    edge(code[..at].chars().next_back()) && edge(code[at + word.len()..].chars().next())
                });
                assert!(!found || code.contains('"'), "{}:{line}: `{word}`: {reason}", shown(&path));
            }
        }
    }
}

#[test]
fn unsafe_code_stays_where_a_machine_boundary_is() {
    // The cache of cosmwasm-vm and the delegate call of stylus-sdk cannot be had without: the peers' price, not ours.
    let peers = ["benches/peers/cosmwasm/src", "benches/peers/sizes/stylus/coin/src"];
    let allowed = ["runtime/vm/src", "sdk/src", "sdk/macros/src", "tests/tidy"];
    for path in all_sources() {
        let place = shown(&path);
        if allowed.iter().chain(&peers).any(|folder| place.starts_with(folder)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (line, code) in code_lines(&text) {
            let found = code.contains("unsafe {") || code.contains("unsafe fn") || code.contains("unsafe impl");
            assert!(!found, "{place}:{line}: unsafe code belongs into the VM crate");
        }
    }
}

#[test]
fn sources_are_ascii() {
    for path in all_sources() {
        let text = fs::read_to_string(&path).unwrap();
        for (index, line) in text.lines().enumerate() {
            assert!(line.is_ascii(), "{}:{}: not ASCII: {line}", shown(&path), index + 1);
        }
    }
}

#[test]
fn no_file_is_a_drawer_for_leftovers() {
    for path in all_sources() {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let drawer = ["utils", "util", "helpers", "helper", "common", "manager", "misc"].contains(&stem.as_str());
        assert!(!drawer, "{}: name the file by its subject", shown(&path));
    }
}

#[test]
fn every_path_in_architecture_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let known = ["runtime/", "sdk/", "node/", "contracts/", "tests/", "benches/", "examples/", "scripts/"];
    for quoted in text.split('`').skip(1).step_by(2) {
        let path = quoted.split([' ', ':']).next().unwrap_or_default();
        if known.iter().any(|folder| path.starts_with(folder)) && !path.contains('*') && !path.contains('<') {
            assert!(root().join(path).exists(), "ARCHITECTURE.md names {path}, which does not exist");
        }
    }
}
