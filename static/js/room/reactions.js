// Reactions: sent without leaving the page, and summed up for a moment as text. They are never announced: what
// somebody with a screen reader wants to know of them stands where it can be read.

import { Store } from "../realtime/store.js";
import { NOT_REACHED } from "./inline.js";

const SHOWN_MS = 4_000;
const FADING_MS = 1_000;
const WORDS = { clap: "Clap", heart: "Heart", yes: "Yes", thinking: "Thinking" };

/**
 * What others show at this moment. Pure.
 *
 * @param {Record<string, number>} counts
 */
export function sumInWords(counts) {
  const shown = Object.keys(WORDS).filter((kind) => counts[kind]);
  return shown.map((kind) => `${WORDS[kind]} ${counts[kind]}`).join(", ");
}

/**
 * @param {import("../realtime/line.js").Line} line
 * @param {string} stream  of the room
 */
export function takeReactions(line, stream) {
  const section = document.getElementById("react");
  const text = document.getElementById("reacted");
  const quiet = text.textContent;
  let timer = 0;
  const clear = () => {
    text.textContent = quiet;
  };
  const store = new Store(line, `${stream}.react`, {
    snap() {},
    frame() {},
    counts({ counts }) {
      const words = sumInWords(counts);
      if (!words) return;
      clearTimeout(timer);
      for (const fading of text.getAnimations()) fading.cancel();
      text.textContent = words;
      timer = setTimeout(() => fade(text, clear), SHOWN_MS);
    },
  });
  section.querySelector("form").addEventListener("submit", (event) => {
    const kind = event.submitter?.value;
    if (!kind || !store.isFollowing) return;
    event.preventDefault();
    store.ask("react", { kind }).catch((error) => {
      if (!error.retryMs) text.textContent = `Error: ${error.sentence ?? NOT_REACHED}`;
    });
  });
}

/**
 * @param {HTMLElement} text
 * @param {() => void} done
 */
function fade(text, done) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    done();
    return;
  }
  const fading = text.animate([{ opacity: 1 }, { opacity: 0 }], FADING_MS);
  fading.finished.then(done, () => {});
}
