//! `causeway new`: a project that builds and tests at once.
//!
//! Guarantees: the project is whole in its own folder, the SDK's source included, so that it builds in any place, for
//! any user, and needs no network but for crates of crates.io; it takes the versions that this release was tested with;
//! a folder that is there already is not touched.

mod bundle;
mod client;
mod manifest;
mod name;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{CliError, NewArguments, Output, nearest::nearest};
use client::Client;
use manifest::{Manifests, VENDOR};

/// The template of a project when nobody says which.
const DEFAULT_TEMPLATE: &str = "counter";

/// Why no project was made.
#[derive(Debug)]
pub enum NewError {
    /// No template has this name.
    UnknownTemplate {
        /// The name given.
        name: String,
    },
    /// The name cannot be a package's.
    Name {
        /// The name given.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The path ends in no name.
    NoName {
        /// The path given.
        path: PathBuf,
    },
    /// The folder is there already.
    Exists {
        /// The folder.
        path: PathBuf,
    },
}

impl std::fmt::Display for NewError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownTemplate { name } => {
                let templates = bundle::templates();
                let like = nearest(name, templates.iter().copied());
                let like = like.map_or_else(String::new, |like| format!("did you mean {like}? "));
                write!(f, "no template is called `{name}`: {like}choose one of {}", templates.join(", "))
            }
            Self::Name { name, reason } => {
                write!(f, "a project cannot be called `{name}`: {reason}; choose a name such as my-token")
            }
            Self::NoName { path } => {
                write!(f, "`{}` names no folder to make: give its name, such as my-token", path.display())
            }
            Self::Exists { path } => {
                write!(f, "{} is there already and is not touched: choose another name or folder", path.display())
            }
        }
    }
}

impl std::error::Error for NewError {}

/// Makes a project and says what to do next.
pub fn run(arguments: &NewArguments, output: Output) -> Result<(), CliError> {
    if arguments.list {
        let templates = bundle::templates();
        return output.show(templates.join("\n"), || json!(templates));
    }
    let path = arguments.path.as_deref().expect("the command line asks for a path or --list");
    let template = arguments.template.as_deref().unwrap_or(DEFAULT_TEMPLATE);
    if !bundle::templates().contains(&template) {
        return Err(NewError::UnknownTemplate { name: template.to_owned() }.into());
    }
    let name = path.file_name().ok_or_else(|| NewError::NoName { path: path.to_owned() })?;
    let name = name.to_string_lossy().into_owned();
    if path.symlink_metadata().is_ok() {
        return Err(NewError::Exists { path: path.to_owned() }.into());
    }
    let files = files(&name, template)?;
    for (file, content) in &files {
        let file = path.join(file);
        write(&file, content).map_err(|source| CliError::Write { path: file, source })?;
    }
    let text = format!(
        "{} is a project made from the template {template}, with {} files\n\n  cd {}\n  causeway test\n  causeway build .\n  \
         causeway dev          in another terminal\n  causeway deploy . ARGUMENTS...",
        path.display(),
        files.len(),
        path.display(),
    );
    output.show(text, || json!({ "name": name, "path": path, "template": template, "files": files.len() }))
}

/// All files of a project.
fn files(name: &str, template: &str) -> Result<Vec<(String, Vec<u8>)>, NewError> {
    let (old, new) = (template.replace('-', "_"), name.replace('-', "_"));
    let client = Client::of(template);
    let mut files = Vec::new();
    let mut vm_tests = Vec::new();
    for (path, content) in bundle::below(&format!("contracts/{template}")) {
        match (path, str::from_utf8(content)) {
            ("Cargo.toml", _) => {}
            ("README.md", Ok(text)) => {
                let text = readme(text, name, template, &client);
                files.push((path.to_owned(), text.into_bytes()));
            }
            (_, Ok(text)) if path.ends_with(".rs") => {
                let is_test_file = path.starts_with("tests/") && path.matches('/').count() == 1;
                if is_test_file
                    && ["Chain::vm", "Chain::both", "contract_module"].iter().any(|word| text.contains(word))
                {
                    vm_tests.push(path);
                }
                files.push((path.to_owned(), renamed(text, &old, &new).into_bytes()));
            }
            _ => files.push((path.to_owned(), content.to_vec())),
        }
    }
    let Manifests { project, vendor, contracts } = manifest::manifests(name, template, &vm_tests);
    name::check(name, &contracts)?;
    files.extend(client.files(name));
    files.push(("Cargo.toml".to_owned(), project.into_bytes()));
    for name in ["Cargo.lock", "rust-toolchain.toml"] {
        files.push((name.to_owned(), bundle::text(name).expect("the build script carries it").into()));
    }
    // The VM's fingerprint has the versions of its dependencies: its build script reads the lock of its own workspace.
    let lock = bundle::text("Cargo.lock").expect("the build script carries it");
    files.push((format!("{VENDOR}/Cargo.lock"), lock.into()));
    files.push((".gitignore".to_owned(), b"/target\nnode_modules\n.venv\n__pycache__\n".to_vec()));
    files.push((format!("{VENDOR}/Cargo.toml"), vendor.into_bytes()));
    let mut carry = |path: String, content: &[u8]| match str::from_utf8(content) {
        Ok(text) if path.ends_with("/Cargo.toml") => files.push((path, manifest::without_tests(text).into_bytes())),
        _ => files.push((path, content.to_vec())),
    };
    bundle::sdk().for_each(|(path, content)| carry(format!("{VENDOR}/{path}"), content));
    for contract in contracts {
        let of_contract = bundle::below(&contract).filter(|(path, _)| !path.starts_with("tests/"));
        of_contract.for_each(|(path, content)| carry(format!("{VENDOR}/{contract}/{path}"), content));
    }
    Ok(files)
}

