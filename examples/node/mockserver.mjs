// A mock server for tests: `const server = await MockServer.start()`, `server.session(name)`, `await server.stop()`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class MockServer {
  /** Starts on a free port; `options` are further arguments of `mockserver serve`, such as specifications. */
  static async start(...options) {
    const stdio = ["ignore", "pipe", "inherit"];
    const child = spawn("mockserver", ["serve", "--port", "0", "--seed", "1", ...options], { stdio });
    process.once("exit", () => child.kill()); // whoever forgets to stop it leaves nothing behind
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`mockserver did not start; it ended with ${code}`);
    });
    const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
    ended.catch(() => {}); // it ends some time
    return new MockServer(child, line.split(" ").at(-1));
  }

  constructor(child, address) {
    this.child = child;
    this.address = address;
  }

  /** One test's own records, requests, overrides and clock. */
  session(name) {
    return new Session(this.address, name);
  }

  /** The exit code, once it has ended; 0 is good. */
  async stop() {
    const exit = once(this.child, "exit");
    this.child.kill("SIGTERM");
    return (await exit)[0];
  }
}

class Session {
  constructor(address, name) {
    this.address = address;
    this.name = name.replace(/[^\w.-]+/g, "-"); // it goes into an address and into a header
    this.url = `${address}/__session__/${this.name}`; // the base address of a client
  }

  /** The control API: what it answers, or an error that says what was wrong. */
  async control(method, path, body) {
    const answer = await fetch(`${this.address}/__mock__${path}`, {
      method,
      headers: { "X-Mock-Session": this.name },
      body: body && JSON.stringify(body),
    });
    const told = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${told}`);
    return told && JSON.parse(told);
  }

  override(operation, answer) {
    return this.control("POST", "/overrides", { operation, ...answer });
  }

  async records(collection) {
    return (await this.control("GET", `/state/${collection}`)).items;
  }

  /** Throws, with the request that came nearest, unless an operation was called so often. */
  async verify(operation, expected) {
    const verdict = await this.control("POST", "/requests/verify", { operation, ...expected });
    if (!verdict.ok) throw new Error(`${operation} was called ${verdict.count} times: ${JSON.stringify(verdict)}`);
  }

  /** What the client did wrong: each has `code`, `message`, and `file` and `line` in the specification. */
  async violations() {
    const { violations } = await this.control("GET", "/violations");
    return violations.filter((violation) => violation.blame === "client");
  }

  reset() {
    return this.control("POST", "/reset");
  }

  forget() {
    return this.control("DELETE", `/sessions/${this.name}`);
  }
}
