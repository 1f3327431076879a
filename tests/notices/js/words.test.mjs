import assert from "node:assert/strict";
import { test } from "node:test";
import { freshBetween, freshInWords, inHeader } from "../../../static/js/notices/words.js";

test("the header counts to nine", () => {
  const told = { 0: "Notices", 1: "Notices (1 new)", 9: "Notices (9 new)", 10: "Notices (9+ new)", 250: "Notices (9+ new)" };
  for (const [unread, words] of Object.entries(told)) assert.equal(inHeader(Number(unread)), words, unread);
});

test("news is what was released later, or more than before", () => {
  const [early, late] = ["2022-05-27T08:00:00+00:00", "2022-05-27T08:00:01.5+00:00"];
  const told = [
    ["the first ever", { unread: 0, at: null }, { unread: 1, at: early }, 1],
    ["nothing happened", { unread: 1, at: early }, { unread: 1, at: early }, 0],
    ["another", { unread: 1, at: early }, { unread: 2, at: late }, 1],
    ["a burst", { unread: 1, at: early }, { unread: 5, at: late }, 4],
    ["a batch of one moment", { unread: 1, at: early }, { unread: 3, at: early }, 2],
    ["one came and another was read", { unread: 1, at: early }, { unread: 1, at: late }, 1],
    ["two were read and one came", { unread: 3, at: early }, { unread: 2, at: late }, 1],
    ["the newest was read elsewhere", { unread: 2, at: late }, { unread: 1, at: early }, 0],
    ["all were read elsewhere", { unread: 2, at: late }, { unread: 0, at: null }, 0],
  ];
  for (const [what, before, now, fresh] of told) assert.equal(freshBetween(before, now), fresh, what);
});

test("one is told by its headline, more by their number", () => {
  assert.equal(freshInWords(1, "Your room starts soon"), "1 new notice: Your room starts soon");
  assert.equal(freshInWords(3, "Your room starts soon"), "3 new notices");
});
