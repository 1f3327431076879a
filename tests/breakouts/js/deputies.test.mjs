// Who runs a room meanwhile, in words: the same as `breakouts/deputies/presenters.py`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { deputyInWords, endInWords } from "../../../static/js/room/deputies.js";

const deputy = (because, absent = "Professor Ada") => ({ id: "2", name: "Dr Chair", absent, because });
const ended = (how) => ({ id: "2", name: "Dr Chair", absent: "Professor Ada", how, until: "2022-05-27T11:07:00Z" });

test("everybody and the deputy are told who runs the room", () => {
  const words = (because, isMe) => deputyInWords(deputy(because), isMe);
  assert.equal(words("reconnecting", false), "Dr Chair is running the room while Professor Ada is reconnecting.");
  assert.equal(words("called_away", true), "You are running the room while Professor Ada is called away.");
  assert.equal(words("late", false), "Dr Chair is running the room until Professor Ada is here.");
  assert.equal(words("handed", true), "Professor Ada has handed the room to you.");
  assert.equal(deputyInWords(deputy("late", ""), true), "You are running the room until the facilitator is here.");
});

test("a deputy is told until when they can finish", () => {
  const words = (how, isMe) => endInWords(ended(how), isMe, "Europe/London");
  assert.equal(words("back", true), "Professor Ada is back. You can finish what you have begun until 12:07pm.");
  assert.equal(words("back", false), "Professor Ada is back and runs the room.");
  assert.equal(words("declined", true), "You do not run the room.");
  assert.equal(words("gone", false), "");
});
