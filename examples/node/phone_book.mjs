// Whom can a BAS-IP monitor call? A small client; `base` ends with /api/v0.
import { createHash } from "node:crypto";

export class PhoneBookError extends Error {}

export class PhoneBook {
  constructor(base, user, password) {
    this.base = base;
    this.login = { username: user, password: createHash("md5").update(password).digest("hex") };
  }

  /** Adds a door panel; a monitor that is busy is asked a second time. */
  async addPanel(name, number) {
    const contact = { name, number, type: "multi" };
    const { result } = await this.#send("POST", "/contacts/items", { list_items: [contact] });
    if (!result[0].success) throw new PhoneBookError(result[0].extended_info);
  }

  async #send(method, path, content) {
    this.token ??= (await this.#read(await fetch(`${this.base}/login?${new URLSearchParams(this.login)}`))).token;
    const headers = { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" };
    const call = () => fetch(this.base + path, { method, headers, body: JSON.stringify(content) });
    const answer = await call();
    return this.#read(answer.status === 503 ? await call() : answer);
  }

  async #read(answer) {
    if (answer.ok) return answer.json();
    const told = await answer.json().catch(() => ({}));
    throw new PhoneBookError(told.error ?? `the monitor answers ${answer.status}`);
  }
}
