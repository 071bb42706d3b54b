// Waits for a fact instead of a time.

const PATIENCE_MS = 30_000;

/** Asks `fact` until it gives something true, and gives that. Throws, naming `what`, when patience ends. */
export async function until(what, fact, patienceMs = PATIENCE_MS) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await fact();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs `job` for every item, `width` at a time, in order of start. */
export async function eachOf(items, width, job) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await job(items[next++]);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
