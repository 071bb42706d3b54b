//! `causeway compile-worker`: contracts compiled by a process of their own run like others, its limits are set, and a
//! worker that dies is replaced.

use std::{
    fs,
    io::{Read, Write},
    process::{Child, Command, Stdio},
    sync::Mutex,
};

use node::compile_worker::{CompileWorkers, WORKER_ANSWER_TIMEOUT, WORKER_MEMORY_MAX_BYTES, WorkerCommand};
use primitives::{B256, Bytes, keccak256};
use tempfile::TempDir;
use vm::{ArtifactConfig, ArtifactKey, CodeCounts, Compiler, Engine, EngineConfig};

const MODULE: &str = r#"(module (memory (export "memory") 1) (func (export "deploy")) (func (export "call")))"#;

/// Held by each test, because one of them kills all workers of this process.
static ALONE: Mutex<()> = Mutex::new(());

fn workers(key: &ArtifactKey) -> CompileWorkers {
    let program = env!("CARGO_BIN_EXE_causeway").into();
    let arguments = vec![cli::COMPILE_WORKER.into()];
    CompileWorkers::start(WorkerCommand { program, arguments, answer_timeout: WORKER_ANSWER_TIMEOUT }, key.clone())
        .expect("a worker starts")
}

/// Kills the processes that this one has started.
fn kill_children() {
    for thread in fs::read_dir("/proc/self/task").expect("procfs is mounted") {
        let children = thread.and_then(|thread| fs::read_to_string(thread.path().join("children"))).unwrap_or_default();
        for pid in children.split_whitespace() {
            // The shell's own `kill`: a small system has no other.
            let killed = Command::new("sh").args(["-c", "kill -9 \"$0\"", pid]).status();
            assert!(killed.is_ok_and(|status| status.success()));
        }
    }
}

/// A worker by itself, told the key.
fn worker() -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_causeway"))
        .arg(cli::COMPILE_WORKER)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command was built for this test");
    let key = [&32_u32.to_le_bytes()[..], &[7; 32]].concat();
    child.stdin.as_mut().expect("it is a pipe").write_all(&key).expect("it reads");
    let mut ready = [0; 5];
    child.stdout.as_mut().expect("it is a pipe").read_exact(&mut ready).expect("it answers");
    assert_eq!(ready, [1, 0, 0, 0, 0]);
    child
}

#[test]
fn engine_takes_what_a_worker_compiled_and_a_killed_worker_is_replaced() {
    let _alone = ALONE.lock();
    let folder = TempDir::new().unwrap();
    let key = ArtifactKey::new([7; 32]);
    let compiler = Box::new(workers(&key));
    let artifacts = ArtifactConfig { folder: folder.path().to_owned(), size_max_bytes: 1 << 30, key, compiler };
    let config = EngineConfig { block_lanes: 1, query_lanes: 1, ..EngineConfig::default() };
    let engine = Engine::with_artifacts(&config, artifacts).unwrap();
    let load = |module: &[u8]| {
        let container: Bytes = [&interface::container::header(module.len() as u32)[..], module].concat().into();
        engine.contract(&keccak256(&container), &mut || Ok(container.clone())).map(drop)
    };
    let module = wat::parse_str(MODULE).unwrap();
    load(&module).unwrap();
    kill_children();
    load(&[&module[..], &[0, 2, 1, b'x']].concat()).unwrap();
    assert_eq!(engine.code_counts(), CodeCounts { compiled: 2, ..CodeCounts::default() });
}

#[test]
fn what_a_worker_cannot_compile_is_an_error_and_leaves_it_serving() {
    let _alone = ALONE.lock();
    let workers = workers(&ArtifactKey::new([7; 32]));
    let error = workers.compile(&B256::ZERO, b"no module").unwrap_err();
    assert!(error.0.contains("compiling a valid contract failed"), "{error:?}");
    assert!(workers.compile(&B256::ZERO, &wat::parse_str(MODULE).unwrap()).is_ok());
}

#[test]
fn worker_limits_itself_and_ends_with_its_input() {
    let _alone = ALONE.lock();
    let mut child = worker();
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let limit = |name: &str| {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].split_whitespace().next().unwrap().to_owned()
    };
    assert_eq!(limit("Max address space"), WORKER_MEMORY_MAX_BYTES.to_string());
    assert_eq!(limit("Max core file size"), "0");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

/// A module that no rule would admit: more functions than can be compiled in the memory that a worker may take.
fn explosive() -> Vec<u8> {
    wat::parse_str(format!("(module {})", "(func)".repeat(400_000))).expect("it is a module")
}

#[test]
fn module_beyond_the_limits_is_the_nodes_error_and_the_next_one_is_compiled() {
    let _alone = ALONE.lock();
    let workers = workers(&ArtifactKey::new([7; 32]));
    let error = workers.compile(&B256::ZERO, &explosive()).map(drop).unwrap_err();
    assert!(error.0.contains("was ended by signal"), "{error:?}");
    assert!(workers.compile(&B256::ZERO, &wat::parse_str(MODULE).unwrap()).is_ok());
}

/// The shell gives a worker a second, which the worker may not raise; what it sets for itself would take a minute.
#[test]
fn worker_out_of_processor_time_is_ended_and_that_is_the_nodes_error() {
    let _alone = ALONE.lock();
    let script = format!("ulimit -t 1; exec \"$0\" {}", cli::COMPILE_WORKER);
    let arguments = vec!["-c".into(), script.into(), env!("CARGO_BIN_EXE_causeway").into()];
    let command = WorkerCommand { program: "/bin/sh".into(), arguments, answer_timeout: WORKER_ANSWER_TIMEOUT };
    let workers = CompileWorkers::start(command, ArtifactKey::new([7; 32])).unwrap();
    // Many seconds of work, function after function, so that it is time and not memory that runs out.
    let body = "(loop (br_if 0 (local.get 0)) (local.set 0 (i32.add (local.get 0) (local.get 1))))".repeat(400);
    let module = format!("(module {})", format!("(func (param i32 i32) {body})").repeat(2_000));
    let error = workers.compile(&B256::ZERO, &wat::parse_str(module).unwrap()).map(drop).unwrap_err();
    // SIGKILL at the hard limit, SIGXCPU at the soft one.
    assert!(error.0.contains("was ended by signal 9") || error.0.contains("was ended by signal 24"), "{error:?}");
    assert!(workers.compile(&B256::ZERO, &wat::parse_str(MODULE).unwrap()).is_ok());
}
