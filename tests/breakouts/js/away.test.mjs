import assert from "node:assert/strict";
import { test } from "node:test";

import { awayInWords, expected, untilNext } from "../../../static/js/room/away.js";

const NOW = Date.parse("2022-05-27T10:50:00Z");
const away = (id, minutes) => ({ id, name: id, until: new Date(NOW + minutes * 60_000).toISOString() });

test("people are expected until their minute, and not at it", () => {
  const list = [away("a", 0), away("b", 1), away("c", 10)];
  assert.deepEqual(expected(list, NOW).map(({ id }) => id), ["b", "c"]);
  assert.deepEqual(expected(list, NOW + 60_000 - 1).map(({ id }) => id), ["b", "c"]);
  assert.deepEqual(expected(list, NOW + 60_000).map(({ id }) => id), ["c"]);
});

test("the list is drawn again when the first of them is expected no more", () => {
  assert.equal(untilNext([away("a", 3), away("b", 1)], NOW), 60_000);
  assert.equal(untilNext([away("a", 0)], NOW), null);
  assert.equal(untilNext([], NOW), null);
});

test("a page that was left by another says until when, by the assembly's clocks", () => {
  const words = awayInWords("2022-05-27T11:02:00Z", "Europe/London");
  assert.equal(words, "You are called away. You are expected back until 12:02pm.");
});
