// What the control API tells, and buttons for what it can do.
"use strict";

const EVERY_MS = 1500;
const MOST = 200;
const PROFILES = ["slow", "flaky", "unstable", "limited", "down"];
const at = (id) => document.getElementById(id);
const chosen = { tab: "requests", session: "default", text: "", broken: false, open: new Set() };
let token = sessionStorage.getItem("mockserver-token") || "";
let newest = "";

// What the server says

async function ask(method, path, body) {
  const headers = { "X-Mock-Session": chosen.session };
  if (token) headers.Authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const value = answer.status === 204 ? null : await answer.json();
  at("ask").hidden = answer.status !== 401;
  if (!answer.ok) throw new Error(value.error.message);
  return value;
}

async function told(action) {
  try {
    const value = await action();
    at("trouble").hidden = true;
    return value;
  } catch (error) {
    at("trouble").textContent = error instanceof TypeError ? "the server does not answer" : error.message;
    at("trouble").hidden = false;
    return undefined;
  }
}

// Elements; a text is never read as HTML

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const button = (text, action) => make("button", { type: "button", textContent: text, onclick: () => change(action) });
const json = (value) => make("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2));
const quiet = (text) => make("p", { className: "quiet" }, text);
const kind = (status) => (status < 400 ? "good" : status < 500 ? "odd" : "bad");

function table(heads, rows) {
  const head = make("tr", {}, ...heads.map((text) => make("th", {}, text)));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows.flat()));
}

function row(cells, properties = {}) {
  return make("tr", properties, ...cells.map((cell) => make("td", {}, cell ?? "")));
}

// A row of a table that opens to more

function opening(key, cells, more) {
  const below = make("tr", { hidden: !chosen.open.has(key) }, make("td", { colSpan: cells.length }));
  const fill = () => below.hidden || below.firstChild.hasChildNodes() || below.firstChild.append(...more());
  const toggle = () => {
    below.hidden = !below.hidden;
    below.hidden ? chosen.open.delete(key) : chosen.open.add(key);
    head.ariaExpanded = String(!below.hidden);
    fill();
  };
  const head = row(cells, { className: "opens", tabIndex: 0, ariaExpanded: String(!below.hidden), onclick: toggle });
  head.onkeydown = (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), toggle());
  fill();
  return [head, below];
}

// The tabs

function place(violation) {
  const file = violation.file ? `${violation.file}${violation.line ? `:${violation.line}` : ""}` : "";
  const blame = violation.blame === "client" ? "odd" : "bad";
  return [violation.location.join("/"), violation.message, violation.code,
    make("span", { className: blame }, violation.blame), make("code", {}, file)];
}

const PLACES = ["where", "what", "code", "blame", "specification"];

