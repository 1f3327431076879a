import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { clock, lines } from "./page.mjs";
import { Socket } from "../../../static/js/realtime/socket.js";
import { Lost, Refused, backOff } from "../../../static/js/realtime/way.js";

let socket;
let states;
let losses;

beforeEach(() => {
  lines.length = 0;
  states = [];
  losses = [];
  socket = new Socket("/realtime/socket");
  socket.addEventListener("state", (event) => states.push(event.detail.state));
  socket.addEventListener("loss", (event) => losses.push(event.detail.why));
  socket.start();
});

afterEach(() => {
  lines.at(-1).lose(4001);
  clock.reset();
});

test("the wait doubles up to half a minute, at random below it", () => {
  const most = [0, 1, 2, 5, 6, 20].map((attempt) => backOff(attempt, () => 1));
  assert.deepEqual(most, [500, 1000, 2000, 16000, 30000, 30000]);
  assert.equal(backOff(20, () => 0), 0);
});

test("it is connected when the server has said hello, and not before", () => {
  assert.equal(lines[0].url, "wss://portal.example/realtime/socket");
  assert.deepEqual(states, []);
  lines[0].hello();
  assert.deepEqual(states, ["connected"]);
});

test("a line that does not open within four seconds is given up", () => {
  clock.pass(3999);
  assert.ok(!lines[0].isClosed);
  clock.pass(1);
  assert.ok(lines[0].isClosed);
  assert.deepEqual(losses, ["unopened"]);
  assert.deepEqual(states, ["reconnecting"]);
  clock.pass(250);
  assert.equal(lines.length, 2);
});

test("so is one without a hello within four seconds of opening", () => {
  clock.pass(3000);
  lines[0].open();
  clock.pass(3999);
  assert.ok(!lines[0].isClosed);
  clock.pass(1);
  assert.deepEqual(losses, ["silent"]);
});

test("a machine that slept learns nothing about its network", () => {
  const [[, patience]] = clock.timers;
  clock.timers.clear();
  clock.pass(600_000);
  patience.call();
  assert.deepEqual([states, losses], [["reconnecting"], []]);
});

test("a cut says something about the way, a word of the server does not", () => {
  for (const code of [1006, 4012, 4008, 4029, 1013, 1012, 1009, 1001]) {
    lines.at(-1).hello();
    lines.at(-1).lose(code);
    clock.pass(code === 4029 ? 30_000 : 250);
  }
  assert.deepEqual(losses, ["closed", "closed"]);
});

test("a stopped line is silent, and can be started again", async () => {
  lines[0].hello();
  const asked = socket.request("sub", "room:x");
  socket.stop();
  await assert.rejects(asked, Lost);
  lines[0].lose();
  clock.pass(60_000);
  assert.deepEqual([lines.length, states, losses], [1, ["connected"], []]);
  socket.start();
  lines[1].hello();
  assert.deepEqual(states, ["connected", "connected"]);
});

test("a lost line is opened again, and requests under way are told", async () => {
  lines[0].hello();
  const asked = socket.request("sub", "room:x");
  lines[0].lose();
  await assert.rejects(asked, Lost);
  assert.deepEqual(states, ["connected", "reconnecting"]);
  clock.pass(250);
  lines[1].hello();
  assert.deepEqual(states, ["connected", "reconnecting", "connected"]);
});

test("a refusal says why", async () => {
  lines[0].hello();
  const asked = socket.request("chat.send", "room:x", { body: "" });
  lines[0].refuse({ code: "empty", sentence: "Enter a message" });
  await assert.rejects(asked, (error) => error instanceof Refused && error.code === "empty" && error.sentence === "Enter a message");
});

for (const code of [4001, 4003, 4009]) {
  test(`after ${code} it stays closed, whatever happens`, () => {
    lines[0].hello();
    lines[0].lose(code);
    socket.wake();
    clock.pass(600_000);
    assert.equal(lines.length, 1);
    assert.equal(states.at(-1), "ended");
  });
}

test("when the network is back it does not wait", () => {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    lines.at(-1).lose();
    clock.pass(30_000);
  }
  lines.at(-1).lose();
  const before = lines.length;
  socket.wake();
  assert.equal(lines.length, before + 1);
});

test("a page that is looked at again tries its line, and opens another if nobody answers", () => {
  lines[0].hello();
  socket.wake();
  assert.equal(lines[0].sent.at(-1).t, "ping");
  clock.pass(5000);
  assert.ok(lines[0].isClosed);
  clock.pass(250);
  assert.equal(lines.length, 2);
});

test("a line that beats is left in peace, and one that is silent for 25 seconds is asked", () => {
  lines[0].hello();
  for (let beats = 0; beats < 5; beats += 1) {
    clock.pass(24_999);
    lines[0].tell({ t: "beat", d: {} });
  }
  assert.deepEqual(lines[0].sent, []);
  clock.pass(25_000);
  assert.deepEqual(lines[0].sent.map(({ t }) => t), ["ping"]);
  clock.pass(4999);
  assert.ok(!lines[0].isClosed);
  clock.pass(1);
  assert.ok(lines[0].isClosed);
  assert.deepEqual(states, ["connected", "reconnecting"]);
});

test("whatever is heard shows that the line stands, and a beat is nothing to show", () => {
  const frames = [];
  socket.addEventListener("frame", ({ detail }) => frames.push(detail.t));
  lines[0].hello();
  clock.pass(20_000);
  lines[0].tell({ t: "chat.msg", s: "room:x", n: 1, d: {} });
  clock.pass(20_000);
  lines[0].tell({ t: "beat", d: {} });
  assert.deepEqual([lines[0].sent, frames], [[], ["chat.msg"]]);
});

test("an answer to the question is enough", () => {
  lines[0].hello();
  clock.pass(25_000);
  lines[0].tell({ t: "pong", i: lines[0].sent.at(-1).i, d: { now: "" } });
  clock.pass(24_999);
  assert.ok(!lines[0].isClosed);
  assert.equal(lines[0].sent.length, 1);
});

test("a server that restarts names the time to come back in", () => {
  lines[0].hello();
  lines[0].tell({ t: "restart", d: { retry_ms: 3000 } });
  lines[0].lose(4012);
  clock.pass(1499);
  assert.equal(lines.length, 1);
  clock.pass(1);
  assert.equal(lines.length, 2);
});
