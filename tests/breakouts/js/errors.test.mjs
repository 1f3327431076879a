import assert from "node:assert/strict";
import { test } from "node:test";

import { errorInWords } from "../../../static/js/room/errors.js";
import { draftError } from "../../../static/js/room/poll_draft.js";

const about = (text) => ({ text, limit: 500, label: "Question", other: "Send it again." });

test("what is too long says the limit at any length", () => {
  const sentence = "Question must be 500 characters or fewer. It has 501.";
  assert.equal(errorInWords({ sentence, code: "too_long" }, about("a".repeat(501))), sentence);
  for (const code of ["malformed", "too_large"]) {
    assert.equal(errorInWords({ sentence: null, code }, about("a".repeat(5000))), sentence.replace("501", "5,000"));
    // Told as the server counts: a character may be two units of the browser's.
    assert.equal(errorInWords({ code }, about("\u{1F600}".repeat(501))), sentence);
    assert.equal(errorInWords({ code }, about("a".repeat(500))), "Send it again.");
  }
  assert.equal(errorInWords(new Error("lost"), about("a".repeat(5000))), "Send it again.");
});

test("a draft is told what is wrong at its question, or at which option", () => {
  const typed = { question: "Tea?", options: ["Yes", "o".repeat(121), ""] };
  const at = (code, sentence = code, what = typed) => draftError({ code, sentence }, what).part;
  assert.equal(at("no_question"), null);
  assert.equal(at("too_few_options"), 0);
  assert.equal(at("same_option"), 0);
  assert.equal(at("option_too_long"), 1);
  const far = { question: "Tea?", options: ["Yes", "o".repeat(900)] };
  assert.deepEqual(draftError({ code: "malformed", sentence: null }, far), {
    part: 1,
    words: "Each option must be 120 characters or fewer. It has 900.",
  });
  const { words } = draftError({ code: "malformed" }, { question: "q".repeat(3000), options: ["Yes", "No"] });
  assert.equal(words, "Question must be 300 characters or fewer. It has 3,000.");
});
