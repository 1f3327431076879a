import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "../../../static/js/room/words.js";

const LONDON = "Europe/London";

test("times are told as the server tells them, in the assembly's zone", () => {
  const told = {
    "2022-05-27T08:30:00Z": "9:30am",
    "2022-05-27T10:00:00+00:00": "11am",
    "2022-05-27T11:00:00Z": "midday",
    "2022-05-27T11:05:00Z": "12:05pm",
    "2022-05-26T23:00:00Z": "midnight",
    "2022-05-26T23:01:00Z": "12:01am",
    "2022-12-27T12:25:59.999999Z": "12:25pm",
  };
  for (const [at, words] of Object.entries(told)) assert.equal(clock(at, LONDON), words);
});
