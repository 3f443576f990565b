// Waiting for another process.

/** Resolves once the process has ended: exit code or signal, and what it wrote. Never rejects. */
export function finished(child) {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data) => (stdout += data));
  child.stderr?.on("data", (data) => (stderr += data));
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, stdout, stderr: stderr + error }));
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
