// The real program, started in an empty folder on a free port of this machine, and stopped again.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { finished } from "./process.mjs";

const ADDRESS = /^Lotse listens on (http:\/\/\S+)$/;
const SIGN_IN = /^Sign in once with (http:\/\/\S+)$/;
/** The last line that it says when it starts. */
const STARTED = /^Stop it with Ctrl-C/;
const START_WITHIN_MS = 60_000;

/** The debug binary that `./test e2e` built. */
export function binary() {
  const path = process.env.LOTSE_TEST_BINARY;
  if (!path) throw new Error("LOTSE_TEST_BINARY names no binary: run the specs by ./test e2e");
  return path;
}

export class Program {
  /** Where it listens, such as `http://127.0.0.1:40123`. */
  origin = "";
  /** The link that signs in once. */
  signInLink = "";
  /** An empty folder of its own; the data folder lies in it. */
  folder;
  /** Everything it wrote to standard output and standard error, line by line. */
  log;
  /** Cookies of the first sign-in, for further browser contexts. */
  session;

  #child;
  #command;
  #environment;
  #ended;
  #logStream;
  #alsoClose = [];

  constructor(folder, command, environment) {
    this.folder = folder;
    this.log = join(folder, "program.log");
    this.#command = command;
    this.#environment = environment;
  }

  /** Starts the program and waits until it listens. `command` is `serve` or `demo` with its flags. */
  static async start({ command, environment = {} }) {
    const folder = await mkdtemp(join(tmpdir(), "lotse-e2e-"));
    const program = new Program(folder, command, environment);
    try {
      await program.restart();
    } catch (error) {
      await program.remove();
      throw error;
    }
    return program;
  }

  /** The data folder. */
  get data() {
    return join(this.folder, "lotse-data");
  }

  /** Starts it again in the same folder, on a new free port. */
  async restart() {
    this.#logStream = createWriteStream(this.log, { flags: "a" });
    this.#child = spawn(binary(), [...this.#command, "--listen", "127.0.0.1:0"], {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: "1", ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const child = this.#child;
    this.#ended = finished(child);
    child.stderr.on("data", (data) => this.#logStream.write(data));
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("the program did not start in time")), START_WITHIN_MS);
      const settle = (then, value) => {
        clearTimeout(late);
        then(value);
      };
      this.#ended.then(async ({ code, signal }) => {
        const said = await readFile(this.log, "utf8");
        settle(reject, new Error(`the program ended at once (${code ?? signal}):\n${said}`));
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.#logStream.write(`${line}\n`);
        this.origin = ADDRESS.exec(line)?.[1] ?? this.origin;
        this.signInLink = SIGN_IN.exec(line)?.[1] ?? this.signInLink;
        if (STARTED.test(line)) settle(resolve);
      });
    });
  }

  /** Stops it as an operator does, and returns its exit code. */
  async stop() {
    this.#child.kill("SIGTERM");
    const { code } = await this.#ended;
    await new Promise((resolve) => this.#logStream.end(resolve));
    return code;
  }

  /** Runs another command of the program on the same data folder and returns what it printed. */
  async run(...command) {
    const child = spawn(binary(), command, {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: "1", ...this.#environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, stdout, stderr } = await finished(child);
    if (code !== 0) throw new Error(`lotse ${command.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Everything that it has said until now. */
  said() {
    return readFile(this.log, "utf8");
  }

  /** Whether a line of its log says so. */
  async hasSaid(text) {
    return (await this.said()).includes(text);
  }

  /** Another link that signs in once, made by the command for it. */
  async newSignInLink() {
    return (await this.run("user", "sign-in-link", "Administrator")).trim();
  }

  /** Something else to close when the program is removed. */
  closeWith(close) {
    this.#alsoClose.push(close);
  }

  /** Stops it if it still runs and removes the folder. */
  async remove() {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) await this.stop();
    for (const close of this.#alsoClose) await close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
