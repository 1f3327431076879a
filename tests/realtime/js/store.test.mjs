import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Kept, clock, lines, settled } from "./page.mjs";
import { Socket } from "../../../static/js/realtime/socket.js";
import { Sequence, Store } from "../../../static/js/realtime/store.js";
import { Lost, Refused } from "../../../static/js/realtime/way.js";

const ROOM = "room:x";
let kept;
let socket;
let store;
let told;

function open(storage) {
  lines.length = 0;
  told = { snaps: [], frames: [], people: [], unsent: [], refused: [], missed: [], followed: [], ended: 0 };
  socket = new Socket("/realtime/socket");
  store = new Store(
    socket,
    ROOM,
    {
      snap: (state) => told.snaps.push(state),
      frame: (frame) => told.frames.push(frame.n),
      people: (people) => told.people.push(people),
      unsent: (unsent) => told.unsent.push(unsent.length),
      refused: (unsent, refused) => told.refused.push([unsent.data.body, refused.code]),
      reset: (missed) => told.missed.push(missed),
      followed: () => told.followed.push(store.isFollowing),
      ended: () => (told.ended += 1),
    },
    storage,
  );
  socket.start();
}

async function follow(number = 3) {
  lines.at(-1).hello();
  lines.at(-1).tell({ t: "snap", s: ROOM, n: number, d: { epoch: "e", state: { is: "whole" } } });
  lines.at(-1).answer({ n: number, epoch: "e", resumed: false });
  await settled();
}

const line = () => lines.at(-1);
const said = (number, more = {}) => line().tell({ t: "chat.msg", s: ROOM, n: number, d: {}, ...more });

beforeEach(() => {
  kept = new Kept();
  open(kept);
});

afterEach(() => {
  lines.at(-1).lose(4001);
  clock.reset();
});

test("a sequence applies each number once and in order", () => {
  const sequence = new Sequence();
  assert.equal(sequence.take(1), "drop");
  sequence.restart(3, "e");
  assert.deepEqual([3, 4, 4, 6, 5, 6].map((number) => sequence.take(number)), ["drop", "apply", "drop", "gap", "apply", "apply"]);
});

test("what only the person may know can be asked once the stream is followed, not with its state", async () => {
  lines.at(-1).hello();
  lines.at(-1).tell({ t: "snap", s: ROOM, n: 3, d: { epoch: "e", state: {} } });
  await assert.rejects(store.ask("qa.mine"), Lost);
  assert.deepEqual(told.followed, []);
  lines.at(-1).answer({ n: 3, epoch: "e", resumed: false });
  await settled();
  assert.deepEqual(told.followed, [true]);
});

test("frames of the stream are told once, others not at all", async () => {
  await follow();
  said(3);
  said(4);
  said(4);
  line().tell({ t: "chat.msg", s: "room:y", n: 5, d: {} });
  assert.deepEqual(told.snaps, [{ is: "whole" }]);
  assert.deepEqual(told.frames, [4]);
});

test("after a gap it waits 300 ms and asks for what is missing", async () => {
  await follow();
  said(6);
  clock.pass(299);
  assert.equal(line().sent.at(-1).t, "sub");
  clock.pass(1);
  assert.deepEqual([line().sent.at(-1).t, line().sent.at(-1).d], ["sync", { since: 3, epoch: "e" }]);
  said(4);
  said(5);
  said(6);
  assert.deepEqual(told.frames, [4, 5, 6]);
});

test("after a loss it goes on where it was", async () => {
  await follow();
  said(4);
  line().lose();
  clock.pass(250);
  line().hello();
  assert.deepEqual(line().sent.at(-1).d, { since: 4, epoch: "e" });
});

test("a reset forgets the number, so that the new state counts", async () => {
  await follow();
  line().lose();
  clock.pass(250);
  line().hello();
  line().tell({ t: "reset", s: ROOM, d: { missed: 700 } });
  line().tell({ t: "snap", s: ROOM, n: 1, d: { epoch: "f", state: {} } });
  said(2);
  assert.deepEqual([told.missed, told.snaps.length, told.frames], [[700], 2, [2]]);
});

