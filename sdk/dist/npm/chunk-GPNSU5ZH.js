// src/core/guard.ts
function guard(run) {
  return (first, second) => {
    try {
      return run(first, second);
    } catch {
      return void 0;
    }
  };
}
function listen(target, type, run) {
  target.addEventListener(type, guard(run), { capture: true, passive: true });
}
function later(run, milliseconds) {
  return setTimeout(guard(run), milliseconds);
}

export {
  guard,
  listen,
  later
};
