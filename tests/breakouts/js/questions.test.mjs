import assert from "node:assert/strict";
import { test } from "node:test";

import { askedInWords, fateInWords, inOrder, votesInWords } from "../../../static/js/room/questions.js";
import { waitingInWords } from "../../../static/js/room/run.js";
import { countInWords } from "../../../static/js/room/tabs.js";

const at = (minute) => `2022-05-27T10:4${minute}:00+00:00`;
const asked = (id, state, minute) => ({ id, state, asked_at: at(minute) });

test("what is being answered stands first, then what most want, then what is done", () => {
  const questions = [
    asked("a", "answered", 0),
    asked("b", "later", 0),
    asked("c", "live", 1),
    asked("d", "live", 0),
    asked("e", "live", 2),
    asked("f", "answering", 3),
  ];
  const order = inOrder(questions, { e: 2, a: 9 }).map(({ id }) => id);
  assert.deepEqual(order, ["f", "e", "d", "c", "b", "a"]);
});

test("among equals chance decides, the same for everybody", () => {
  const questions = [asked("b", "live", 0), asked("a", "live", 0)];
  assert.deepEqual(inOrder(questions, {}).map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(inOrder(questions.reverse(), {}).map(({ id }) => id), ["a", "b"]);
});

test("numbers are told in words", () => {
  assert.equal(votesInWords(1), "1 wants an answer");
  assert.equal(votesInWords(0), "0 want an answer");
  assert.equal(countInWords(3), "3 open");
  assert.equal(waitingInWords({ hands: 1, questions: 2, reports: 0 }), "3 waiting");
  assert.equal(waitingInWords({ hands: 0 }), "");
});

test("an author is told what becomes of a question", () => {
  assert.equal(fateInWords({ state: "later", owner: "The dean" }, true), "Answered later by The dean.");
  assert.equal(fateInWords({ state: "declined", because: "Asked before" }, false), "Reason: Asked before");
  assert.equal(fateInWords({ state: "live" }, false), "It appears at the next full minute, unless a facilitator looks at questions first.");
  assert.equal(fateInWords({ state: "live" }, true), "");
  assert.match(askedInWords(true, "live"), /without your name/);
  assert.match(askedInWords(true, "live"), /unless a facilitator/);
  assert.match(askedInWords(true, "held"), /looks at it first, without your name/);
  assert.match(askedInWords(false, "held"), /looks at it first/);
});
