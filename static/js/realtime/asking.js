// The two requests of a page without a websocket: one asks for news, one sends a command.

import { Lost, Refused } from "./way.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const SLACK_MS = 8_000;
const SEND_WITHIN_MS = 10_000;
const TRY_AGAIN_MS = 1_000;
// Sending the same again would change nothing.
const REFUSED = Object.freeze({ 400: "malformed", 403: "forbidden", 413: "too_large" });

/** The server, or something on the way to it, answered otherwise than with frames. */
export class Answered extends Error {
  /**
   * @param {number} status
   * @param {string | null} retryAfter  in seconds
   */
  constructor(status, retryAfter) {
    super(`answered ${status}`);
    this.status = status;
    this.retryMs = Number(retryAfter) > 0 ? Number(retryAfter) * 1_000 : null;
  }
}

/** Draw the name by which the server knows this page among the person's others. */
export function drawLine() {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => LETTERS[byte % 32]).join("");
}

/** Sends the requests of one page, and holds the token that posts need. */
export class Asking {
  /** @param {string} base */
  constructor(base) {
    this.base = base;
    this.line = drawLine();
    this.token = "";
    /** @type {AbortController | null} */
    this.long = null;
  }

  /**
   * Ask for what is new.
   *
   * @param {string[]} streams
   * @param {number} wait  seconds
   * @param {number} within  milliseconds until it is given up
   * @returns {Promise<{frames: any[]}>}
   */
  async poll(streams, wait, within = wait * 1_000 + SLACK_MS) {
    const query = new URLSearchParams([
      ["line", this.line],
      ["wait", String(wait)],
      ...streams.map((stream) => ["s", stream]),
    ]);
    const controller = new AbortController();
    if (wait) this.long = controller;
    try {
      return await this.#fetch(`poll?${query}`, {}, within, controller);
    } finally {
      if (this.long === controller) this.long = null;
    }
  }

  /**
   * Send one frame. Rejects with `Refused` or `Lost`.
   *
   * @param {object} frame
   * @returns {Promise<{frames: any[]}>}
   */
  async send(frame) {
    try {
      return await this.#post(frame).catch((error) => this.#withFreshToken(error, frame));
    } catch (error) {
      const { status = 0, retryMs = null } = error;
      if (status === 429) throw new Refused({ code: "too_fast", retry_ms: retryMs ?? TRY_AGAIN_MS });
      if (status === 503) throw new Refused({ code: "try_again", retry_ms: retryMs ?? TRY_AGAIN_MS });
      if (status in REFUSED) throw new Refused({ code: REFUSED[status] });
      throw new Lost();
    }
  }

  /** Give up the request that waits, if one does: it is asked again at once. */
  abandon() {
    this.long?.abort(ABANDONED);
  }

  /** @param {unknown} error */
  isAbandoned(error) {
    return error === ABANDONED;
  }

  /**
   * The token of a page changes when its person logs in elsewhere, for one.
   *
   * @param {unknown} error
   * @param {object} frame
   */
  async #withFreshToken(error, frame) {
    if (!(error instanceof Answered) || error.status !== 403) throw error;
    await this.poll([], 0);
    return this.#post(frame);
  }

  /** @param {object} frame */
  #post(frame) {
    const token = this.token || (document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    const how = { method: "POST", headers, body: JSON.stringify(frame) };
    return this.#fetch(`send?line=${this.line}`, how, SEND_WITHIN_MS, new AbortController());
  }

  /**
   * @param {string} path
   * @param {RequestInit} how
   * @param {number} within
   * @param {AbortController} controller
   */
  async #fetch(path, how, within, controller) {
    const timer = setTimeout(() => controller.abort(new Lost()), within);
    const always = { credentials: "same-origin", cache: "no-store", redirect: "error" };
    try {
      const answer = await fetch(this.base + path, { ...always, ...how, signal: controller.signal });
      if (answer.status !== 200) throw new Answered(answer.status, answer.headers.get("Retry-After"));
      const told = await answer.json();
      // A proxy's own page is no answer of ours, whatever its status.
      if (!Array.isArray(told?.frames)) throw new Lost();
      this.token = told.csrf || this.token;
      return told;
    } finally {
      clearTimeout(timer);
    }
  }
}

const ABANDONED = new Lost();
