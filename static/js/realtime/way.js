// What every way in has in common: how a request fails, and how long to wait before the next attempt.

const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 500;

/**
 * @typedef {"connecting" | "connected" | "reconnecting" | "ended"} State
 * @typedef {{since?: number, epoch?: string, v?: number}} Position  where a page stands on a stream
 */

/**
 * How long to wait before the attempt with this number (0 is the first after a loss).
 *
 * @param {number} attempt
 * @param {() => number} random  from 0 to 1; all pages of a lost server must not come back together
 * @returns {number} milliseconds
 */
export function backOff(attempt, random = Math.random) {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
}

/** What a request was refused with. */
export class Refused extends Error {
  /** @param {{code: string, retry_ms?: number, sentence?: string}} told */
  constructor(told) {
    super(told.sentence ?? told.code);
    this.code = told.code;
    this.retryMs = told.retry_ms ?? null;
    this.sentence = told.sentence ?? null;
  }
}

/** The line went before the answer came; nobody knows whether the request was carried out. */
export class Lost extends Error {}

/**
 * A way to the server. Events: `state` (detail: {state, code}), `hello` and `frame` (detail: frame).
 */
export class Way extends EventTarget {
  constructor() {
    super();
    /** @type {State} */
    this.state = "connecting";
  }

  /**
   * @param {State} state
   * @param {number | null} code
   */
  become(state, code = null) {
    if (this.state === state) return;
    this.state = state;
    this.tell("state", { state, code });
  }

  /**
   * @param {string} type
   * @param {any} detail
   */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
