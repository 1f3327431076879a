import assert from "node:assert/strict";
import { test } from "node:test";
import { WEIGHT } from "../../../static/js/realtime/announcer.js";
import { weightOf } from "../../../static/js/room/chat.js";
import { commandOf } from "../../../static/js/room/commands.js";
import { placeInWords, wordInWords } from "../../../static/js/room/hands.js";
import { mutedInWords, slowInWords, waitInWords } from "../../../static/js/room/limits.js";
import { editableFor, isEditable } from "../../../static/js/room/message.js";
import { pauseInWords } from "../../../static/js/room/pause.js";
import { isOurs, isStage, recallInWords } from "../../../static/js/room/recall.js";

const SENT = "2022-05-27T08:30:00Z";
const AT = Date.parse(SENT);
const FIVE = 5 * 60_000;

test("own words can be changed for five minutes, and not before they stand", () => {
  for (const [now, can] of [[AT - 1000, true], [AT, true], [AT + FIVE - 1, true], [AT + FIVE, false], [AT + FIVE + 1, false]]) {
    assert.equal(isEditable(SENT, now), can, String(now - AT));
    assert.equal(editableFor(SENT, now) > 0, can);
  }
  assert.equal(isEditable(null, AT), false);
});

test("a host's words and one's own name are worth hearing", () => {
  const said = (body, role = "") => ({ by: { role }, body });
  assert.equal(weightOf(said("Hello"), "Amara"), WEIGHT.ordinary);
  assert.equal(weightOf(said("Hello", "Facilitator"), "Amara"), WEIGHT.important);
  assert.equal(weightOf(said("What do you think, amara?"), "Amara"), WEIGHT.important);
  assert.equal(weightOf(said(null), "Amara"), WEIGHT.ordinary);
  assert.equal(weightOf(said("Hello"), ""), WEIGHT.ordinary);
});

test("somebody knows how long they wait for the word", () => {
  const hands = [{ id: "1" }, { id: "2" }, { id: "3" }];
  assert.equal(placeInWords(hands, "1"), "Your hand is up. You are next.");
  assert.equal(placeInWords(hands, "3"), "Your hand is up. You are number 3.");
  assert.equal(placeInWords(hands, "4"), "");
  assert.equal(placeInWords([], "1"), "");
});

test("everybody knows who has the word", () => {
  const given = { id: "1", name: "Dr Amara" };
  assert.equal(wordInWords(given, "1"), "You have been given the word.");
  assert.equal(wordInWords(given, "2"), "Dr Amara has been given the word.");
  assert.deepEqual([null, undefined].map((none) => wordInWords(none, "1")), ["", ""]);
});

test("the way back to the stage counts down in words", () => {
  assert.match(recallInWords(60_000), /in 60 seconds\. Finish/);
  assert.match(recallInWords(59_001), /in 60 seconds/);
  assert.match(recallInWords(1_000), /in 1 second\./);
  for (const late of [0, -1, -600_000]) assert.equal(recallInWords(late), "Everybody is expected back at the main stage now.");
  assert.equal(recallInWords(-1, false), "Everybody is expected on My day now.");
  assert.deepEqual(["/a/rooms/x/", "/a/my-day/", "", null].map(isStage), [true, false, false, false]);
});

test("a way back leads nowhere but to this portal", () => {
  const here = "https://portal.example/a/rooms/x/";
  for (const to of ["/a/rooms/stage/", "https://portal.example/a/"]) assert.ok(isOurs(to, here), to);
  for (const to of ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", null, undefined, "https://"]) {
    assert.ok(!isOurs(to, here), String(to));
  }
});

test("who may not write is told why, until when and how long", () => {
  const zone = "Europe/London";
  assert.equal(mutedInWords({ because: "Shouting", until: SENT }, zone), "You are muted until 9:30am, because: Shouting");
  assert.equal(mutedInWords({ because: "Shouting", until: null }, zone), "You are muted for the rest of this session, because: Shouting");
  assert.equal(waitInWords(1), "Wait 1 second before you send the next message");
  assert.equal(waitInWords(14_001), "Wait 15 seconds before you send the next message");
  assert.deepEqual([slowInWords(0), slowInWords(15)], ["", "Slow mode: one message every 15 seconds."]);
});

test("what waits is counted", () => {
  assert.equal(pauseInWords(false, 0), "Pause updates");
  assert.equal(pauseInWords(true, 0), "Show updates again");
  assert.equal(pauseInWords(true, 1), "Show updates again (1 update waiting)");
  assert.equal(pauseInWords(true, 12), "Show updates again (12 updates waiting)");
});

test("the forms of the own hand are commands, others are forms", () => {
  const told = [{ handUp: "" }, { handDown: "" }, { leave: "" }, {}];
  assert.deepEqual(told.map(commandOf), ["hand.up", "hand.down", null, null]);
});
