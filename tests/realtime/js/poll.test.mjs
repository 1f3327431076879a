import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Kept, asked, clock, look, settled } from "./page.mjs";
import { Poll, rest, where } from "../../../static/js/realtime/poll.js";
import { Store } from "../../../static/js/realtime/store.js";
import { Lost, Refused } from "../../../static/js/realtime/way.js";

const ROOM = "room:x";
let poll;
let states;
let cuts;

const last = () => asked.at(-1);
const position = () => ({ since: 3, epoch: "e", v: 9 });
const chat = (number, more = {}) => ({ t: "chat.msg", s: ROOM, n: number, d: {}, ...more });
const snap = { t: "snap", s: ROOM, n: 3, d: { epoch: "e", state: {} } };

/** Follow one stream; the request that waits is the last. */
async function follow() {
  const followed = poll.follow(ROOM, position);
  await settled();
  await last().answer();
  await followed;
  clock.pass(300);
  await settled();
}

beforeEach(async () => {
  asked.length = 0;
  states = [];
  cuts = 0;
  look();
  document.querySelector = () => ({ value: "from the page" });
  poll = new Poll("/realtime/");
  poll.addEventListener("state", ({ detail }) => states.push(detail.state));
  poll.addEventListener("cut", () => (cuts += 1));
  poll.start();
  await settled();
});

afterEach(async () => {
  poll.stop();
  await settled();
  clock.reset();
});

test("the first request is a short one, under a name of 24 letters that stays", async () => {
  assert.match(last().line, /^[a-z2-7]{24}$/);
  assert.deepEqual([last().path, last().wait, last().streams], ["/realtime/poll", 0, []]);
  const { line } = last();
  await last().answer();
  assert.deepEqual(states, ["connected"]);
  await follow();
  assert.equal(last().line, line);
});

test("a position is told with empty parts where the page does not know", () => {
  assert.equal(where(ROOM, {}), "room:x~~~");
  assert.equal(where(ROOM, { since: 0, epoch: "e", v: 0 }), "room:x~0~e~0");
  assert.equal(where(ROOM, { v: 7 }), "room:x~~~7");
});

test("who follows is answered at once, and then waits for news", async () => {
  await last().answer();
  const followed = poll.follow(ROOM, position);
  await settled();
  assert.deepEqual([last().wait, last().streams], [0, ["room:x~3~e~9"]]);
  await last().answer();
  assert.deepEqual(await followed, { epoch: "e" });
  clock.pass(300);
  await settled();
  assert.deepEqual([last().wait, last().streams], [20, ["room:x~3~e~9"]]);
});

test("without a stream it does not ask", async () => {
  await last().answer();
  clock.pass(19_000);
  await settled();
  assert.equal(asked.length, 1);
});

test("a stream that may not be followed is refused; one that ends later is told", async () => {
  await last().answer();
  const refused = poll.follow("room:y", () => ({}));
  await settled();
  last().answer([{ t: "end", s: "room:y", d: {} }]);
  await assert.rejects(refused, (error) => error instanceof Refused && error.code === "no_such_stream");
  await follow();
  const told = [];
  poll.addEventListener("frame", ({ detail }) => told.push(detail.t));
  await last().answer([{ t: "end", s: ROOM, d: {} }]);
  assert.deepEqual(told, ["end"]);
  assert.equal(poll.followed.size, 0);
});

test("commands are posted one after the other with the token heard last", async () => {
  const gets = () => asked.filter(({ method }) => method === "GET");
  await last().answer([], "first");
  await follow();
  const one = poll.request("chat.send", ROOM, { body: "One" });
  const two = poll.request("chat.send", ROOM, { body: "Two" });
  await settled();
  const post = last();
  assert.deepEqual([post.method, post.path, post.line], ["POST", "/realtime/send", gets()[0].line]);
  assert.equal(post.headers["X-CSRFToken"], "token");
  assert.deepEqual(post.body, { t: "chat.send", i: 1, s: ROOM, d: { body: "One" } });
  await post.answer([{ t: "ok", i: 1, d: { id: 5 } }], "third");
  assert.deepEqual(await one, { id: 5 });
  assert.deepEqual([last().body.d.body, last().headers["X-CSRFToken"]], ["Two", "third"]);
  last().answer([{ t: "err", i: 2, d: { code: "slow", sentence: "Wait", retry_ms: 700 } }]);
  await assert.rejects(two, (error) => error.code === "slow" && error.retryMs === 700 && error.sentence === "Wait");
});