function exchange(outcome) {
  const sent = Object.entries(outcome.headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  const given = Object.entries(outcome.response.headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  const half = (title, headers, body) =>
    make("div", {}, make("h2", {}, title), json(headers), body === null ? null : json(body));
  const target = outcome.query ? `${outcome.path}?${outcome.query}` : outcome.path;
  return [
    outcome.violations.length ? table(PLACES, outcome.violations.map((each) => row(place(each)))) : null,
    outcome.traceback ? json(outcome.traceback) : null,
    make("div", { className: "halves" },
      half(`${outcome.method} ${target}`, sent, outcome.body),
      half(`${outcome.status}, ${outcome.source}, ${outcome.ms} ms`, given, outcome.response.body)),
  ].filter(Boolean);
}

async function requests() {
  const { requests: outcomes, total } = await ask("GET", `requests?limit=${MOST}${chosen.broken ? "&violations=true" : ""}`);
  const search = make("input", { type: "search", placeholder: "method, path, operation, status, source", value: chosen.text });
  const broken = make("input", { type: "checkbox", checked: chosen.broken });
  const list = make("div", {});
  const fill = () => {
    const words = chosen.text.toLowerCase().split(/\s+/);
    const fits = (each) => {
      const text = [each.method, each.path, each.query, each.operation, each.status, each.source].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const rows = outcomes.filter(fits).map((each) => opening(`request ${each.id}`, [
      each.id, each.at.slice(11, 23), each.method, make("code", {}, each.query ? `${each.path}?${each.query}` : each.path),
      make("b", { className: kind(each.status) }, String(each.status)), each.source, each.operation ?? "none",
      each.violations.length ? make("b", { className: "odd" }, String(each.violations.length)) : "",
    ], () => exchange(each)));
    const heads = ["", "time", "method", "path", "status", "answered by", "operation", "broken"];
    list.replaceChildren(rows.length ? table(heads, rows) : quiet(total ? "none of them" : "no request came yet"));
  };
  search.oninput = () => { chosen.text = search.value; fill(); };
  broken.onchange = () => { chosen.broken = broken.checked; draw(); };
  fill();
  return [
    make("div", { className: "row" }, search, make("label", {}, broken, " only broken contracts"),
      make("span", { className: "quiet" }, total > outcomes.length ? `the newest ${outcomes.length} of ${total}` : `${total}`),
      button("empty the journal", () => ask("DELETE", "requests"))),
    list,
  ];
}

async function violations() {
  const { violations: found } = await ask("GET", "violations");
  const rows = found.slice(0, MOST).map((each) => row([each.request, ...place(each)]));
  return [rows.length ? table(["request", ...PLACES], rows) : quiet("no contract was broken")];
}

async function operations() {
  const { operations: found } = await ask("GET", "operations");
  const rows = found.map((each) => opening(`operation ${each.api} ${each.id}`, [
    each.api, each.method, make("code", {}, each.paths[0]), each.id, each.answered_by, each.statuses.join(" "),
  ], () => [quiet(each.summary || ""), json(each)]));
  return [table(["API", "method", "path", "operation", "answered by", "statuses"], rows)];
}

async function records() {
  const collections = Object.entries(await ask("GET", "state"));
  const parts = collections.filter(([, found]) => Object.keys(found).length).flatMap(([name, found]) => {
    const rows = Object.entries(found).slice(0, MOST).map(([key, record]) =>
      opening(`record ${name} ${key}`, [key, make("code", {}, JSON.stringify(record).slice(0, 160))], () => [
        json(record), button("remove it", () => ask("DELETE", `state/${encodeURIComponent(name)}/${key.split("/").map(encodeURIComponent).join("/")}`)),
      ]));
    return [make("h2", {}, `${name}: ${Object.keys(found).length}`), table(["key", "record"], rows)];
  });
  const { snapshots: taken } = await ask("GET", "snapshots");
  const restored = taken.map((each) => button(`back to ${each.name}`, () => ask("POST", `snapshots/${encodeURIComponent(each.name)}/restore`)));
  return [
    make("div", { className: "row" }, button("take a snapshot", () => ask("POST", "snapshots")), ...restored,
      button("remove all records", () => ask("DELETE", "state"))),
    ...(parts.length ? parts : [quiet("there are no records")]),
  ];
}

async function overrides() {
  const { overrides: found } = await ask("GET", "overrides");
  const { operations: known } = await ask("GET", "operations");
  const rows = found.map((each) => opening(`override ${each.id}`, [
    each.operation ?? `${each.method} ${each.path}`, String(each.status ?? ""), `${each.used}${each.times ? ` of ${each.times}` : ""}`,
  ], () => [json(each), button("remove it", () => ask("DELETE", `overrides/${each.id}`))]));
  const names = make("datalist", { id: "names" }, ...known.map((each) => make("option", { value: `${each.api}.${each.id}` })));
  const operation = make("input", { size: 40, placeholder: "operation" });
  operation.setAttribute("list", "names");
  const rest = make("textarea", { value: '{"status": 503, "times": 1}', ariaLabel: "the override, in JSON" });
  const add = button("add it", () => ask("POST", "overrides", { operation: operation.value, ...JSON.parse(rest.value) }));
  return [
    rows.length ? table(["operation", "status", "used"], rows) : quiet("every operation gives its own answer"),
    make("h2", {}, "answer an operation yourself"), names, make("div", { className: "row" }, operation, add), rest,
  ];
}

async function faults() {
  const { faults: found } = await ask("GET", "faults");
  return [
    make("div", { className: "row" }, ...PROFILES.map((name) => button(name, () => ask("PUT", "faults", { faults: name }))),
      button("none", () => ask("DELETE", "faults"))),
    found.length ? json(found) : quiet("nothing goes wrong on purpose"),
  ];
}

async function coverage() {
  const report = await ask("GET", "coverage");
  const rows = report.operations.map((each) => row([
    each.api, each.operation, String(each.called),
    make("span", {}, ...Object.entries(each.statuses).map(([status, count]) =>
      make("span", { className: count ? "good" : "quiet" }, `${status}: ${count}  `))),
  ]));
  return [make("h2", {}, `${report.percent} % of all operations and their documented statuses`),
    table(["API", "operation", "called", "statuses"], rows)];
}

async function clock() {
  const now = await ask("GET", "clock");
  const span = make("input", { value: "1h", size: 8, ariaLabel: "span" });
  return [
    json(now.now + (now.frozen ? ", it stands still" : "")),
    make("div", { className: "row" }, span, button("advance", () => ask("PUT", "clock", { advance: span.value })),
      button(now.frozen ? "let it run" : "stop it", () => ask("PUT", "clock", { freeze: !now.frozen }))),
  ];
}

const TABS = { requests, violations, operations, records, overrides, faults, coverage, clock };
const LIVE = ["requests", "violations", "records", "coverage"];

// What is shown

async function draw() {
  const tab = chosen.tab;
  for (const each of at("tabs").children) each.ariaCurrent = each.textContent === tab ? "page" : null;
  const parts = await told(TABS[tab]);
  if (parts && tab === chosen.tab) at("shown").replaceChildren(...parts);
}

async function change(action) {
  if ((await told(async () => (await action(), true))) !== undefined) await look();
}

async function look() {
  await told(async () => {
    const health = await ask("GET", "health");
    const { sessions } = await ask("GET", "sessions");
    const now = await ask("GET", "clock");
    const names = [...new Set(["default", ...sessions.map((each) => each.name), chosen.session])];
    at("apis").textContent = health.apis.join(", ");
    at("clock").textContent = now.now.replace("T", " ").replace("Z", "");
    const options = names.map((name) => make("option", { textContent: name, selected: name === chosen.session }));
    if (names.join() !== [...at("session").options].map((each) => each.value).join()) at("session").replaceChildren(...options);
  });
  await draw();
}

async function follow() {
  if (at("follow").checked && !document.hidden && at("ask").hidden) {
    const last = await told(() => ask("GET", "requests?limit=1"));
    const seen = last && `${chosen.session} ${last.total} ${last.requests[0]?.id}`;
    if (seen && seen !== newest && document.activeElement?.type !== "search") {
      newest = seen;
      LIVE.includes(chosen.tab) && (await look());
    }
  }
  setTimeout(follow, EVERY_MS);
}

at("tabs").append(...Object.keys(TABS).map((name) => make("button", { type: "button", textContent: name,
  onclick: () => { chosen.tab = location.hash = name; draw(); } })));
at("session").onchange = (event) => { chosen.session = event.target.value; look(); };
at("reset").onclick = () => change(() => ask("POST", "reset"));
at("ask").onsubmit = (event) => {
  event.preventDefault();
  token = at("token").value;
  sessionStorage.setItem("mockserver-token", token);
  look();
};
if (location.hash.slice(1) in TABS) chosen.tab = location.hash.slice(1);
look().then(follow);
