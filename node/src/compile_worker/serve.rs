//! The worker's side: sets its own limits, then compiles what it is sent until its input is closed.

use std::io::{self, Read, Write};

use cpu_time::ProcessTime;
use primitives::B256;
use rlimit::{Resource, setrlimit};
use vm::{ArtifactKey, Compiler, LocalCompiler};

use super::{DONE, FAILED, WORKER_CPU_MAX_S, WORKER_MEMORY_MAX_BYTES, read_message, write_message};

/// Compiles the modules that arrive at `requests`, and answers each. The first message is the key.
///
/// It lowers the limits of the whole process, so it is for a process of its own. Going beyond them ends the process:
/// by a signal if it is time, by an abort if it is memory.
pub fn serve(requests: &mut impl Read, answers: &mut impl Write) -> io::Result<()> {
    setrlimit(Resource::AS, WORKER_MEMORY_MAX_BYTES, WORKER_MEMORY_MAX_BYTES)?;
    // Its memory holds the key, and nobody wants a dump of a compiler.
    setrlimit(Resource::CORE, 0, 0)?;
    let Some(key) = read_message(requests)? else { return Ok(()) };
    let key = key.try_into().map_err(|_| io::Error::other("the first message is no key"))?;
    let compiler = match LocalCompiler::new(&ArtifactKey::new(key)) {
        Ok(compiler) => compiler,
        Err(error) => return write_message(answers, &[&[FAILED], error.0.as_bytes()]),
    };
    write_message(answers, &[&[DONE]])?;
    while let Some(request) = read_message(requests)? {
        limit_processor_time()?;
        match compile(&compiler, &request) {
            Ok(artifact) => write_message(answers, &[&[DONE], &artifact])?,
            Err(reason) => write_message(answers, &[&[FAILED], reason.as_bytes()])?,
        }
    }
    Ok(())
}

fn compile(compiler: &LocalCompiler, request: &[u8]) -> Result<Vec<u8>, String> {
    let (code_hash, module) = request.split_first_chunk().ok_or("a request without a code hash")?;
    compiler.compile(&B256::new(*code_hash), module).map_err(|error| error.0)
}

/// Gives the process [`WORKER_CPU_MAX_S`] more than it has used.
fn limit_processor_time() -> io::Result<()> {
    let (_, hard) = Resource::CPU.get()?;
    let used_s = ProcessTime::now().as_duration().as_secs();
    // The kernel counts whole seconds, so one more is the least that is sure to suffice.
    setrlimit(Resource::CPU, (used_s + 1 + WORKER_CPU_MAX_S).min(hard), hard)
}
