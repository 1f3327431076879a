// The way in without a websocket: asks again and again, by requests that every proxy lets through. Long ones wait
// at the server for news; short ones come back at once.

import { Answered, Asking } from "./asking.js";
import { Lost, Refused, Way, backOff } from "./way.js";

const WAIT_SECONDS = 20;
const EVERY_MS = Object.freeze({ long: 300, short: 4_000 });
// A lease lasts 30 seconds: whoever only listens asks often enough to stay present.
const HIDDEN_EVERY_MS = Object.freeze({ long: 10_000, short: 15_000 });
const IDLE_MS = 20_000;
const PROBE_MS = 4_000;
const TOO_FAST_MS = 5_000;

/**
 * How long to rest after a request that took so long. Pure.
 *
 * @param {{isShort: boolean, isHidden: boolean, isUrgent: boolean, tookMs: number}} how
 * @returns {number} milliseconds
 */
export function rest({ isShort, isHidden, isUrgent, tookMs }) {
  if (isUrgent) return 0;
  const every = (isHidden ? HIDDEN_EVERY_MS : EVERY_MS)[isShort ? "short" : "long"];
  return Math.max(0, every - tookMs);
}

/**
 * One stream in the query: its name, and where the page stands on it; empty parts where it does not know.
 *
 * @param {string} name
 * @param {import("./way.js").Position} position
 */
export function where(name, { since = "", epoch = "", v = "" }) {
  return [name, since, epoch, v].join("~");
}

/** A way that asks. Its event `cut`: a long request was cut while the server answers short ones. */
export class Poll extends Way {
  /** @param {string} base  the address under which `poll` and `send` are found */
  constructor(base) {
    super();
    this.asking = new Asking(base);
    this.isShort = false;
    /** @type {Map<string, {position: () => object, resolve: Function | null, reject: Function | null}>} */
    this.followed = new Map();
    this.run = 0;
    this.attempt = 0;
    this.number = 0;
    this.isSuspect = false;
    this.isAwakened = false;
    /** @type {Promise<any>} */
    this.posting = Promise.resolve();
    this.nudge = () => {};
  }

  /** Begin to ask. */
  start() {
    this.run += 1;
    this.#ask(this.run);
  }

  /** Ask no more. What is being sent is sent to its end. */
  stop() {
    this.run += 1;
    this.state = "connecting";
    this.isSuspect = false;
    this.#forget();
    this.wake();
  }

  /** Do not rest, and trust no request that has been waiting since before a sleep. */
  wake() {
    this.attempt = 0;
    this.isAwakened = true;
    this.asking.abandon();
    this.nudge();
  }

  /** The browser says that there is no network. */
  sever() {
    this.become("reconnecting");
    this.asking.abandon();
  }

