// The stage and the call of a room, asked for anew when organisers change them. What plays and has not changed goes on.

import { WEIGHT } from "../realtime/announcer.js";

const PICTURE = "The stage has a new picture. Press Play to watch.";
const NO_PICTURE = "The stage has no picture at the moment.";
const CALL = "The call of this room has changed.";

/**
 * Which news there is when these parts are others than before. Pure.
 *
 * @param {string[]} changed  ids
 * @param {boolean} hasPicture
 */
export function newsOf(changed, hasPicture) {
  if (changed.includes("stage")) return hasPicture ? PICTURE : NO_PICTURE;
  return changed.includes("call") ? CALL : "";
}

/**
 * @param {import("../realtime/announcer.js").Announcer} announcer
 * @param {import("./notice.js").Notice} notice
 * @returns {(number: number) => Promise<void>}
 */
export function followSource(announcer, notice) {
  const box = document.getElementById("sources");
  let told = "";
  // Whoever goes to the player has read it; on a phone it would stand before the picture.
  addEventListener("blur", () => {
    if (document.activeElement?.closest("#stage") && notice.words.textContent === told) notice.clear();
  });
  return async (number) => {
    if (Number(box.dataset.source) === number) return;
    try {
      const changed = exchange(box, await fetched(box.dataset.href));
      const words = newsOf(changed, Boolean(box.querySelector("iframe")));
      if (!words) return;
      told = words;
      notice.say(words);
      announcer.say("source", words, undefined, WEIGHT.important);
    } catch {
      // Asked again with the next change, or when the line is back.
    }
  };
}

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("sources");
  if (!answer.ok || !fresh) throw new Error("not there");
  return fresh;
}

/**
 * @param {HTMLElement} box
 * @param {HTMLElement} fresh
 * @returns {string[]}  the ids of what is another now
 */
function exchange(box, fresh) {
  box.dataset.source = fresh.dataset.source;
  box.hidden = fresh.hidden;
  const changed = [];
  for (const part of [...box.children]) {
    if (fresh.querySelector(`#${part.id}`)) continue;
    part.remove();
    changed.push(part.id);
  }
  for (const [place, part] of [...fresh.children].entries()) {
    const old = box.querySelector(`:scope > #${part.id}`);
    // A frame that is only moved would load anew, so what is the same stays where it is.
    if (old?.isEqualNode(part)) continue;
    const hadFocus = old?.contains(document.activeElement);
    const now = document.adoptNode(part);
    if (old) old.replaceWith(now);
    else box.insertBefore(now, box.children[place] ?? null);
    if (hadFocus) focusOn(now);
    changed.push(now.id);
  }
  return changed;
}

/** @param {HTMLElement} part */
function focusOn(part) {
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
}
