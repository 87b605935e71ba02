// Run with `node --test`; `mockserver` is on the PATH.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { MockServer } from "./mockserver.mjs";
import { PhoneBook, PhoneBookError } from "./phone_book.mjs";

let server;
before(async () => (server = await MockServer.start()));
after(async () => assert.equal(await server.stop(), 0));

/** A test with a session of its own, which fails if the client broke the contract otherwise than it means to. */
function mocked(name, meant, body) {
  test(name, async () => {
    const mock = server.session(name);
    await body(mock, new PhoneBook(`${mock.url}/api/v0`, "admin", "123456"));
    const broken = (await mock.violations()).map(({ code }) => code);
    assert.deepEqual(broken, meant, "what broke the contract, and what was meant to");
    await mock.forget();
  });
}

// The first version called them by the wrong type, and took the 200 for a success.
mocked("a panel is added", [], async (mock, book) => {
  await book.addPanel("Front door", "0001-01-01");
  assert.deepEqual((await mock.records("contacts")).map(({ name }) => name), ["Front door"]);
});

mocked("every test begins anew, and so does one after a reset", [], async (mock, book) => {
  assert.deepEqual(await mock.records("contacts"), []);
  await book.addPanel("Front door", "0001-01-01");
  await mock.reset();
  assert.deepEqual(await mock.records("contacts"), []);
});

mocked("a number that no panel has is an error", ["pattern"], async (mock, book) => {
  await assert.rejects(book.addPanel("Front door", "1"), new PhoneBookError("invalid_entity_data"));
});

mocked("a busy monitor is asked twice", [], async (mock, book) => {
  await mock.override("contacts.create", { status: 503, times: 1, force: true });
  await book.addPanel("Front door", "0001-01-01");
  await mock.verify("contacts.create", { times: 2 });
});

mocked("every documented refusal is an error", [], async (mock, book) => {
  for (const status of [400, 401]) {
    await mock.override("contacts.create", { status, times: 1 });
    await assert.rejects(book.addPanel("Front door", "0001-01-01"), PhoneBookError);
  }
});

test("what the mock does not know is told at once", async () => {
  const mock = server.session("unknown");
  await assert.rejects(mock.override("contacts.crate", { status: 503 }), /did you mean 'contacts.create'/);
  await assert.rejects(mock.verify("contacts.create", { times: 1 }), /was called 0 times/);
});
