import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Kept, asked, clock, fresh, happens, lines, look, settled } from "./page.mjs";
import { Line } from "../../../static/js/realtime/line.js";
import { Store } from "../../../static/js/realtime/store.js";

const ROOM = "room:x";
const BASIC = "Basic connection (updates every few seconds)";
const FIVE_MINUTES = 300_000;
let kept;
let line;
let words;
let told;

const request = () => asked.at(-1);
const socket = () => lines.at(-1);
const open = () => asked.filter(({ isOpen }) => isOpen);
const chat = (number) => ({ t: "chat.msg", s: ROOM, n: number, d: {} });
const snap = { t: "snap", s: ROOM, n: 3, d: { epoch: "e", state: {} } };

function load() {
  fresh();
  asked.length = lines.length = 0;
  words = [];
  told = { frames: [], snaps: 0 };
  line = new Line("/realtime/", kept);
  line.addEventListener("state", ({ detail }) => words.push(detail.words));
  new Store(line, ROOM, { snap: () => (told.snaps += 1), frame: ({ n }) => told.frames.push(n) }, new Kept());
  line.start();
}

async function pass(milliseconds) {
  clock.pass(milliseconds);
  await settled();
}

/** The websocket is followed. */
async function connected() {
  socket().hello();
  socket().tell(snap);
  socket().answer({ epoch: "e" });
  await settled();
}

/** The line asks, and follows. */
async function basic() {
  await settled();
  await request().answer();
  await request().answer(told.snaps ? [] : [snap]);
  await pass(300);
}

/** Time passes in which nothing happens: the server answers what waits. */
async function quiet(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 10_000) {
    await pass(Math.min(10_000, milliseconds - passed));
    for (const waiting of open()) await waiting.answer();
  }
}

async function twoCuts() {
  await connected();
  socket().lose();
  await pass(250);
  await connected();
  socket().lose();
  await settled();
}

beforeEach(() => {
  kept = new Kept();
  look();
  load();
});

afterEach(async () => {
  line.way.stop();
  line.trial?.stop();
  await settled();
  clock.reset();
});

test("where websockets work, nothing else is asked", async () => {
  await connected();
  await pass(600);
  assert.deepEqual([words, asked.length, kept.getItem("portal.way")], [["Connected"], 0, null]);
});

test("a way that answers websockets with 403 is left at the second refusal", async () => {
  socket().lose();
  await pass(250);
  socket().lose();
  await settled();
  assert.deepEqual([request().wait, request().streams], [0, []], "does the server answer ordinary requests?");
  await request().answer();
  await basic();
  assert.deepEqual(words, ["Reconnecting", BASIC]);
  assert.equal(told.snaps, 1);
});

test("a way on which nothing opens is left after four seconds", async () => {
  await pass(4000);
  await request().answer();
  await basic();
  assert.equal(words.at(-1), BASIC);
  assert.ok(lines[0].isClosed);
});

test("a way that says nothing is left four seconds after it opened", async () => {
  socket().open();
  await pass(4000);
  await request().answer();
  await basic();
  assert.equal(words.at(-1), BASIC);
});

test("a way that cuts is left after the second cut, whatever it promises meanwhile", async () => {
  await twoCuts();
  await pass(250);
  socket().hello();
  await open()[0].answer();
  assert.equal(line.rung, 2);
});

test("a server that is away is away on every rung: the page stays with its websocket", async () => {
  await twoCuts();
  await request().cut();
  assert.deepEqual([line.rung, words.at(-1)], [1, "Reconnecting"]);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await pass(30_000);
    socket().lose();
    await settled();
    await open()[0]?.cut();
  }
  await pass(30_000);
  await connected();
  assert.equal(words.at(-1), "Connected");
});

test("without a network nothing is learnt", async () => {
  Object.defineProperty(globalThis, "navigator", { value: { onLine: false }, configurable: true });
  try {
    await pass(60_000);
    assert.deepEqual([line.rung, asked.length], [1, 0]);
  } finally {
    delete globalThis.navigator;
  }
});

test("a restarting server is no reason to leave", async () => {
  for (let time = 0; time < 3; time += 1) {
    await connected();
    socket().lose(4012);
    await pass(250);
  }
  assert.deepEqual([line.rung, asked.length], [1, 0]);
});

test("the rung is remembered, and the websocket is not tried before its time", async () => {
  await twoCuts();
  await request().answer();
  await basic();
  load();
  await settled();
  assert.deepEqual([lines.length, asked.length], [0, 1]);
  await request().answer();
  assert.deepEqual(words, [BASIC]);
});

