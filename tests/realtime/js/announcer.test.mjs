import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { clock } from "./page.mjs";
import { Announcer, WEIGHT } from "../../../static/js/realtime/announcer.js";

let announcer;
let spoken;
const many = (count) => `${count} new messages`;

beforeEach(() => {
  spoken = [];
  announcer = new Announcer();
  announcer.region.replaceChildren = (line) => spoken.push(line.textContent);
});

afterEach(() => {
  clock.reset();
});

test("one message is spoken as it is", () => {
  announcer.say("chat", "Ann: Hello", many);
  clock.pass(1);
  assert.deepEqual(spoken, ["Ann: Hello"]);
});

test("fifty messages in five seconds are at most three utterances, and all are counted", () => {
  for (let index = 0; index < 50; index += 1) {
    announcer.say("chat", `Line ${index}`, many);
    clock.pass(100);
  }
  clock.pass(3000);
  assert.deepEqual(spoken, ["Line 0", "29 new messages", "20 new messages"]);
});

test("different kinds share one utterance", () => {
  announcer.say("chat", "Ann: Hello", many);
  announcer.say("people", "Ben has come in", (count) => `${count} people have come in`);
  clock.pass(1);
  assert.deepEqual(spoken, ["Ann: Hello. Ben has come in"]);
});

test("what is heard depends on the setting, and on how much it matters", () => {
  const kinds = Object.entries(WEIGHT);
  for (const [level, heard] of [["all", "ordinary. important. own"], ["mentions", "important. own"], ["none", "own"]]) {
    spoken.length = 0;
    announcer.level = level;
    for (const [kind, weight] of kinds) announcer.say(kind, kind, () => kind, weight);
    clock.pass(3000);
    assert.deepEqual(spoken, [heard]);
  }
});

test("of what is told again without a number, the last counts", () => {
  announcer.say("connection", "Lost");
  announcer.say("connection", "Back");
  clock.pass(1);
  assert.deepEqual(spoken, ["Back"]);
});

test("what cannot wait does not", () => {
  const loud = [];
  announcer.loud.replaceChildren = (line) => loud.push(line.textContent);
  announcer.level = "none";
  announcer.say("chat", "Ann: Hello", many);
  announcer.interrupt("Everybody is asked back");
  announcer.interrupt("Everybody is asked back");
  assert.deepEqual([loud.length, spoken], [2, []]);
});
