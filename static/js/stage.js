// The stage's own document: a stream by HLS, which plays once somebody presses Play, with its captions on.
import { Player } from "./stage/player.js";

const video = document.querySelector("video");
const before = document.querySelector("[data-before]");
const failed = document.querySelector("[data-failed]");
const status = document.querySelector("[data-status]");

const player = new Player(video, {
  playing() {
    status.textContent = "";
  },
  failed() {
    video.hidden = true;
    failed.hidden = false;
    status.textContent = failed.querySelector("p").textContent;
    failed.querySelector("button").focus();
  },
});

document.querySelector("[data-play]")?.addEventListener("click", play);
failed.querySelector("[data-again]").addEventListener("click", play);

/** @param {Event} event */
function play(event) {
  event.preventDefault();
  before.hidden = true;
  failed.hidden = true;
  video.hidden = false;
  video.focus();
  status.textContent = "The stage is loading.";
  player.play();
}