test("the first token is the one of the page's form", async () => {
  await last().answer([], "");
  poll.request("hand.up", ROOM);
  await settled();
  assert.equal(last().headers["X-CSRFToken"], "from the page");
});

test("a token that is not taken is asked for anew, once", async () => {
  await last().answer();
  const sent = poll.request("hand.up", ROOM);
  await settled();
  await last().status(403);
  assert.equal(last().method, "GET");
  await last().answer([], "fresh");
  assert.deepEqual([last().method, last().headers["X-CSRFToken"]], ["POST", "fresh"]);
  last().status(403);
  await assert.rejects(sent, (error) => error instanceof Refused && error.code === "forbidden");
});

for (const [status, retryAfter, code, retryMs] of [[429, "3", "too_fast", 3000], [503, null, "try_again", 1000], [503, "x", "try_again", 1000]]) {
  test(`a command answered with ${status} may come again`, async () => {
    await last().answer();
    const sent = poll.request("hand.up", ROOM);
    await settled();
    last().status(status, retryAfter);
    await assert.rejects(sent, (error) => error.code === code && error.retryMs === retryMs);
  });
}

for (const [status, code] of [[400, "malformed"], [413, "too_large"]]) {
  test(`a command answered with ${status} will not`, async () => {
    await last().answer();
    const sent = poll.request("chat.send", ROOM);
    await settled();
    last().status(status);
    await assert.rejects(sent, (error) => error instanceof Refused && error.code === code);
  });
}

test("nobody knows what became of a command that was cut, or answered by somebody else's page", async () => {
  await last().answer();
  for (const end of ["cut", "page"]) {
    const sent = poll.request("hand.up", ROOM);
    await settled();
    last()[end]();
    await assert.rejects(sent, Lost);
  }
});

test("logged out is the end", async () => {
  await last().status(401);
  clock.pass(600_000);
  await settled();
  assert.deepEqual([states, asked.length], [["ended"], 1]);
});

test("too fast waits as long as it is told, and stays connected", async () => {
  await last().answer();
  await follow();
  const before = asked.length;
  await last().status(429, "7");
  clock.pass(6_999);
  await settled();
  assert.equal(asked.length, before);
  clock.pass(1);
  await settled();
  assert.deepEqual([asked.length, states], [before + 1, ["connected"]]);
});

test("an overloaded server is given the time that it asks for", async () => {
  await last().answer();
  await follow();
  const before = asked.length;
  await last().status(503, "10");
  assert.deepEqual([states, cuts], [["connected", "reconnecting"], 0]);
  clock.pass(9_999);
  await settled();
  assert.equal(asked.length, before);
  clock.pass(1);
  await settled();
  assert.deepEqual([last().wait, last().streams], [0, []]);
});

test("a long request that is cut is followed by a short one, and nobody notices", async () => {
  await last().answer();
  await follow();
  await last().cut();
  assert.deepEqual([last().wait, last().streams, cuts], [0, ["room:x~3~e~9"], 0]);
  await last().answer();
  assert.deepEqual([states, cuts], [["connected"], 1]);
  clock.pass(300);
  await settled();
  assert.equal(last().wait, 20);
});

test("when the short one is cut as well, it is the server or the network that is away", async () => {
  await last().answer();
  await follow();
  await last().cut();
  await last().cut();
  assert.deepEqual([states, cuts], [["connected", "reconnecting"], 0]);
  for (const wait of [250, 500, 1000, 2000]) {
    clock.pass(wait - 1);
    await settled();
    const before = asked.length;
    clock.pass(1);
    await settled();
    assert.equal(asked.length, before + 1, "later and later");
    await last().cut();
  }
});

