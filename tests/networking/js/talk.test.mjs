import assert from "node:assert/strict";
import test from "node:test";
import { dayOf } from "../../../static/js/talk/days.js";
import { readInWords } from "../../../static/js/talk/reading.js";

const ZONE = "Europe/London";
const AT = "2022-05-27T13:00:00Z";

const own = (at, isOwn = true) => ({
  querySelector: () => (at ? { getAttribute: () => at } : null),
  classList: { contains: () => isOwn },
});
const read = (upTo, at) => [
  { id: "me", up_to: "2099-01-01T00:00:00Z", at: "2099-01-01T00:00:00Z" },
  { id: "other", up_to: upTo, at },
];

test("a day is named as the server names it, by the assembly's clocks", () => {
  assert.equal(dayOf("2022-05-26T23:30:00Z", ZONE), "Friday 27 May 2022");
  assert.equal(dayOf("2022-01-01T12:00:00Z", ZONE), "Saturday 1 January 2022");
});

for (const [name, line, told, words] of [
  ["read", own(AT), read(AT, "2022-05-27T13:04:00Z"), "Read at 2:04pm"],
  ["read another day", own(AT), read(AT, "2022-05-28T08:00:00Z"), "Read at 9am on Saturday 28 May 2022"],
  ["not read so far", own(AT), read("2022-05-27T12:59:00Z", "2022-05-27T13:04:00Z"), ""],
  ["answered", own(AT, false), read(AT, "2022-05-27T13:04:00Z"), ""],
  ["on its way", own(null), read(AT, "2022-05-27T13:04:00Z"), ""],
  ["never looked at", own(AT), [], ""],
  ["nothing said", undefined, read(AT, AT), ""],
]) {
  test(`the last own message says when it was read: ${name}`, () => {
    assert.equal(readInWords(line, told, "me", ZONE), words);
  });
}
