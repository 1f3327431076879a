import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbours, placed, signedInWords } from "../../../static/js/room/notes.js";
import { countInWords } from "../../../static/js/room/tabs.js";

const blocks = ["a", "b", "c"].map((id) => ({ id }));
const ids = (list) => list.map(({ id }) => id).join("");

test("a block stands where its frame says, new, changed or moved", () => {
  assert.equal(ids(placed(blocks, { id: "d", after: "a" })), "adbc");
  assert.equal(ids(placed(blocks, { id: "d", after: null })), "dabc");
  assert.equal(ids(placed(blocks, { id: "a", after: "c" })), "bca");
  assert.deepEqual(placed(blocks, { id: "b", body: "B", after: "a" })[1], { id: "b", body: "B" });
});

test("a note knows where it goes when it moves", () => {
  assert.deepEqual(neighbours(blocks, "a"), { up: undefined, down: "b" });
  assert.deepEqual(neighbours(blocks, "b"), { up: null, down: "c" });
  assert.deepEqual(neighbours(blocks, "c"), { up: "a", down: undefined });
  assert.deepEqual(neighbours(blocks, "x"), { up: undefined, down: undefined });
});

test("signing off is told by the role and the clock of the assembly", () => {
  const at = "2022-05-27T11:20:00+00:00";
  const words = signedInWords({ signed_off_at: at, signed_off_by: "Facilitator" }, "Europe/London");
  assert.equal(words, "Signed off by the facilitators at 12:20pm");
  assert.match(signedInWords({ signed_off_at: at, signed_off_by: "Chair" }, "Europe/London"), /the chairs/);
  assert.equal(signedInWords({ signed_off_at: null, signed_off_by: "" }, "Europe/London"), "");
});

test("the tab counts blocks", () => {
  assert.equal(countInWords(1, "notes"), "1 block");
  assert.equal(countInWords(3, "notes"), "3 blocks");
});
