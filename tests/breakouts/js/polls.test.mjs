import assert from "node:assert/strict";
import { test } from "node:test";

import { noteInWords, toldInWords, turnoutInWords } from "../../../static/js/room/polls.js";
import { sumInWords } from "../../../static/js/room/reactions.js";

test("the turnout is told in words", () => {
  assert.equal(turnoutInWords(0), "0 people have answered");
  assert.equal(turnoutInWords(1), "1 person has answered");
  assert.equal(turnoutInWords(12), "12 people have answered");
});

test("a count is told as far as it may be", () => {
  assert.equal(toldInWords({ least: 12, most: 12 }, 30), "12 of 30 (40%)");
  assert.equal(toldInWords({ least: 5, most: 5 }, 40), "5 of 40 (13%)");
  assert.equal(toldInWords({ least: 8, most: null }, 10), "8 or more of 10 (80% or more)");
  assert.equal(toldInWords({ least: 0, most: 2 }, 10), "Fewer than 3");
  assert.equal(toldInWords({ least: 0, most: null }, 10), "Not shown");
});

test("with fewer than ten answers nothing is told but that", () => {
  assert.equal(noteInWords({ voters: null, told: [] }), "Fewer than 10 people answered, so the result is not shown.");
  assert.equal(noteInWords({ voters: 10, told: [{ least: 5, most: 5 }, { least: 5, most: 5 }] }), "");
  assert.match(noteInWords({ voters: 10, told: [{ least: 8, most: null }, { least: 0, most: 2 }] }), /left open/);
});

test("reactions are summed up in one order, without those that nobody shows", () => {
  assert.equal(sumInWords({ thinking: 1, clap: 12, heart: 0 }), "Clap 12, Thinking 1");
  assert.equal(sumInWords({}), "");
});
