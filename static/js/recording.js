// The page of a recording with scripts: times jump, the speed is kept, keys, and where the person stopped.
import { Beats } from "./recording/beats.js";
import { offerEmbed } from "./recording/embed.js";
import { offerKeys } from "./recording/keys.js";
import { offerSpeed } from "./recording/speed.js";
import { offerSearch } from "./recording/transcript.js";

const frame = document.querySelector("[data-embed]");
if (frame) offerEmbed(frame);

const search = document.querySelector("[data-search]");
if (search) offerSearch(search, [...document.querySelectorAll("[data-paragraph]")]);

const video = document.querySelector("video");
if (video) play(video);

/** @param {HTMLVideoElement} video */
function play(video) {
  const controls = document.querySelector("[data-controls]");
  offerSpeed(video, controls.querySelector("select"));
  offerKeys(video, controls.querySelector("[data-status]"));
  controls.hidden = false;
  document.addEventListener("click", (event) => jump(video, event));
  if (video.dataset.watched) new Beats(video, video.dataset.watched, video.dataset.token);
}

/** Links to a time play from there; with a key held down they open as any link does. */
function jump(video, event) {
  const link = event.target.closest("a[data-at]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  video.currentTime = Number(link.dataset.at);
  video.focus();
  // A file that cannot be played says so in the player.
  video.play().catch(() => {});
}