test("own words wait in the tab until the server has them, and are sent again after a loss", async () => {
  await follow();
  const cid = store.send("chat.send", { body: "Hello" });
  assert.deepEqual(line().sent.at(-1).d, { body: "Hello", cid });
  line().lose();
  await settled();
  clock.pass(250);
  await follow(3);
  assert.deepEqual(line().sent.at(-1).d, { body: "Hello", cid });
  line().answer({});
  await settled();
  assert.equal(told.unsent.at(-1), 0);
});

test("words typed while the line is down, or before the page was loaded again, are sent when it is back", async () => {
  await follow();
  line().lose();
  store.send("chat.send", { body: "In the lift" });
  assert.equal(told.unsent.at(-1), 1);
  open(kept);
  await follow();
  assert.equal(line().sent.at(-1).d.body, "In the lift");
});

test("the next person at a shared computer does not send the last one's words", async () => {
  await follow();
  line().lose();
  store.send("chat.send", { body: "Mine" });
  open(kept);
  line().hello("8");
  line().answer({ n: 3, epoch: "e" });
  await settled();
  assert.equal(line().sent.at(-1).t, "sub");
});

test("the frame itself is an acknowledgement", async () => {
  await follow();
  const cid = store.send("chat.send", { body: "Hello" });
  said(4, { cid });
  assert.equal(told.unsent.at(-1), 0);
});

test("what is refused is given back with its reason; what came too fast is tried again", async () => {
  await follow();
  store.send("chat.send", { body: "Too long" });
  line().refuse({ code: "too_long", sentence: "Shorten it" });
  await settled();
  assert.deepEqual(told.refused, [["Too long", "too_long"]]);
  store.send("chat.send", { body: "Fast" });
  line().refuse({ code: "too_fast", retry_ms: 700 });
  await settled();
  const before = line().sent.length;
  clock.pass(700);
  assert.equal(line().sent.length, before + 1);
  assert.equal(told.unsent.at(-1), 1);
});

for (const [name, storage] of Object.entries({
  "blocked": { getItem() { throw new Error("blocked"); }, setItem() { throw new Error("blocked"); } },
  "full": { getItem: () => null, setItem() { throw new Error("quota"); } },
  "damaged": { getItem: () => "[{", setItem() {} },
})) {
  test(`a browser whose storage is ${name} still sends`, async () => {
    globalThis.sessionStorage = storage;
    open(undefined);
    await follow();
    store.send("chat.send", { body: "Hello" });
    assert.equal(line().sent.at(-1).d.body, "Hello");
    line().lose();
    await settled();
    clock.pass(250);
    await follow();
    if (name !== "damaged") assert.equal(line().sent.at(-1).d.body, "Hello", "kept by the page itself");
    line().answer({});
    await settled();
    delete globalThis.sessionStorage;
  });
}

test("a roster that is held is not asked for again", async () => {
  await follow();
  line().tell({ t: "pres.snap", s: ROOM, v: 40, d: { people: [{ id: "1", name: "Ann" }] } });
  line().tell({ t: "pres.diff", s: ROOM, v: 43, d: { v_from: 40, joined: [], left: ["1"], changed: [] } });
  line().lose();
  clock.pass(250);
  line().hello();
  assert.deepEqual(line().sent.at(-1).d, { since: 3, epoch: "e", v: 43 });
});

test("figures are told as they come", async () => {
  const counts = [];
  store.handlers.counts = (told) => counts.push(told);
  await follow();
  line().tell({ t: "lobby.counts", s: ROOM, d: { rooms: {} } });
  assert.deepEqual(counts, [{ rooms: {} }]);
});

test("a command without a line is lost; one that is refused says for how long", async () => {
  await assert.rejects(store.ask("hand.up"), Lost);
  await follow();
  const asked = store.ask("hand.up");
  assert.deepEqual(line().sent.at(-1), { t: "hand.up", i: 2, s: ROOM, d: {} });
  line().refuse({ code: "slow", retry_ms: 900 });
  await assert.rejects(asked, (error) => error instanceof Refused && error.retryMs === 900);
});

test("who may not follow is told once", async () => {
  line().hello();
  line().refuse({ code: "no_such_stream" });
  await settled();
  assert.equal(told.ended, 1);
});
