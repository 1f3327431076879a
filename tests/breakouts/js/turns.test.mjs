import assert from "node:assert/strict";
import { test } from "node:test";

import { applied, differ, standing } from "../../../static/js/room/turns.js";

const UNTIL = "2022-05-27T10:42:00+00:00";
const inLine = { s1: { room: "visas", until: null } };
const offered = { s1: { room: "visas", until: UNTIL } };

test("a frame tells the turn of one session, and null that there is none", () => {
  const both = applied(inLine, { t: "seat.wait", d: { session: "s2", room: "carers", until: null } });
  assert.deepEqual(Object.keys(both), ["s1", "s2"]);
  assert.deepEqual(applied(both, { t: "seat.wait", d: { session: "s2", room: null, until: null } }), inLine);
  assert.deepEqual(applied(inLine, { t: "seat.wait", d: { session: "s1", room: "visas", until: UNTIL } }), offered);
  assert.equal(applied(inLine, { t: "seat.moved", d: { session: "s1", room: "visas" } }), inLine);
});

test("a place is kept until the instant, and no longer", () => {
  assert.deepEqual(standing(offered, Date.parse(UNTIL) - 1), offered);
  assert.deepEqual(standing(offered, Date.parse(UNTIL)), {});
  assert.deepEqual(standing(inLine, Date.parse(UNTIL)), inLine);
});

test("a page differs when a turn came, went or became an offer", () => {
  assert.equal(differ(inLine, inLine), false);
  assert.equal(differ(inLine, offered), true);
  assert.equal(differ(inLine, {}), true);
  assert.equal(differ({}, inLine), true);
});
