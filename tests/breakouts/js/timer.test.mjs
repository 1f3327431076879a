import assert from "node:assert/strict";
import { test } from "node:test";
import { digits, leftInWords, noticeBetween, noticeInWords } from "../../../static/js/room/timer.js";

const MINUTE = 60_000;

test("what is left is told in whole minutes, and changes seldom", () => {
  const told = [
    [180 * MINUTE, "180 minutes left"],
    [3 * MINUTE, "3 minutes left"],
    [2 * MINUTE + 1, "3 minutes left"],
    [2 * MINUTE, "2 minutes left"],
    [MINUTE + 1, "2 minutes left"],
    [MINUTE, "Less than 1 minute left"],
    [1, "Less than 1 minute left"],
    [0, "Time is up"],
    [-5, "Time is up"],
  ];
  for (const [left, words] of told) assert.equal(leftInWords(left), words, String(left));
});

test("the eye sees seconds", () => {
  const told = { [3 * MINUTE]: "3:00", [MINUTE + 500]: "1:01", [59_999]: "1:00", [9_000]: "0:09", [1]: "0:01", [0]: "0:00", "-5": "0:00" };
  for (const [left, shown] of Object.entries(told)) assert.equal(digits(Number(left)), shown, left);
});

test("a whole run has four notices, each once, however often it is looked at", () => {
  for (const every of [250, 500, 1000, 7_000, 59_000]) {
    const heard = [];
    for (let left = 12 * MINUTE; left > -2 * every; left -= every) {
      const notice = noticeBetween(left, left - every);
      if (notice !== null) heard.push(notice);
    }
    assert.deepEqual(heard, [10, 5, 1, 0], `every ${every} ms`);
  }
});

test("a timer that starts at a notice does not give it", () => {
  assert.equal(noticeBetween(5 * MINUTE, 5 * MINUTE - 500), null);
  assert.equal(noticeBetween(5 * MINUTE + 1, 5 * MINUTE), 5);
});

test("after a sleep only the last one missed is told, and after the end the end", () => {
  assert.equal(noticeBetween(11 * MINUTE, 4 * MINUTE), 5);
  assert.equal(noticeBetween(11 * MINUTE, 30_000), 1);
  assert.equal(noticeBetween(11 * MINUTE, -1), 0);
  assert.equal(noticeBetween(-1, -500), null);
});

test("notices are told in words", () => {
  assert.deepEqual([10, 5, 1, 0].map(noticeInWords), ["10 minutes left", "5 minutes left", "1 minute left", "Time is up"]);
});
