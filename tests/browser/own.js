// A server of a test's own: a fresh demo on a free port, which the test may kill and start again.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const TODAY = ["--today", "2026-11-23"];

export class Own {
  /** A demo that is served. */
  static async start() {
    const own = new Own();
    own.data = mkdtempSync(join(tmpdir(), "beforehand-own-"));
    execFileSync(process.env.BEFOREHAND, ["demo", ...TODAY, "--data", own.data]);
    own.listen = "127.0.0.1:0";
    await own.serve();
    return own;
  }

  /** An empty folder that is served: the code of the first start is in `code`. */
  static async empty() {
    const own = new Own();
    own.data = mkdtempSync(join(tmpdir(), "beforehand-own-"));
    own.listen = "127.0.0.1:0";
    await own.serve();
    // It was told before the server listened, but on another way out.
    while (!own.code) {
      [, own.code] = /with this code: (\S+)\s/.exec(own.log) ?? [];
      if (!own.code) await once(own.process.stderr, "data");
    }
    return own;
  }

  /** Serves, at the same address as before. */
  async serve() {
    this.process = spawn(
      process.env.BEFOREHAND,
      ["serve", ...TODAY, "--listen", this.listen, "--data", this.data],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    // The code of the first start is told here, before the server listens.
    this.log = "";
    this.process.stderr.on("data", (part) => (this.log += part));
    let said = "";
    for await (const part of this.process.stdout) {
      said += part;
      const found = /listening on (http:\/\/(\S+))/.exec(said);
      if (found) {
        [, this.address, this.listen] = found;
        return;
      }
    }
    throw new Error(`the server stopped before it listened: ${said}`);
  }

  /** Ends the process as a power cut does. */
  async kill() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once("exit", done));
    this.process.kill("SIGKILL");
    await ended;
  }

  async stop() {
    await this.kill();
    rmSync(this.data, { recursive: true });
  }
}