  /** Whether the server answers a short request soon. */
  async isAnswered() {
    try {
      await this.asking.poll([], 0, PROBE_MS);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Follow a stream: every request from now on says where the page stands on it.
   *
   * @param {string} name
   * @param {() => import("./way.js").Position} position
   * @returns {Promise<{epoch: string}>}
   */
  follow(name, position) {
    if (this.state !== "connected") return Promise.reject(new Lost());
    this.followed.get(name)?.reject?.(new Lost());
    return new Promise((resolve, reject) => {
      this.followed.set(name, { position, resolve, reject });
      this.wake();
    });
  }

  /**
   * Ask for what is missing: that is what every request does.
   *
   * @param {string} name
   * @param {() => import("./way.js").Position} position
   */
  sync(name, position) {
    return this.follow(name, position);
  }

  /**
   * Send a command; one after the other, so that they arrive in the order in which they were given.
   *
   * @param {string} type
   * @param {string | null} stream
   * @param {object} data
   * @returns {Promise<any>}
   */
  request(type, stream = null, data = {}) {
    if (this.state !== "connected") return Promise.reject(new Lost());
    if (type === "unsub") this.followed.delete(stream);
    return this.#send(type, stream, data);
  }

  /**
   * End a presence that another way has taken over.
   *
   * @param {string} stream
   */
  leave(stream) {
    this.#send("unsub", stream, {}).catch(() => {});
  }

  /**
   * @param {string} type
   * @param {string | null} stream
   * @param {object} data
   */
  #send(type, stream, data) {
    this.number += 1;
    const frame = { t: type, i: this.number, s: stream, d: data };
    const sent = this.posting.then(() => this.#post(frame));
    this.posting = sent.catch(() => {});
    return sent;
  }

  /** @param {{i: number}} frame */
  async #post(frame) {
    const told = (await this.asking.send(frame)).frames.find(({ i }) => i === frame.i);
    if (!told) throw new Lost();
    if (told.t === "err") throw new Refused(told.d);
    // Short requests would tell what came of it only seconds later.
    if (this.isShort) this.nudge();
    return told.d;
  }

  /** @param {number} run */
  async #ask(run) {
    while (this.run === run) {
      const began = Date.now();
      const isIdle = this.state === "connected" && !this.followed.size;
      const wait = isIdle ? IDLE_MS : await this.#once(run);
      const isHidden = document.visibilityState === "hidden";
      const tookMs = Date.now() - began;
      const pause = wait ?? rest({ isShort: this.isShort, isHidden, isUrgent: this.#isUrgent, tookMs });
      if (this.run === run && pause) await this.#pause(pause);
    }
  }

  /**
   * @param {number} run
   * @returns {Promise<number | null>} how long to rest, if that is not as always
   */
  async #once(run) {
    const asked = [...this.followed];
    const mayWait = this.state === "connected" && !this.isShort && !this.#isUrgent;
    const isLong = mayWait && !this.isSuspect && !this.isAwakened;
    this.isAwakened = false;
    const streams = asked.map(([name, { position }]) => where(name, position()));
    try {
      const answer = await this.asking.poll(streams, isLong ? WAIT_SECONDS : 0);
      if (this.run === run) this.#took(answer, asked);
    } catch (error) {
      return this.run === run ? this.#failed(error, isLong) : 0;
    }
    return null;
  }

  /**
   * @param {{frames: any[]}} answer
   * @param {[string, {resolve: Function | null}][]} asked
   */
  #took({ frames }, asked) {
    const run = this.run;
    const wasSuspect = this.isSuspect;
    this.isSuspect = false;
    this.attempt = 0;
    for (const frame of frames) {
      if (frame.t === "hello") this.#hello(frame);
      else if (frame.t === "end") this.#ended(frame);
      else this.tell("frame", frame);
      if (this.run !== run) return;
    }
    for (const [name, entry] of asked) {
      if (this.followed.get(name) === entry) entry.resolve?.({ epoch: entry.position().epoch });
      entry.resolve = entry.reject = null;
    }
    if (wasSuspect) this.tell("cut", null);
  }

  /** @param {any} frame */
  #hello(frame) {
    if (this.state === "connected") return;
    this.become("connected");
    this.tell("hello", frame);
  }

  /** @param {any} frame */
  #ended(frame) {
    const entry = this.followed.get(frame.s);
    this.followed.delete(frame.s);
    if (entry?.reject) entry.reject(new Refused({ code: "no_such_stream" }));
    else this.tell("frame", frame);
  }

  /**
   * @param {unknown} error
   * @param {boolean} isLong
   * @returns {number} how long to rest
   */
  #failed(error, isLong) {
    if (this.asking.isAbandoned(error)) return 0;
    const status = error instanceof Answered ? error.status : 0;
    if (status === 401) {
      this.run += 1;
      this.#forget();
      this.become("ended", 4001);
      return 0;
    }
    if (status === 429) return error.retryMs ?? TOO_FAST_MS;
    if (isLong && status !== 503) {
      // Perhaps only requests that wait are cut here: a short one tells, and the page need not know.
      this.isSuspect = true;
      return 0;
    }
    this.isSuspect = false;
    this.#forget();
    this.become("reconnecting");
    this.attempt += 1;
    return Math.max(backOff(this.attempt - 1), status === 503 ? (error.retryMs ?? 0) : 0);
  }

  #forget() {
    const followed = [...this.followed.values()];
    this.followed.clear();
    for (const { reject } of followed) reject?.(new Lost());
  }

  get #isUrgent() {
    return [...this.followed.values()].some(({ resolve }) => resolve !== null);
  }

  /** @param {number} milliseconds */
  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.nudge = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
