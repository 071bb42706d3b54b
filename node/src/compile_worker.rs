//! Compilation in processes of their own, so that no contract takes more memory or time of this machine than such a
//! process may, whatever the compiler does with it.
//!
//! A worker is the node's own program, started again with another command; it takes one module after another from its
//! standard input and answers on its standard output. There are as many at a time as there are callers: the block
//! producer, the pool's one, and the lanes of queries. A worker that ends while it works is replaced once, by a fresh
//! one that has its limits to itself; if that ends as well, it is the node's error. It never says anything about the
//! contract.

mod serve;

use std::{
    ffi::OsString,
    io::{self, Read, Write},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use primitives::B256;
use vm::{ArtifactKey, Compiler, NodeError};

pub use serve::serve;

/// Bytes of address space that a worker may take. The worst module that is admitted needs half of it.
pub const WORKER_MEMORY_MAX_BYTES: u64 = 1 << 30;

/// Seconds of processor time for one module. The worst module that is admitted needs 2 on the reference machine; this
/// is to end what would never end, on the slowest machine as well.
pub const WORKER_CPU_MAX_S: u64 = 60;

/// How long a worker may take to answer on a machine that does other things: one that was stopped, or waits for a
/// disk that does not come back, would hold up the block otherwise.
pub const WORKER_ANSWER_TIMEOUT: Duration = Duration::from_secs(300);

/// Workers that are kept for the next module. Each holds a few megabytes.
const IDLE_MAX: usize = 2;

/// Bytes of one message between node and worker: far above any module or artifact, and far below a worker's memory.
const MESSAGE_MAX_BYTES: u32 = 256 << 20;

/// How a worker is started.
#[derive(Clone, Debug)]
pub struct WorkerCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments. With them it must call [`serve`] on its standard input and output.
    pub arguments: Vec<OsString>,
    /// How long each answer may take, [`WORKER_ANSWER_TIMEOUT`] in a node; what takes longer is killed.
    pub answer_timeout: Duration,
}

/// The workers. Dropping it ends them.
pub struct CompileWorkers {
    command: WorkerCommand,
    key: ArtifactKey,
    idle: Mutex<Vec<Worker>>,
}

impl CompileWorkers {
    /// Starts the first worker, so that one that cannot work is found when the node starts.
    pub fn start(command: WorkerCommand, key: ArtifactKey) -> Result<Self, NodeError> {
        let workers = Self { command, key, idle: Mutex::default() };
        let first = workers.spawn()?;
        workers.idle().push(first);
        Ok(workers)
    }

    fn spawn(&self) -> Result<Worker, NodeError> {
        let mut worker = Worker::spawn(&self.command)
            .map_err(|error| NodeError(format!("{} cannot be started: {error}", self.command.program.display())))?;
        match worker.ask(&[self.key.as_bytes()]) {
            Ok(Ok(answer)) if answer.is_empty() => Ok(worker),
            Ok(Ok(_)) => Err(NodeError(format!("{} is no compiler of contracts", self.command.program.display()))),
            Ok(Err(reason)) => Err(NodeError(reason)),
            Err(error) => Err(worker.failed(&error)),
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Compiler for CompileWorkers {
    fn compile(&self, code_hash: &B256, module: &[u8]) -> Result<Vec<u8>, NodeError> {
        let start = Instant::now();
        let request = [code_hash.as_slice(), module];
        let used = self.idle().pop();
        // One that was used before may have been killed since, or be short of what earlier modules took.
        let answered = used.and_then(|mut worker| worker.ask(&request).ok().map(|answer| (worker, answer)));
        let (worker, answer) = match answered {
            Some(answered) => answered,
            None => {
                let mut worker = self.spawn()?;
                match worker.ask(&request) {
                    Ok(answer) => (worker, answer),
                    Err(error) => return Err(worker.failed(&error)),
                }
            }
        };
        let mut idle = self.idle();
        if idle.len() < IDLE_MAX {
            idle.push(worker);
        }
        drop(idle);
        let artifact = answer.map_err(NodeError)?;
        let duration_ms = start.elapsed().as_millis();
        tracing::debug!(%code_hash, duration_ms, size_bytes = artifact.len(), "contract is compiled");
        Ok(artifact)
    }
}

/// A running worker.
struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: ChildStdout,
    answer_timeout: Duration,
}

impl Worker {
    fn spawn(command: &WorkerCommand) -> io::Result<Self> {
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C is for the node, which may need the worker to finish its block.
            .process_group(0)
            .spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(requests), Some(answers)) => {
                Ok(Self { child, requests, answers, answer_timeout: command.answer_timeout })
            }
            _ => Err(io::Error::other("it has no pipes")),
        }
    }

