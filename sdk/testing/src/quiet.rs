//! Failures that are looked for: they are caught, and neither they nor the last calls of their chains are printed.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe},
    sync::Once,
};

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// True while failures on this thread are expected and not to be printed.
pub(crate) fn is_quiet() -> bool {
    QUIET.get()
}

/// Runs `work` without printing its panic; `Err` if there was one.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, ()> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !is_quiet() {
                print(info);
            }
        }));
    });
    let outer = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(outer);
    result.map_err(drop)
}
