//! The program that uses a template's contract from outside, and comes with it: the one under `examples/`, in the folder
//! `client` of the project, as deep as there, so that what it finds the artifacts by holds in both places.
//!
//! The contract has the project's name, so where a program names the contract it is changed; nothing else is.

use super::{bundle, manifest::VENDOR};
use crate::build;

/// A program for one template, and what it shares with others.
#[derive(Debug)]
pub(super) struct Client {
    template: String,
    library: Library,
}

/// What a program is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Library {
    Viem,
    Web3py,
}

/// Contracts besides its own that a template's program deploys.
const ALSO_DEPLOYED: &[(&str, &str)] = &[("multisig", "contracts/token")];

impl Client {
    /// The program for `template`; one in Python where there is none in JavaScript.
    pub(super) fn of(template: &str) -> Self {
        let in_viem = bundle::text(&format!("examples/viem/{template}.mjs")).is_some();
        Self { template: template.to_owned(), library: if in_viem { Library::Viem } else { Library::Web3py } }
    }

    /// Its folder in the project.
    pub(super) fn folder(&self) -> &'static str {
        match self.library {
            Library::Viem => "client/viem",
            Library::Web3py => "client/web3py",
        }
    }

    /// Its files, for a project called `name`.
    pub(super) fn files(&self, name: &str) -> Vec<(String, Vec<u8>)> {
        let (from, extension, packages) = match self.library {
            Library::Viem => ("examples/viem", "mjs", "package.json"),
            Library::Web3py => ("examples/web3py", "py", "requirements.txt"),
        };
        let program = format!("{}.{extension}", self.template);
        [program.as_str(), &format!("chain.{extension}"), packages]
            .into_iter()
            .filter_map(|file| {
                let text = bundle::text(&format!("{from}/{file}"))?;
                let text = if file == program { renamed(text, &self.template, name) } else { text.to_owned() };
                Some((format!("{}/{file}", self.folder()), text.into_bytes()))
            })
            .collect()
    }

    /// How it is run, for the project's README.
    pub(super) fn readme(&self) -> String {
        let (folder, template) = (self.folder(), &self.template);
        let build = match ALSO_DEPLOYED.iter().find(|(of, _)| of == template) {
            Some((_, contract)) => format!("causeway build . {VENDOR}/{contract} --out-dir target/contracts"),
            None => "causeway build .".to_owned(),
        };
        let run = match self.library {
            Library::Viem => format!("npm install && node {template}.mjs"),
            Library::Web3py => {
                format!(
                    "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python {template}.py"
                )
            }
        };
        format!(
            "`{folder}/` tells the contract's story from outside, against `causeway dev`:\n\n```sh\n{build}\ncd {folder}\n\
             {run}\n```\n"
        )
    }
}

/// `text` with the artifact of the contract `template` replaced by that of the project `name`.
fn renamed(text: &str, template: &str, name: &str) -> String {
    let (old, new) = (build::pascal_case(template), build::pascal_case(name));
    text.replace(&format!("\"{template}\", \"{old}\""), &format!("\"{name}\", \"{new}\""))
        .replace(&format!("contracts/{template}/{old}.json"), &format!("contracts/{name}/{new}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_comes_with_a_program_that_deploys_the_project() {
        for template in bundle::templates() {
            let client = Client::of(template);
            let files = client.files("my-own");
            assert_eq!(files.len(), 3, "{template}");
            let text: String = files.iter().map(|(_, content)| str::from_utf8(content).unwrap()).collect();
            assert!(
                text.contains("\"my-own\", \"MyOwn\"") || text.contains("contracts/my-own/MyOwn.json"),
                "{template}"
            );
            let name = build::pascal_case(template);
            let old = [format!("\"{template}\", \"{name}\""), format!("{template}/{name}.json")];
            assert!(old.iter().all(|old| !text.contains(old)), "{template}");
            assert!(client.readme().contains(&format!("cd {}", client.folder())));
        }
    }

    #[test]
    fn contracts_that_a_program_deploys_besides_are_carried_and_built() {
        for template in bundle::templates() {
            let client = Client::of(template);
            for other in bundle::templates().into_iter().filter(|other| *other != template) {
                let deployed = format!("\"{other}\", \"{}\"", build::pascal_case(other));
                let program = client.files("my-own").into_iter().find(|(path, _)| path.contains(template)).unwrap().1;
                let deploys = str::from_utf8(&program).unwrap().contains(&deployed);
                let path = format!("contracts/{other}");
                assert_eq!(deploys, ALSO_DEPLOYED.contains(&(template, path.as_str())), "{template} and {other}");
                assert_eq!(deploys, client.readme().contains(&path), "{template} and {other}");
            }
        }
    }
}