    /// Sends a request and waits for the answer: what was asked for, or why it cannot be.
    fn ask(&mut self, request: &[&[u8]]) -> io::Result<Result<Vec<u8>, String>> {
        let Self { child, requests, answers, answer_timeout } = self;
        let answer_timeout = *answer_timeout;
        let (answered, waiting) = mpsc::channel::<()>();
        let (answer, is_late) = thread::scope(|scope| {
            let watch = scope.spawn(move || {
                let is_late = waiting.recv_timeout(answer_timeout) == Err(mpsc::RecvTimeoutError::Timeout);
                // Its end closes the pipes, which ends the wait below.
                is_late && child.kill().is_ok()
            });
            let answer = write_message(requests, request).and_then(|()| read_message(answers));
            drop(answered);
            (answer, watch.join().unwrap_or(false))
        });
        if is_late {
            return Err(io::Error::new(io::ErrorKind::TimedOut, format!("no answer in {answer_timeout:?}")));
        }
        let answer = answer?.ok_or(io::ErrorKind::UnexpectedEof)?;
        match answer.split_first() {
            Some((&DONE, _)) => Ok(Ok(answer[1..].to_vec())),
            Some((&FAILED, reason)) => Ok(Err(String::from_utf8_lossy(reason).into_owned())),
            _ => Err(io::Error::other("it answered something that is no answer")),
        }
    }

    /// What became of a worker that did not answer.
    fn failed(mut self, error: &io::Error) -> NodeError {
        let _ = self.child.kill();
        let ended = match self.child.wait() {
            Ok(status) => match status.signal() {
                Some(signal) => format!("was ended by signal {signal}"),
                None => format!("ended with {status}"),
            },
            Err(error) => format!("cannot be waited for: {error}"),
        };
        NodeError(format!(
            "a process that compiles contracts {ended} ({error}); it may take {WORKER_CPU_MAX_S} s of processor time and {} MiB",
            WORKER_MEMORY_MAX_BYTES >> 20
        ))
    }
}

impl Drop for Worker {
    /// Nothing that it does is still wanted.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// First byte of an answer: the artifact follows.
const DONE: u8 = 0;

/// First byte of an answer: the reason follows.
const FAILED: u8 = 1;

/// Writes a message: its size as 32 bits, little-endian, then its `parts`.
fn write_message(to: &mut impl Write, parts: &[&[u8]]) -> io::Result<()> {
    let size = parts.iter().map(|part| part.len()).sum::<usize>();
    let size = u32::try_from(size).ok().filter(|size| *size <= MESSAGE_MAX_BYTES);
    let size = size.ok_or_else(|| io::Error::other("a message is too large"))?;
    to.write_all(&size.to_le_bytes())?;
    parts.iter().try_for_each(|part| to.write_all(part))?;
    to.flush()
}

/// Reads a message; `None` if the other side has closed.
fn read_message(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut size = [0; 4];
    if from.read(&mut size[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut size[1..])?;
    let size = u32::from_le_bytes(size);
    if size > MESSAGE_MAX_BYTES {
        return Err(io::Error::other("a message is too large"));
    }
    let mut message = vec![0; size as usize];
    from.read_exact(&mut message)?;
    Ok(Some(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(program: &str, arguments: &[&str]) -> WorkerCommand {
        let arguments = arguments.iter().map(Into::into).collect();
        WorkerCommand { program: program.into(), arguments, answer_timeout: WORKER_ANSWER_TIMEOUT }
    }

    #[test]
    fn worker_that_does_not_answer_in_time_is_killed() {
        let answer_timeout = Duration::from_millis(50);
        let command = WorkerCommand { answer_timeout, ..command("/bin/sleep", &["1000"]) };
        let error = CompileWorkers::start(command, ArtifactKey::new([0; 32])).err().unwrap().to_string();
        assert!(error.contains("was ended by signal 9 (no answer in 50ms)"), "{error}");
    }

    #[test]
    fn messages_arrive_whole_and_the_end_is_an_end() {
        let mut pipe = Vec::new();
        write_message(&mut pipe, &[b"one", b"two"]).unwrap();
        write_message(&mut pipe, &[]).unwrap();
        let mut pipe = &pipe[..];
        assert_eq!(read_message(&mut pipe).unwrap(), Some(b"onetwo".to_vec()));
        assert_eq!(read_message(&mut pipe).unwrap(), Some(Vec::new()));
        assert_eq!(read_message(&mut pipe).unwrap(), None);
    }

    #[test]
    fn truncated_or_oversized_message_is_refused() {
        assert!(read_message(&mut &[1, 0][..]).is_err());
        assert!(read_message(&mut &[5, 0, 0, 0, 1][..]).is_err());
        assert!(read_message(&mut &[255; 8][..]).is_err());
    }

    #[test]
    fn program_that_is_missing_or_no_worker_is_refused_at_the_start() {
        let start = |program: &str| {
            CompileWorkers::start(command(program, &[]), ArtifactKey::new([0; 32])).err().unwrap().to_string()
        };
        assert!(start("/nowhere/causeway").contains("/nowhere/causeway"));
        assert!(start("/bin/true").contains("ended with exit status: 0"));
        assert!(start("/bin/cat").contains("is no compiler"), "{}", start("/bin/cat"));
    }
}
