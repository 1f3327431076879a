import assert from "node:assert/strict";
import { test } from "node:test";

import { newsOf } from "../../../static/js/room/sources.js";
import { captionsToShow } from "../../../static/js/stage/player.js";

const track = (kind, language, mode = "disabled") => ({ kind, language, mode });

test("captions come up by themselves, in English where there are any", () => {
  assert.equal(captionsToShow([]), -1);
  assert.equal(captionsToShow([track("metadata", "en")]), -1);
  assert.equal(captionsToShow([track("metadata", ""), track("subtitles", "cy")]), 1);
  assert.equal(captionsToShow([track("captions", "cy"), track("captions", "en-GB")]), 1);
  assert.equal(captionsToShow([track("captions", "cy", "showing"), track("captions", "en")]), -1);
});

test("a change is told by what of it people would miss", () => {
  assert.equal(newsOf([], true), "");
  assert.equal(newsOf(["stage-about"], true), "");
  assert.equal(newsOf(["call", "stage"], true), "The stage has a new picture. Press Play to watch.");
  assert.equal(newsOf(["stage"], false), "The stage has no picture at the moment.");
  assert.equal(newsOf(["call"], true), "The call of this room has changed.");
});
