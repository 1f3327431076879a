import assert from "node:assert/strict";
import { test } from "node:test";
import {
  REMEMBER_MS,
  RUNG,
  TRY_EVERY_MS,
  WINDOW_MS,
  inWords,
  isCut,
  memory,
  mustDrop,
  mustShorten,
  remembered,
  retryIn,
} from "../../../static/js/realtime/ladder.js";

const NOW = 1_000_000;
const ago = (milliseconds, why = "closed") => ({ at: NOW - milliseconds, why });

const DROPS = [
  ["nothing happened", [], false],
  ["nothing opened", [ago(0, "unopened")], true],
  ["no hello", [ago(0, "silent")], true],
  ["one cut", [ago(0)], false],
  ["two cuts", [ago(1000), ago(0)], true],
  ["two cuts, the first just inside the window", [ago(WINDOW_MS - 1), ago(0)], true],
  ["two cuts, the first just outside of it", [ago(WINDOW_MS), ago(0)], false],
  ["three cuts, one at a time", [ago(3 * WINDOW_MS), ago(1.5 * WINDOW_MS), ago(0)], false],
  ["a cut, after a line that did not open", [ago(1000, "unopened"), ago(0)], true],
  ["what opened not, long ago", [ago(WINDOW_MS, "unopened")], false],
  ["a line that did not open, after a cut long ago", [ago(WINDOW_MS), ago(0, "unopened")], true],
];
for (const [name, losses, drops] of DROPS) {
  test(`the websocket after ${name}: ${drops ? "given up" : "kept"}`, () => {
    assert.equal(mustDrop(losses, NOW), drops);
  });
}

for (const [since, drops] of [[0, true], [WINDOW_MS - 1, true], [WINDOW_MS, false]]) {
  test(`one cut ${since} ms after it was taken again: ${drops ? "given up" : "kept"}`, () => {
    assert.equal(mustDrop([ago(0)], NOW, NOW - since), drops);
  });
}

test("every history agrees with the rule told plainly", () => {
  const whys = ["unopened", "silent", "closed"];
  const ages = [0, 1, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1];
  const events = whys.flatMap((why) => ages.map((age) => ago(age, why)));
  for (const one of events) {
    for (const two of events) {
      const losses = [one, two].sort((a, b) => a.at - b.at);
      const inside = losses.filter(({ at }) => at > NOW - WINDOW_MS);
      const plain = inside.length === 2 || (inside.length === 1 && inside[0].why !== "closed");
      assert.equal(mustDrop(losses, NOW), plain, JSON.stringify(losses));
    }
  }
});

test("long requests are given up after two cuts within the window", () => {
  assert.equal(mustShorten([], NOW), false);
  assert.equal(mustShorten([ago(0)], NOW), false);
  assert.equal(mustShorten([ago(WINDOW_MS), ago(0)], NOW), false);
  assert.equal(mustShorten([ago(WINDOW_MS - 1), ago(0)], NOW), true);
});

test("codes of the portal are no cuts, whatever else a proxy invents is one", () => {
  const codes = [1000, 1001, 1002, 1005, 1006, 1009, 1011, 1012, 1013, 1015, 3000, 3999, 4000, 4001, 4008, 4012, 4999, 5000];
  assert.deepEqual(
    codes.filter(isCut),
    [1000, 1001, 1002, 1005, 1006, 1011, 1015, 3000, 3999, 5000],
  );
});

test("the websocket is tried again five minutes after the last time, at once if that is past", () => {
  assert.equal(retryIn(NOW, NOW), TRY_EVERY_MS);
  assert.equal(retryIn(NOW - TRY_EVERY_MS + 1, NOW), 1);
  assert.equal(retryIn(NOW - TRY_EVERY_MS, NOW), 0);
  assert.equal(retryIn(0, NOW * 1000), 0);
  assert.equal(retryIn(NOW + REMEMBER_MS, NOW), TRY_EVERY_MS, "a clock that was set back");
});

test("a rung is remembered for twelve hours", () => {
  for (const rung of [RUNG.long, RUNG.short]) {
    const kept = JSON.parse(JSON.stringify(memory(rung, NOW - 5, NOW)));
    assert.deepEqual(remembered(kept, NOW), kept);
    assert.deepEqual(remembered(kept, NOW + REMEMBER_MS - 1), kept);
    assert.equal(remembered(kept, NOW + REMEMBER_MS), null);
    assert.equal(remembered(kept, NOW - 1), null, "a clock that was set back");
  }
});

test("what is damaged is no memory", () => {
  const good = memory(RUNG.long, NOW, NOW);
  const damaged = [null, 0, "2", [], {}, { ...good, rung: 1 }, { ...good, rung: 4 }, { ...good, rung: "2" }];
  for (const kept of [...damaged, { ...good, until: null }, { ...good, triedAt: "x" }, { ...good, triedAt: undefined }]) {
    assert.equal(remembered(kept, NOW), null, JSON.stringify(kept));
  }
});

test("the connection has four words, and says when it is a basic one", () => {
  const states = ["connecting", "connected", "reconnecting", "ended"];
  const basic = "Basic connection (updates every few seconds)";
  assert.deepEqual(states.map((state) => inWords(state, RUNG.socket)), ["Connecting", "Connected", "Reconnecting", "Disconnected"]);
  for (const rung of [RUNG.long, RUNG.short]) {
    assert.deepEqual(states.map((state) => inWords(state, rung)), ["Connecting", basic, "Reconnecting", "Disconnected"]);
  }
});