test("without storage the rung is found anew", async () => {
  kept = { getItem: () => null, setItem() {}, removeItem() {} };
  load();
  await twoCuts();
  await request().answer();
  load();
  assert.equal(lines.length, 1);
});

test("the websocket is tried quietly after five minutes; what fails changes nothing", async () => {
  await twoCuts();
  await request().answer();
  await basic();
  const before = lines.length;
  const count = words.length;
  await quiet(FIVE_MINUTES - 10_000);
  assert.equal(lines.length, before);
  await quiet(10_000);
  assert.equal(lines.length, before + 1);
  socket().lose();
  await quiet(FIVE_MINUTES - 20_000);
  assert.equal(lines.length, before + 1);
  await quiet(20_000);
  assert.deepEqual([lines.length, words.length, line.rung], [before + 2, count, 2]);
});

test("when it works again the page changes over, and nothing is lost or doubled", async () => {
  await twoCuts();
  await request().answer();
  await basic();
  await request().answer([chat(4)]);
  await pass(300);
  happens("online");
  await settled();
  await request().answer();
  await pass(300);
  const waiting = open().find(({ method }) => method === "GET");
  socket().hello();
  assert.ok(waiting.signal.aborted);
  assert.equal(words.at(-1), "Connected");
  assert.deepEqual(socket().sent.at(-1).d, { since: 4, epoch: "e" });
  socket().tell(chat(4));
  socket().tell(chat(5));
  assert.equal(asked.filter(({ method }) => method === "POST").length, 0, "still present by the requests");
  socket().answer({ epoch: "e" });
  await settled();
  assert.deepEqual([request().method, request().body.t, request().body.s], ["POST", "unsub", ROOM]);
  assert.deepEqual([told.frames, told.snaps, kept.getItem("portal.way")], [[4, 5], 2, null]);
  await pass(FIVE_MINUTES * 2);
  assert.equal(open().filter(({ method }) => method === "GET").length, 0);
});

test("after a return one cut within 90 s is enough to leave again", async () => {
  await twoCuts();
  await request().answer();
  await basic();
  happens("online");
  await settled();
  await request().answer();
  socket().hello();
  socket().answer({ epoch: "e" });
  await settled();
  await request().answer([{ t: "ok", i: 1, d: {} }]);
  for (let beat = 0; beat < 3; beat += 1) {
    await pass(25_000);
    socket().answer();
  }
  socket().lose();
  await settled();
  await open()[0].answer();
  assert.equal(line.rung, 2);
});

test("long requests that are cut twice give way to short ones, without a word", async () => {
  await twoCuts();
  await request().answer();
  await basic();
  for (let cut = 0; cut < 2; cut += 1) {
    assert.equal(request().wait, 20);
    await request().cut();
    await request().answer();
    await pass(300);
  }
  assert.equal(line.rung, 3);
  await pass(4000);
  assert.equal(request().wait, 0);
  assert.equal(words.at(-1), BASIC);
  load();
  await settled();
  assert.equal(line.rung, 3, "remembered");
});

test("another network may let long requests through", async () => {
  kept.setItem("portal.way", JSON.stringify({ rung: 3, until: Date.now() + 1000, triedAt: Date.now() }));
  load();
  await basic();
  happens("online");
  assert.equal(line.rung, 2);
  assert.equal(lines.length, 1);
});

test("who is logged out is disconnected on every rung, and stays so", async () => {
  await twoCuts();
  await request().answer();
  await settled();
  await request().status(401);
  assert.equal(words.at(-1), "Disconnected");
  const before = lines.length;
  await pass(FIVE_MINUTES * 2);
  happens("pageshow", { persisted: true });
  happens("online");
  await settled();
  assert.deepEqual([lines.length, words.at(-1)], [before, "Disconnected"]);
});

test("a page in the browser's memory holds nothing open, and comes back where it was", async () => {
  await connected();
  happens("pagehide", { persisted: true });
  assert.ok(socket().isClosed);
  assert.equal(words.at(-1), "Reconnecting");
  await pass(600_000);
  assert.equal(lines.length, 1);
  happens("pageshow", { persisted: true });
  socket().hello();
  assert.deepEqual([lines.length, words.at(-1), socket().sent.at(-1).d], [2, "Connected", { since: 3, epoch: "e" }]);
});

test("a page that is looked at again tries its line", async () => {
  await connected();
  look("hidden");
  assert.notEqual(socket().sent.at(-1).t, "ping");
  look();
  assert.equal(socket().sent.at(-1).t, "ping");
});
