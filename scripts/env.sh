# shellcheck shell=bash
# Source this to build the workspace by hand: `source scripts/env.sh`.
#
# Guarantees that every entry point (make, CI, a shell) gives cargo the same environment, because cargo rebuilds RocksDB's
# bindings, and all that links them, when one of these values changes. Installs and builds nothing: scripts/setup does.

_causeway_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

export CAUSEWAY_CACHE=${CAUSEWAY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/causeway}

# bindgen loads libclang at build time. Naming the folder keeps the choice stable when several versions are installed.
if [ -z "${LIBCLANG_PATH:-}" ]; then
    _causeway_libclang=$(find /usr/lib/llvm-*/lib -maxdepth 1 -name 'libclang[-.][0-9s]*' -name '*.so*' 2>/dev/null |
        sort -V | tail -n 1 || true)
    if [ -n "$_causeway_libclang" ]; then
        export LIBCLANG_PATH=${_causeway_libclang%/*}
    fi
    unset _causeway_libclang
fi

# The folder of the compiled RocksDB: its version, the processor it is compiled for and the compiler are in the name, so
# that a change of any of them builds a new one beside the old one.
_causeway_rocksdb_version=$(sed -n '/^name = "librocksdb-sys"$/{n;s/^version = "\(.*\)"$/\1/p;}' "$_causeway_root/Cargo.lock")
_causeway_target_cpu=$(sed -n 's/.*"target-cpu=\([^"]*\)".*/\1/p' "$_causeway_root/.cargo/config.toml" | head -n 1)
_causeway_compiler=$("${CXX:-c++}" -dumpfullversion -dumpversion 2>/dev/null || echo none)
CAUSEWAY_ROCKSDB_DIR="$CAUSEWAY_CACHE/rocksdb-$_causeway_rocksdb_version-$_causeway_target_cpu-$(basename "${CXX:-c++}")$_causeway_compiler"
export CAUSEWAY_ROCKSDB_DIR
unset _causeway_root _causeway_rocksdb_version _causeway_target_cpu _causeway_compiler

if [ -f "$CAUSEWAY_ROCKSDB_DIR/librocksdb.a" ]; then
    export ROCKSDB_LIB_DIR=$CAUSEWAY_ROCKSDB_DIR ROCKSDB_STATIC=1
fi
