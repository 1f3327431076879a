// Everybody is asked back to the main stage: a minute to finish, then a way there. Nobody is moved.

import { WEIGHT } from "../realtime/announcer.js";
import { Kept } from "../realtime/kept.js";
import { element } from "./elements.js";

const CLOSED = "recall.closed";
const LOOK_EVERY_MS = 1_000;

/**
 * What the banner says so long before, or after, everybody is expected. Pure.
 *
 * @param {number} milliseconds
 * @param {boolean} isToStage
 */
export function recallInWords(milliseconds, isToStage = true) {
  const seconds = Math.ceil(milliseconds / 1000);
  const where = isToStage ? "back at the main stage" : "on My day";
  if (seconds <= 0) return `Everybody is expected ${where} now.`;
  const time = seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `Everybody is expected ${where} in ${time}. Finish what you are saying.`;
}

/**
 * Whether people are called to a room, and not to My day, where they go when no stage is left to go to. Pure.
 *
 * @param {string | null} to
 */
export function isStage(to) {
  return /\/rooms\/[^/]+\/$/.test(to ?? "");
}

/**
 * Whether a link leads to a page of this portal. Pure.
 *
 * @param {string | null} to
 * @param {string} here
 */
export function isOurs(to, here) {
  if (!to) return false;
  try {
    return new URL(to, here).origin === new URL(here).origin;
  } catch {
    return false;
  }
}

/** Keeps `#recall` true. */
export class Recall {
  /**
   * @param {import("../realtime/clock.js").ServerClock} clock
   * @param {import("../realtime/announcer.js").Announcer} announcer
   */
  constructor(clock, announcer) {
    this.clock = clock;
    this.kept = new Kept("sessionStorage");
    this.announcer = announcer;
    this.box = document.getElementById("recall");
    /** @type {string | null} */
    this.at = null;
    this.ticks = 0;
  }

  /** @param {{at: string | null, to: string | null} | undefined} recall */
  set(recall) {
    const at = recall?.at ?? null;
    const isNews = at !== this.at;
    const wasOn = this.at !== null;
    this.at = at;
    if (!this.box || !isNews) return;
    clearInterval(this.ticks);
    this.box.hidden = at === null;
    if (at === null) {
      if (wasOn) this.announcer.say("recall", "You can stay: the recall was called off", undefined, WEIGHT.own);
      return;
    }
    this.isToStage = isStage(recall.to);
    this.words = element("span", "app-recall__words");
    const line = element("p");
    line.append(element("span", "nhsuk-u-visually-hidden", "Important: "), this.words, " ");
    if (isOurs(recall.to, location.href)) {
      const link = element("a", "", this.isToStage ? "Return to the main stage" : "Go to My day");
      link.href = recall.to;
      line.append(link);
    }
    this.box.replaceChildren(line);
    this.ticks = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#look();
    if (!this.box.hidden) this.announcer.interrupt(this.words.textContent);
  }

  /** Whoever stays on after its time need not read around it, on this page and when it is loaded again. */
  #offerToClose() {
    if (this.kept.getItem(CLOSED) === this.at) {
      this.box.hidden = true;
      return;
    }
    const close = element("button", "app-act", "Close");
    close.type = "button";
    close.addEventListener("click", () => {
      this.kept.setItem(CLOSED, this.at);
      this.box.hidden = true;
    });
    this.box.querySelector("p").append(" ", close);
  }

  #look() {
    const left = Date.parse(this.at) - this.clock.now();
    this.words.textContent = recallInWords(left, this.isToStage);
    if (left > 0) return;
    clearInterval(this.ticks);
    this.#offerToClose();
  }
}
