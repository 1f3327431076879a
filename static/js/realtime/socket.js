// The websocket of a page: opened, kept alive, opened again. Knows frames only as objects with a type.

export const WORDS = Object.freeze({
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  ended: "Disconnected",
});

export const CLOSED = Object.freeze({
  notLoggedIn: 4001,
  revoked: 4003,
  replaced: 4009,
  tooFast: 4029,
});

const FINAL = new Set([CLOSED.notLoggedIn, CLOSED.revoked, CLOSED.replaced]);
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 500;
const HELLO_WITHIN_MS = 4_000;
const PING_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 20_000;
const PONG_WITHIN_MS = 5_000;

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
 * Events: `state` (detail: {state, words, code}), `hello` (detail: frame), `frame` (detail: frame).
 */
export class Socket extends EventTarget {
  /** @param {string} path */
  constructor(path) {
    super();
    this.url = new URL(path, location.href);
    this.url.protocol = this.url.protocol.replace("http", "ws");
    /** @type {keyof typeof WORDS} */
    this.state = "connecting";
    /** @type {WebSocket | null} */
    this.line = null;
    this.attempt = 0;
    this.number = 0;
    /** @type {number | null} */
    this.restartMs = null;
    /** @type {Map<number, {resolve: (answer: object) => void, reject: (why: Error) => void, timer: number}>} */
    this.waiting = new Map();
    this.retryTimer = 0;
    this.helloTimer = 0;
    this.pingTimer = 0;
  }

  /** Open the line and keep it open. */
  start() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#wake();
    });
    addEventListener("online", () => this.#wake());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.#wake();
    });
    this.#connect();
  }

  /**
   * Send a request; the promise holds the answer, or rejects with `Refused` or `Lost`.
   *
   * @param {string} type
   * @param {string | null} stream
   * @param {object} data
   * @returns {Promise<any>}
   */
  request(type, stream = null, data = {}) {
    if (this.state !== "connected" && type !== "ping") return Promise.reject(new Lost());
    this.number += 1;
    const number = this.number;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(number);
        reject(new Lost());
        this.#drop();
      }, type === "ping" ? PONG_WITHIN_MS : ANSWER_WITHIN_MS);
      this.waiting.set(number, { resolve, reject, timer });
      this.line?.send(JSON.stringify({ t: type, i: number, s: stream, d: data }));
    });
  }

  #connect() {
    clearTimeout(this.retryTimer);
    const line = new WebSocket(this.url);
    this.line = line;
    line.addEventListener("message", (event) => {
      if (this.line === line) this.#take(JSON.parse(event.data));
    });
    line.addEventListener("close", (event) => {
      if (this.line === line) this.#closed(event.code);
    });
    this.helloTimer = setTimeout(() => this.#drop(), HELLO_WITHIN_MS);
  }

  /** @param {any} frame */
  #take(frame) {
    const asked = this.waiting.get(frame.i);
    if (asked && ["ok", "err", "pong"].includes(frame.t)) {
      clearTimeout(asked.timer);
      this.waiting.delete(frame.i);
      if (frame.t === "err") asked.reject(new Refused(frame.d));
      else asked.resolve(frame.d);
    } else if (frame.t === "hello") {
      clearTimeout(this.helloTimer);
      this.attempt = 0;
      this.pingTimer = setInterval(() => this.#ping(), PING_EVERY_MS);
      this.#become("connected");
      this.dispatchEvent(new CustomEvent("hello", { detail: frame }));
    } else if (frame.t === "restart") {
      this.restartMs = frame.d.retry_ms;
    } else {
      this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
    }
  }

  /** @param {number} code */
  #closed(code) {
    this.line = null;
    clearTimeout(this.helloTimer);
    clearInterval(this.pingTimer);
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new Lost());
    }
    this.waiting.clear();
    if (FINAL.has(code)) {
      this.#become("ended", code);
      return;
    }
    this.retryTimer = setTimeout(() => this.#connect(), this.#wait(code));
    this.#become("reconnecting", code);
  }

  /** @param {number} code */
  #wait(code) {
    const restartMs = this.restartMs;
    this.restartMs = null;
    if (code === CLOSED.tooFast) return LONGEST_WAIT_MS;
    if (restartMs !== null) return Math.random() * restartMs;
    this.attempt += 1;
    return backOff(this.attempt - 1);
  }

  /** Give up a line that does not answer: its own close may take minutes to be noticed. */
  #drop() {
    const line = this.line;
    if (!line) return;
    line.close();
    this.#closed(1006);
  }

  /** The page is looked at, or the network is back: do not wait any longer, and trust no sleeping line. */
  #wake() {
    if (this.state === "ended") return;
    if (!this.line) this.#connect();
    else if (this.state === "connected") this.#ping();
  }

  #ping() {
    this.request("ping").catch(() => {});
  }

  /**
   * @param {keyof typeof WORDS} state
   * @param {number | null} code
   */
  #become(state, code = null) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, words: WORDS[state], code } }));
  }
}