/// `text` with paths into the crate `old` written as paths into the crate `new`.
fn renamed(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let (before, from) = rest.split_at(at);
        let after = &from[old.len()..];
        let inside_word = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || "_:.".contains(c));
        out.push_str(before);
        out.push_str(if !inside_word && after.starts_with("::") { new } else { old });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The template's README under the project's name, with the commands that work on it.
fn readme(text: &str, name: &str, template: &str, client: &Client) -> String {
    let body = text.split_once('\n').map_or("", |(_, body)| body).trim_end();
    format!(
        "# {name}\n{body}\n\n## Working on it\nMade by `causeway new` from the template `{template}`. The contract is \
         `src/lib.rs`, its tests are in `tests/`, a program that uses it is in `{}/`, the SDK's source is in `{VENDOR}/`.\n\n```sh\ncauseway test          # \
         natively, in seconds\ncauseway test --vm     # and on the Wasm engine, whose first build takes minutes\ncauseway \
         build .       # target/contracts: Wasm, artifact, Solidity interface, TypeScript ABI\ncauseway dev           # a \
         chain on this machine\ncauseway deploy .      # add the constructor's arguments\n```\n\n{}",
        client.folder(),
        client.readme(),
    )
}

fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_into_the_template_are_renamed() {
        let text = "use token::{Token}; let token = erc::token::X; mytoken::y(); token.name(); token::z()";
        let expected = "use my_coin::{Token}; let token = erc::token::X; mytoken::y(); token.name(); my_coin::z()";
        assert_eq!(renamed(text, "token", "my_coin"), expected);
    }

    #[test]
    fn a_project_has_what_it_needs() {
        let files = files("my-coin", "counter").unwrap();
        let has = |name: &str| files.iter().any(|(path, _)| path == name);
        for name in [
            "Cargo.toml",
            "Cargo.lock",
            "README.md",
            ".gitignore",
            "rust-toolchain.toml",
            "src/lib.rs",
            "tests/counter.rs",
        ] {
            assert!(has(name), "{name}");
        }
        assert!(has("vendor/causeway/sdk/src/lib.rs") && has("vendor/causeway/Cargo.toml"));
    }

    #[test]
    fn every_template_carries_the_crates_that_it_uses() {
        for template in bundle::templates() {
            let files = files("my-project", template).unwrap();
            let (_, manifest) = files.iter().find(|(path, _)| path == "Cargo.toml").unwrap();
            let manifest: toml::Table = str::from_utf8(manifest).unwrap().parse().unwrap();
            for section in ["dependencies", "dev-dependencies"] {
                let dependencies = manifest.get(section).and_then(toml::Value::as_table);
                for (name, dependency) in dependencies.into_iter().flatten() {
                    let Some(path) = dependency.get("path").and_then(toml::Value::as_str) else { continue };
                    let manifest = format!("{path}/Cargo.toml");
                    assert!(files.iter().any(|(file, _)| *file == manifest), "{template} uses {name} at {path}");
                }
            }
        }
    }

    #[test]
    fn what_the_readme_of_a_project_links_or_names_is_there() {
        for template in bundle::templates() {
            let files = files("my-project", template).unwrap();
            let (_, readme) = files.iter().find(|(path, _)| path == "README.md").unwrap();
            let readme = str::from_utf8(readme).unwrap();
            let has = |path: &str| files.iter().any(|(file, _)| file.starts_with(path));
            let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            for link in links.filter(|link| !link.contains("://") && !link.starts_with('#')) {
                assert!(has(link), "{template} links {link}");
            }
            let quoted = readme.split('`').skip(1).step_by(2);
            for path in
                quoted.filter(|text| ["src/", "tests/", "client/", "vendor/"].iter().any(|f| text.starts_with(f)))
            {
                assert!(has(path), "{template} names {path}");
            }
        }
    }

    #[test]
    fn a_path_without_a_name_is_refused() {
        for path in ["..", "/", "a/.."] {
            let arguments = NewArguments { path: Some(path.into()), template: None, list: false };
            let error = run(&arguments, Output::Text).unwrap_err().to_string();
            assert!(error.contains("names no folder to make"), "{path}: {error}");
        }
    }

    #[test]
    fn a_template_that_is_misspelt_is_named() {
        let text = NewError::UnknownTemplate { name: "Tokn".to_owned() }.to_string();
        assert!(text.contains("did you mean token? choose one of "), "{text}");
    }

    #[test]
    fn a_project_has_what_build_scripts_read_beside_their_crates() {
        let files = files("my-coin", "counter").unwrap();
        let scripts: Vec<_> =
            files.iter().filter(|(path, _)| path.ends_with("/build.rs") && !path.contains("/src/")).collect();
        assert!(!scripts.is_empty());
        for (script, content) in scripts {
            let folder = script.trim_end_matches("/build.rs");
            let text = str::from_utf8(content).unwrap();
            for name in text.split('"').filter(|text| text.starts_with("../")) {
                let levels = name.matches("../").count();
                let above = folder.rsplitn(levels + 1, '/').last().unwrap();
                let path = format!("{above}/{}", name.trim_start_matches("../"));
                assert!(files.iter().any(|(file, _)| file.starts_with(&path)), "{script} reads {path}");
            }
        }
    }
}