test("a request that hangs is given up", async () => {
  await last().answer();
  await follow();
  const hanging = last();
  clock.pass(28_000);
  await settled();
  assert.ok(hanging.signal.aborted);
  assert.equal(last().wait, 0);
});

test("short requests come every four seconds, and at once after an own command", async () => {
  poll.isShort = true;
  await last().answer();
  await follow();
  const before = asked.length;
  clock.pass(3_699);
  await settled();
  assert.equal(asked.length, before);
  clock.pass(1);
  await settled();
  assert.equal(last().wait, 0);
  await last().answer();
  poll.request("hand.up", ROOM);
  await settled();
  await last().answer([{ t: "ok", i: 1, d: {} }]);
  assert.equal(last().method, "GET");
});

test("a hidden page rests longer, but asks often enough to stay present", () => {
  const how = { isUrgent: false, tookMs: 100 };
  const kinds = [[false, false], [false, true], [true, false], [true, true]];
  assert.deepEqual(
    kinds.map(([isShort, isHidden]) => rest({ ...how, isShort, isHidden })),
    [200, 9_900, 3_900, 14_900],
  );
  assert.equal(rest({ isShort: true, isHidden: true, isUrgent: true, tookMs: 0 }), 0);
  assert.equal(rest({ isShort: true, isHidden: true, isUrgent: false, tookMs: 20_000 }), 0);
});

test("a page that wakes trusts no request of before", async () => {
  await last().answer();
  await follow();
  const sleeping = last();
  poll.wake();
  await settled();
  assert.ok(sleeping.signal.aborted);
  assert.deepEqual([last().wait, states, cuts], [0, ["connected"], 0]);
});

test("a stopped poll asks no more, and what it was following is lost", async () => {
  await last().answer();
  await follow();
  const before = asked.length;
  const followed = poll.follow("room:y", () => ({}));
  poll.stop();
  await assert.rejects(followed, Lost);
  clock.pass(60_000);
  await settled();
  assert.equal(asked.length, before);
});

test("a store works over it unchanged: resumed after a loss, each frame once, own words sent again", async () => {
  const told = { frames: [], unsent: [] };
  const handlers = { snap() {}, frame: ({ n }) => told.frames.push(n), unsent: (list) => told.unsent.push(list.length) };
  const store = new Store(poll, ROOM, handlers, new Kept());
  await last().answer();
  assert.deepEqual(last().streams, ["room:x~~~"]);
  await last().answer([snap, chat(4)]);
  clock.pass(300);
  await settled();
  assert.deepEqual(last().streams, ["room:x~4~e~"]);
  await last().answer([chat(4), chat(5), { t: "pres.snap", s: ROOM, v: 12, d: { people: [] } }]);
  clock.pass(300);
  await settled();
  assert.deepEqual([told.frames, last().streams], [[4, 5], ["room:x~5~e~12"]]);

  store.send("chat.send", { body: "In the lift" });
  await settled();
  assert.equal(last().method, "POST");
  await last().cut();
  const [waiting] = asked.filter(({ isOpen }) => isOpen);
  await waiting.cut();
  await last().cut();
  clock.pass(250);
  await settled();
  await last().answer();
  assert.deepEqual(last().streams, ["room:x~5~e~12"]);
  await last().answer([chat(6)]);
  assert.deepEqual([last().method, last().body.d.body], ["POST", "In the lift"]);
  await last().answer([{ t: "ok", i: last().body.i, d: {} }]);
  assert.deepEqual([told.frames, told.unsent.at(-1)], [[4, 5, 6], 0]);
});

test("a stream that was restored is asked for whole", async () => {
  const told = [];
  new Store(poll, ROOM, { snap: () => told.push("snap"), frame: ({ n }) => told.push(n), reset: () => told.push("reset") }, new Kept());
  await last().answer();
  await last().answer([snap]);
  clock.pass(300);
  await settled();
  await last().answer([{ t: "reset", s: ROOM, d: { missed: 9 } }, { ...snap, n: 1, d: { epoch: "f", state: {} } }, chat(2)]);
  assert.deepEqual([told, last().wait, last().streams], [["snap", "reset", "snap", 2], 0, ["room:x~2~f~"]]);
});
