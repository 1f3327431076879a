// The websocket of a page: opened, kept alive, opened again. Knows frames only as objects with a type.

import { isCut } from "./ladder.js";
import { Lost, Refused, Way, backOff } from "./way.js";

export const CLOSED = Object.freeze({
  notLoggedIn: 4001,
  revoked: 4003,
  replaced: 4009,
  tooFast: 4029,
});

const FINAL = new Set([CLOSED.notLoggedIn, CLOSED.revoked, CLOSED.replaced]);
const CUT = 1006;
const TOO_FAST_MS = 30_000;
const OPEN_WITHIN_MS = 4_000;
const HELLO_WITHIN_MS = 4_000;
// A timer that comes so late slept with its machine, and says nothing about the network.
const SLEPT_MS = 2_000;
// The server beats every 20 seconds: a line that is silent for longer is asked.
const SILENT_MS = 25_000;
const ANSWER_WITHIN_MS = 20_000;
const PONG_WITHIN_MS = 5_000;

/** A way that is pushed to. Its event `loss` (detail: {why}) is for whoever chooses between ways. */
export class Socket extends Way {
  /** @param {string} path */
  constructor(path) {
    super();
    this.url = new URL(path, location.href);
    this.url.protocol = this.url.protocol.replace("http", "ws");
    /** @type {WebSocket | null} */
    this.line = null;
    this.attempt = 0;
    this.number = 0;
    /** @type {number | null} */
    this.restartMs = null;
    /** @type {Map<number, {resolve: (answer: object) => void, reject: (why: Error) => void, timer: number}>} */
    this.waiting = new Map();
    this.retryTimer = 0;
    this.patience = 0;
    this.silence = 0;
  }

  /** Open the line and keep it open. */
  start() {
    if (!this.line) this.#connect();
  }

  /** Close it, without a word to anybody but those who wait for an answer. */
  stop() {
    const line = this.line;
    this.#quiet();
    clearTimeout(this.retryTimer);
    this.state = "connecting";
    line?.close();
  }

  /** The page is looked at, or the network is back: do not wait any longer, and trust no sleeping line. */
  wake() {
    if (this.state === "ended") return;
    if (!this.line) this.#connect();
    else if (this.state === "connected") this.request("ping").catch(() => {});
  }

  /** The browser says that there is no network: believe it, and say nothing about the way. */
  sever() {
    this.#drop(null);
  }

  /**
   * Follow a stream from where the page stands.
   *
   * @param {string} name
   * @param {() => import("./way.js").Position} position
   * @returns {Promise<{epoch: string}>}
   */
  follow(name, position) {
    return this.request("sub", name, position());
  }

  /**
   * Ask for what is missing of a stream that is followed.
   *
   * @param {string} name
   * @param {() => import("./way.js").Position} position
   */
  sync(name, position) {
    return this.request("sync", name, position());
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
        this.#drop("closed");
      }, type === "ping" ? PONG_WITHIN_MS : ANSWER_WITHIN_MS);
      this.waiting.set(number, { resolve, reject, timer });
      this.line?.send(JSON.stringify({ t: type, i: number, s: stream, d: data }));
    });
  }

  #connect() {
    clearTimeout(this.retryTimer);
    const line = new WebSocket(this.url);
    this.line = line;
    line.addEventListener("open", () => {
      if (this.line === line) this.#within(HELLO_WITHIN_MS, "silent");
    });
    line.addEventListener("message", (event) => {
      if (this.line === line) this.#heard(JSON.parse(event.data));
    });
    line.addEventListener("close", (event) => {
      if (this.line === line) this.#closed(event.code, isCut(event.code) ? "closed" : null);
    });
    this.#within(OPEN_WITHIN_MS, "unopened");
  }

  /**
   * @param {number} milliseconds
   * @param {import("./ladder.js").Why} why
   */
  #within(milliseconds, why) {
    clearTimeout(this.patience);
    const due = Date.now() + milliseconds;
    this.patience = setTimeout(() => this.#drop(Date.now() > due + SLEPT_MS ? null : why), milliseconds);
  }

  /** @param {any} frame */
  #heard(frame) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.request("ping").catch(() => {}), SILENT_MS);
    if (frame.t !== "beat") this.#take(frame);
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
      clearTimeout(this.patience);
      this.attempt = 0;
      this.become("connected");
      this.tell("hello", frame);
    } else if (frame.t === "restart") {
      this.restartMs = frame.d.retry_ms;
    } else {
      this.tell("frame", frame);
    }
  }

  /**
   * @param {number} code
   * @param {import("./ladder.js").Why | null} why  what this says about the way, if anything
   */
  #closed(code, why) {
    this.#quiet();
    if (FINAL.has(code)) {
      this.become("ended", code);
      return;
    }
    this.retryTimer = setTimeout(() => this.#connect(), this.#wait(code));
    this.become("reconnecting", code);
    if (why) this.tell("loss", { why });
  }

  /** Nothing comes from this line any more. */
  #quiet() {
    this.line = null;
    clearTimeout(this.patience);
    clearTimeout(this.silence);
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new Lost());
    }
    this.waiting.clear();
  }

  /** @param {number} code */
  #wait(code) {
    const restartMs = this.restartMs;
    this.restartMs = null;
    if (code === CLOSED.tooFast) return TOO_FAST_MS;
    if (restartMs !== null) return Math.random() * restartMs;
    this.attempt += 1;
    return backOff(this.attempt - 1);
  }

  /**
   * Give up a line that does not answer: its own close may take minutes to be noticed.
   *
   * @param {import("./ladder.js").Why | null} why
   */
  #drop(why) {
    const line = this.line;
    if (!line) return;
    this.#closed(CUT, why);
    line.close();
  }
}
