// Waiting for something that the program does on its own, such as counting an event.

const BETWEEN_MS = 50;

/** Asks again until `probe` returns something other than undefined, at most `withinMs`. */
export async function eventually(what, probe, withinMs = 15_000) {
  const deadline = Date.now() + withinMs;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${withinMs} ms`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
