// What keeps one person from writing for a while: a host has muted them, or the chat is slow. In words, beside the box.

import { clock } from "./words.js";

const NOT_YET = "Your message was not sent yet. Send it when the wait is over.";

/**
 * Tell how long to wait. Pure.
 *
 * @param {number} milliseconds
 */
export function waitInWords(milliseconds) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return seconds === 1 ? "Wait 1 second before you send the next message" : `Wait ${seconds} seconds before you send the next message`;
}

/**
 * Tell what the server's pages tell: until when, and why. Pure.
 *
 * @param {{because: string, until: string | null}} restriction
 * @param {string} zone
 */
export function mutedInWords({ because, until }, zone) {
  return `You are muted ${until ? `until ${clock(until, zone)}` : "for the rest of this session"}, because: ${because}`;
}

/**
 * Tell what slow mode asks of everybody. Pure.
 *
 * @param {number} seconds
 */
export function slowInWords(seconds) {
  return seconds ? `Slow mode: one message every ${seconds} seconds.` : "";
}

/** Knows whether the person may write now, and says so in `#muted`, `#slow-mode` and, while it counts, `#limit`. */
export class Limits {
  /**
   * @param {import("../realtime/clock.js").ServerClock} now
   * @param {string} zone
   * @param {HTMLElement} form
   * @param {() => void} free  told when the person may write again
   */
  constructor(now, zone, form, free = () => {}) {
    this.clock = now;
    this.zone = zone;
    this.seconds = 0;
    this.freeAt = -Infinity;
    /** @type {{because: string, until: string | null} | null} */
    this.muted = null;
    this.ticks = 0;
    this.free = free;
    this.was = "";
    this.box = document.createElement("p");
    this.box.id = "limit";
    this.box.className = "nhsuk-body-s app-chat__hint";
    this.box.hidden = true;
    form.append(this.box);
  }

  /** Why nothing can be sent now; empty when it can. */
  get why() {
    if (this.isMuted) return mutedInWords(this.muted, this.zone);
    const left = this.freeAt - this.clock.now();
    return left > 0 ? waitInWords(left) : "";
  }

  /** What to tell who tries all the same; how long is still to wait counts beside it. */
  get refusal() {
    return this.isMuted || !this.why ? this.why : NOT_YET;
  }

  get isMuted() {
    const { muted } = this;
    return muted !== null && !(muted.until && Date.parse(muted.until) <= this.clock.now());
  }

  /** @param {{because: string, until: string | null} | null} restriction */
  mute(restriction) {
    this.muted = restriction;
    this.#look();
  }

  /** @param {number | undefined} seconds  between two messages of one person; 0: as fast as always */
  slow(seconds = 0) {
    this.seconds = seconds;
    if (!seconds) this.freeAt = -Infinity;
    this.#look();
  }

  /** A message has gone out, or came back: the next may go after so long. */
  wait(milliseconds = this.seconds * 1000) {
    this.freeAt = Math.max(this.freeAt, this.clock.now() + milliseconds);
    this.#look();
  }

  #look() {
    clearTimeout(this.ticks);
    const { why, isMuted } = this;
    if (this.was && !why) this.free();
    this.was = why;
    say("muted-words", isMuted ? why : "");
    show("muted", isMuted);
    say("slow-mode", slowInWords(this.seconds));
    show("slow-mode", this.seconds > 0);
    this.box.textContent = isMuted ? "" : why;
    this.box.hidden = isMuted || why === "";
    if (why && (!isMuted || this.muted.until)) this.ticks = setTimeout(() => this.#look(), 1_000);
  }
}

/**
 * @param {string} id
 * @param {string} words
 */
function say(id, words) {
  const part = document.getElementById(id);
  if (part && part.textContent !== words) part.textContent = words;
}

/**
 * @param {string} id
 * @param {boolean} isShown
 */
function show(id, isShown) {
  const part = document.getElementById(id);
  if (part) part.hidden = !isShown;
}
