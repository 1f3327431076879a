// When the session begins and ends, by the server's clock.

import { clock } from "./words.js";

const LOOK_EVERY_MS = 1_000;
// Doors open five minutes before the start.
const DOORS_MS = 5 * 60_000;

/** Keeps the line under the heading true, and tells when it is over. */
export class Timetable {
  /**
   * @param {DOMStringMap} told  `starts`, `ends`, `zone`
   * @param {import("../realtime/clock.js").ServerClock} server
   * @param {() => void} over
   */
  constructor(told, server, over) {
    this.server = server;
    this.zone = told.zone;
    this.set({ starts_at: told.starts, ends_at: told.ends });
    this.over = over;
    this.timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /**
   * @param {{starts_at: string, ends_at: string}} times
   * @returns {string} in words, when it is
   */
  set(times) {
    this.startsAt = Date.parse(times.starts_at);
    this.endsAt = Date.parse(times.ends_at);
    return `This session now runs from ${this.#clock(this.startsAt)} to ${this.#clock(this.endsAt)}.`;
  }

  /**
   * @param {number} milliseconds
   * @returns {boolean} whether the session is over, or will be within so long
   */
  isOverWithin(milliseconds) {
    return this.server.now() + milliseconds >= this.endsAt;
  }

  /** What to tell while the doors are not open yet; empty when they are. */
  get notYet() {
    if (this.server.now() >= this.startsAt - DOORS_MS) return "";
    return `This session now starts at ${this.#clock(this.startsAt)}. Come back from ${this.#clock(this.startsAt - DOORS_MS)}.`;
  }

  #look() {
    const now = this.server.now();
    if (now >= this.endsAt) {
      clearInterval(this.timer);
      this.#say("nhsuk-tag nhsuk-tag--grey", "Ended", `at ${this.#clock(this.endsAt)}`);
      this.over();
    } else if (now >= this.startsAt) {
      this.#say("nhsuk-tag nhsuk-tag--green", "Live", `Ends ${this.#clock(this.endsAt)}`);
    } else {
      const times = `Starts ${this.#clock(this.startsAt)}, ends ${this.#clock(this.endsAt)}`;
      if (this.notYet) this.#say("nhsuk-tag nhsuk-tag--grey", "Not open yet", times);
      else this.#say("nhsuk-tag", "Doors open", times);
    }
  }

  /** @param {number} at */
  #clock(at) {
    return clock(new Date(at).toISOString(), this.zone);
  }

  /**
   * @param {string} classes
   * @param {string} state
   * @param {string} words
   */
  #say(classes, state, words) {
    const line = document.getElementById("state");
    if (line.textContent.trim() === `${state} ${words}`) return;
    const tag = document.createElement("strong");
    tag.className = classes;
    tag.textContent = state;
    line.replaceChildren(tag, ` ${words}`);
  }
}
