//! `causeway dev`: a node with a development chain, from the first line of its banner to its clean end.

mod accounts;
mod banner;

use std::{net::SocketAddr, path::PathBuf};

use node::{
    Compilation, NodeConfig, RunningNode,
    compile_worker::{WORKER_ANSWER_TIMEOUT, WorkerCommand},
    producer::Seal,
};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

pub use accounts::{DevAccount, MNEMONIC, well_known};

use crate::{COMPILE_WORKER, CliError, DevArguments, Output, data_folder};

/// Where the dev chain is kept when nobody says where.
pub(crate) fn default_data_dir() -> Result<PathBuf, CliError> {
    data_folder::of("dev")
}

/// Runs a development chain until Ctrl-C or SIGTERM.
pub fn run(arguments: &DevArguments, output: Output) -> Result<(), CliError> {
    let data_dir = match &arguments.data_dir {
        Some(path) => path.clone(),
        None => default_data_dir()?,
    };
    if arguments.fresh {
        node::erase(&data_dir, node::DEV_CHAIN_ID).map_err(CliError::Erase)?;
    }
    log_to_stderr();
    let accounts = well_known();
    let keys = accounts.iter().map(|account| account.key).collect();
    let mut config = NodeConfig::dev(keys, data_dir.clone(), SocketAddr::new(arguments.host, arguments.port));
    // The running program itself, also when its file has been replaced since.
    let worker = WorkerCommand {
        program: "/proc/self/exe".into(),
        arguments: vec![COMPILE_WORKER.into()],
        answer_timeout: WORKER_ANSWER_TIMEOUT,
    };
    config.compilation = Compilation::InWorkers(worker);
    if let Some(every) = arguments.block_time {
        config.seal = Seal::Interval(every);
    }
    let seal = config.seal;

    let runtime = node::runtime().map_err(CliError::Runtime)?;
    runtime.block_on(async {
        let mut stop = StopSignals::listen()?;
        let node = node::start(config).await?;
        banner::Banner { node: &node, data_dir: &data_dir, accounts: &accounts, seal }.print(output);
        let outcome = tokio::select! {
            name = stop.next() => {
                tracing::info!(signal = name, "stopping: finishing the current block and closing the database");
                Ok(())
            }
            error = node.failed() => Err(CliError::Node(error)),
        };
        end(node, stop).await;
        outcome
    })
}

/// Stops the node. A second signal ends the process at once, which loses no block: each is durable when it is shown.
async fn end(node: RunningNode, mut stop: StopSignals) {
    tokio::select! {
        () = node.stop() => {}
        name = stop.next() => {
            tracing::warn!(signal = name, "ending at once");
            std::process::exit(130);
        }
    }
}

/// The signals that end a dev chain.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// From here on the signals no longer end the process by themselves.
    fn listen() -> Result<Self, CliError> {
        let listen = |kind| signal(kind).map_err(CliError::Runtime);
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    /// Waits for one of them and gives its name.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

/// Log lines go to standard error, filtered by `RUST_LOG`, so that standard output holds the banner alone.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A second subscriber is refused; then the process already has one, and that is the one to use.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .try_init();
}
