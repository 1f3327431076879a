// The timer that a host starts: it ends at an instant, and each page counts down for itself.

import { WEIGHT } from "../realtime/announcer.js";
import { element } from "./elements.js";

const MINUTE = 60_000;
const NOTICES = [10, 5, 1];
const LOOK_EVERY_MS = 500;

/**
 * The time that is left, in words that change seldom. Pure.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function leftInWords(milliseconds) {
  if (milliseconds <= 0) return "Time is up";
  const minutes = Math.ceil(milliseconds / MINUTE);
  return minutes === 1 ? "Less than 1 minute left" : `${minutes} minutes left`;
}

/**
 * The same for the eye: "12:05". Pure.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function digits(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * Which notice is due between two looks at the clock: the number of minutes, 0 at the end, or null. Pure.
 *
 * @param {number} was  milliseconds left at the last look
 * @param {number} is
 * @returns {number | null}
 */
export function noticeBetween(was, is) {
  if (was > 0 && is <= 0) return 0;
  // After a sleep several may have passed: the latest tells all.
  const passed = NOTICES.filter((minutes) => was > minutes * MINUTE && is <= minutes * MINUTE && is > 0);
  return passed.length ? passed.at(-1) : null;
}

/** @param {number} minutes */
export function noticeInWords(minutes) {
  if (minutes === 0) return "Time is up";
  return minutes === 1 ? "1 minute left" : `${minutes} minutes left`;
}

/** Shows what is left in `#timer`. Nothing there is read aloud by itself: the announcer tells at 10, 5 and 1 minute. */
export class Timer {
  /**
   * @param {import("../realtime/clock.js").ServerClock} clock
   * @param {import("../realtime/announcer.js").Announcer} announcer
   */
  constructor(clock, announcer) {
    this.clock = clock;
    this.announcer = announcer;
    this.box = document.getElementById("timer");
    this.endsAt = NaN;
    this.label = "";
    this.left = 0;
    this.ticks = 0;
  }

  /** @param {{ends_at: string | null, label: string} | undefined} timer */
  set(timer) {
    if (!this.box) return;
    clearInterval(this.ticks);
    this.endsAt = Date.parse(timer?.ends_at ?? "");
    this.label = timer?.label ?? "";
    this.box.hidden = Number.isNaN(this.endsAt);
    if (this.box.hidden) return;
    this.left = this.endsAt - this.clock.now();
    this.eye = element("span", "app-timer__digits");
    this.eye.setAttribute("aria-hidden", "true");
    this.words = element("span", "app-timer__words");
    this.box.replaceChildren("Timer: ", this.eye, " ", this.words);
    this.#show();
    if (this.left > 0) this.ticks = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** A host has set, lengthened or stopped it. */
  change(timer) {
    const had = !Number.isNaN(this.endsAt) && this.left > 0;
    this.set(timer);
    if (!this.box) return;
    if (!this.box.hidden) this.#say(`Timer: ${leftInWords(this.left)}`);
    else if (had) this.#say("The timer was stopped");
  }

  #look() {
    const was = this.left;
    this.left = this.endsAt - this.clock.now();
    this.#show();
    const notice = noticeBetween(was, this.left);
    if (notice !== null) this.#say(noticeInWords(notice));
    if (this.left <= 0) clearInterval(this.ticks);
  }

  #show() {
    this.eye.textContent = digits(this.left);
    const words = leftInWords(this.left) + (this.label ? ` (${this.label})` : "");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  /** @param {string} words */
  #say(words) {
    this.announcer.say("timer", this.label ? `${words}, ${this.label}` : words, undefined, WEIGHT.important);
  }
}
