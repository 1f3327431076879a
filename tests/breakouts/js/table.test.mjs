import assert from "node:assert/strict";
import { test } from "node:test";
import { mineInWords, newsBetween, ordinal, ruleInWords, sinceInWords } from "../../../static/js/room/table.js";

const ZONE = "Europe/London";
const hands = [{ id: "1" }, { id: "2" }, { id: "3" }, { id: "4" }];

test("everybody knows their own place", () => {
  assert.equal(mineInWords({ word: null, hands }, "1"), "You are next.");
  assert.equal(mineInWords({ word: null, hands }, "4"), "You are 4th.");
  assert.equal(mineInWords({ word: { id: "9" }, hands }, "9"), "You have the word.");
  assert.equal(mineInWords({ word: { id: "9" }, hands }, "8"), "");
  assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 22, 30].map(ordinal), ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "30th"]);
});

test("only what concerns somebody is news, and no step on the way", () => {
  assert.equal(newsBetween("", "You are 4th."), "You are 4th.");
  assert.equal(newsBetween("You are 4th.", "You are 3rd."), "");
  assert.equal(newsBetween("You are 2nd.", "You are next."), "You are next.");
  assert.equal(newsBetween("You are next.", "You have the word."), "You have the word.");
  assert.equal(newsBetween("You have the word.", ""), "Your word is over.");
  assert.equal(newsBetween("You are 2nd.", ""), "Your hand is down.");
  assert.equal(newsBetween("", ""), "");
});

test("the end of a word is text that changes once", () => {
  const word = { since: "2022-05-27T10:02:00Z", until: "2022-05-27T10:05:00Z" };
  const end = Date.parse(word.until);
  assert.equal(sinceInWords(word, end - 1, ZONE), "since 11:02am, until 11:05am");
  assert.equal(sinceInWords(word, end, ZONE), "since 11:02am. Time was up at 11:05am");
  assert.equal(sinceInWords({ ...word, until: null }, end, ZONE), "since 11:02am");
});

test("the rule is told to everybody", () => {
  assert.match(ruleInWords({ minutes: 0, newcomers_first: false }), /^People speak in the order in which hands go up\.$/);
  assert.match(ruleInWords({ minutes: 3, newcomers_first: true }), /come first.*up to 3 minutes\.$/);
  assert.match(ruleInWords({ minutes: 1, newcomers_first: false }), /up to 1 minute\.$/);
});
