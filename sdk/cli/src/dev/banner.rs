//! What a dev chain prints once it serves: where it is, whose keys it has, what to do next.
//!
//! Scripts may rely on the lines that begin with `RPC` and `WebSocket`: they are printed when the port answers.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use node::{RunningNode, producer::Seal};
use serde_json::{Value, json};

use super::{DevAccount, MNEMONIC};
use crate::Output;

/// Where `make dev` and `make test` install `cast`, from the repository's root.
const REPOSITORY_CAST: &str = "tests/clients/node_modules/.bin/cast";

/// The artifact that the first command deploys, from the repository's root.
const TOKEN_ARTIFACT: &str = "target/contracts/token/Token.json";

/// What the banner tells about.
pub(super) struct Banner<'a> {
    pub(super) node: &'a RunningNode,
    pub(super) data_dir: &'a Path,
    pub(super) accounts: &'a [DevAccount],
    pub(super) seal: Seal,
}

impl Banner<'_> {
    /// Prints it. A closed standard output is no reason to stop a node.
    pub(super) fn print(&self, output: Output) {
        let _ = output.show(self.text(), || self.json());
    }

    /// What a script needs to use the chain.
    fn json(&self) -> Value {
        let addr = self.node.rpc_addr();
        let account =
            |account: &DevAccount| json!({ "address": account.address.to_string(), "privateKey": hex_key(account) });
        json!({
            "rpc": format!("http://{addr}"),
            "webSocket": format!("ws://{addr}"),
            "chainId": self.node.chain().chain_id(),
            "dataDir": absolute(self.data_dir),
            "mnemonic": MNEMONIC,
            "accounts": self.accounts.iter().map(account).collect::<Value>(),
        })
    }

    fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a String cannot fail.
        let _ = self.facts(&mut text).and_then(|()| self.keys(&mut text)).and_then(|()| self.next_steps(&mut text));
        text
    }

    fn facts(&self, out: &mut String) -> std::fmt::Result {
        let addr = self.node.rpc_addr();
        let chain = self.node.chain();
        let head = chain.head();
        writeln!(out, "Causeway {}, development chain\n", env!("CARGO_PKG_VERSION"))?;
        writeln!(out, "RPC        http://{addr}")?;
        writeln!(out, "WebSocket  ws://{addr}")?;
        writeln!(out, "Chain id   {}", chain.chain_id())?;
        match self.seal {
            Seal::Instant => writeln!(out, "Blocks     one for each transaction, at once")?,
            Seal::Interval(every) => writeln!(out, "Blocks     every {} s", every.as_secs_f64())?,
        }
        writeln!(out, "Head       block {}, {}", head.header.number, head.hash)?;
        writeln!(out, "Data       {} (kept; --fresh starts over)", absolute(self.data_dir).display())?;
        if !addr.ip().is_loopback() {
            writeln!(
                out,
                "\nWARNING: {addr} is not a loopback address. Whoever reaches it can spend from the accounts below."
            )?;
        }
        Ok(())
    }

    fn keys(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "\nAccounts, each with 10,000 coins from the start. The keys are public: use them nowhere else."
        )?;
        for (index, account) in self.accounts.iter().enumerate() {
            writeln!(out, "  {index}  {}  {}", account.address, hex_key(account))?;
        }
        writeln!(out, "Mnemonic   {MNEMONIC}")
    }

    fn next_steps(&self, out: &mut String) -> std::fmt::Result {
        let [owner, receiver, ..] = self.accounts else { return Ok(()) };
        let rpc = format!("--rpc-url http://{}", self.node.rpc_addr());
        let key = hex_key(owner);
        let receiver = receiver.address;
        let nonce = self.node.pool().pending_nonce(owner.address).unwrap_or(0);
        let token = owner.address.create(nonce);
        let cast = cast_command();

        writeln!(
            out,
            "\nNext, in another terminal, in the folder of the repository: deploy the token, transfer, read."
        )?;
        if !Path::new(TOKEN_ARTIFACT).exists() {
            writeln!(out, "  causeway build contracts/token")?;
        }
        if cast.is_none() {
            writeln!(out, "  npm install --global @foundry-rs/cast-linux-amd64")?;
        }
        let cast = cast.unwrap_or("cast");
        writeln!(
            out,
            "\n  {cast} send {rpc} --private-key {key} --create \
             $(node -p 'require(\"./{TOKEN_ARTIFACT}\").bytecode') \
             'constructor(string,string,uint256)' 'My Token' MTK 1000000\n"
        )?;
        writeln!(out, "  {cast} send {rpc} --private-key {key} {token} 'transfer(address,uint256)' {receiver} 400\n")?;
        writeln!(out, "  {cast} call {rpc} {token} 'balanceOf(address)(uint256)' {receiver}\n")?;
        writeln!(
            out,
            "MetaMask: after --fresh, clear the account's activity data in its advanced settings, or it goes on"
        )?;
        writeln!(out, "with the old nonces. Ctrl-C stops the chain.")
    }
}

fn hex_key(account: &DevAccount) -> String {
    const_hex::encode_prefixed(account.key.to_secret_bytes())
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// How to call `cast` here, if it is here.
fn cast_command() -> Option<&'static str> {
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("cast").is_file()));
    if on_path {
        return Some("cast");
    }
    Path::new(REPOSITORY_CAST).exists().then_some(REPOSITORY_CAST)
}
