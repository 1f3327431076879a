// One stream as a page holds it: numbers in order, each once, and who is there by versions.

import { Kept } from "./kept.js";
import { Outgoing } from "./outgoing.js";
import { Roster } from "./roster.js";
import { Lost, Refused } from "./way.js";

const GAP_WAIT_MS = 300;
const SYNC_EVERY_MS = 1_000;

/** Decides what a durable frame means to who has applied everything up to a number. Pure. */
export class Sequence {
  constructor() {
    /** @type {number | null} */
    this.applied = null;
    this.highest = 0;
    this.epoch = "";
  }

  /** Whether something came whose predecessors did not. */
  get isBehind() {
    return this.applied !== null && this.highest > this.applied;
  }

  /**
   * @param {number} number
   * @returns {"apply" | "drop" | "gap"}
   */
  take(number) {
    if (this.applied === null || number <= this.applied) return "drop";
    this.highest = Math.max(this.highest, number);
    if (number > this.applied + 1) return "gap";
    this.applied = number;
    return "apply";
  }

  /**
   * @param {number} number
   * @param {string} epoch
   */
  restart(number, epoch) {
    this.applied = this.highest = number;
    this.epoch = epoch;
  }
}

/**
 * @typedef {import("./outgoing.js").Unsent} Unsent
 * @typedef {object} Handlers
 * @property {(state: any) => void} snap       forget everything; this is how the stream stands
 * @property {(frame: any) => void} frame      one durable frame, each exactly once and in order
 * @property {(people: any[]) => void} [people]  who is there now, all of them
 * @property {(diff: import("./roster.js").Diff) => void} [moved]  how that has changed
 * @property {(told: any) => void} [counts]    figures that the next ones replace
 * @property {(unsent: Unsent[]) => void} [unsent]  own sends that do not stand yet
 * @property {(unsent: Unsent, refused: Refused) => void} [refused]  one that will not stand
 * @property {(missed: number) => void} [reset]  too much was missed to be told one by one
 * @property {() => void} [followed]           from now on commands reach it; each time anew
 * @property {() => void} [ended]              this person may not follow the stream any more
 */

/** Follows one stream over a line, across as many connections and ways as it takes. */
export class Store {
  /**
   * @param {import("./line.js").Line | import("./socket.js").Socket | import("./poll.js").Poll} line
   * @param {string} name
   * @param {Handlers} handlers
   * @param {Storage | Kept} storage
   */
  constructor(line, name, handlers, storage = new Kept("sessionStorage")) {
    this.line = line;
    this.name = name;
    this.handlers = handlers;
    this.sequence = new Sequence();
    this.roster = new Roster();
    /** @type {number | null} */
    this.counted = null;
    this.outgoing = new Outgoing(name, storage, (type, data) => this.ask(type, data), handlers);
    this.syncTimer = 0;
    this.isSyncing = false;
    this.syncedAt = -Infinity;
    this.isFollowing = false;
    line.addEventListener("hello", (event) => this.#connected(event.detail));
    line.addEventListener("frame", (event) => this.#take(event.detail));
    line.addEventListener("state", (event) => {
      if (event.detail.state !== "connected") this.#unfollow();
    });
    // Who begins later has missed the greeting.
    if (line.greeting && line.state === "connected") this.#connected(line.greeting);
  }

  /**
   * Send a command that must stand once, across losses and loads of the page.
   *
   * @param {string} type
   * @param {object} data
   * @returns {string} its cid
   */
  send(type, data) {
    return this.outgoing.send(type, data);
  }

  /**
   * Send a command and wait for its answer. Rejects with `Refused`, or `Lost` when nobody knows.
   *
   * @param {string} type
   * @param {object} data
   * @returns {Promise<any>}
   */
  ask(type, data = {}) {
    return this.isFollowing ? this.line.request(type, this.name, data) : Promise.reject(new Lost());
  }

  /** @param {any} hello */
  #connected(hello) {
    this.outgoing.user = hello.d.user;
    this.#unfollow();
    this.#follow();
  }

  #unfollow() {
    this.isFollowing = false;
    this.outgoing.close();
  }

  async #follow() {
    try {
      const answer = await this.line.follow(this.name, () => this.#position());
      // What was missed came before the answer; the number is right whether it was resumed or told whole.
      this.sequence.epoch = answer.epoch;
      this.isFollowing = true;
      this.outgoing.open();
      this.handlers.followed?.();
      if (this.#isMissingSome) this.#syncIn(0);
    } catch (error) {
      if (error instanceof Refused && error.retryMs !== null) {
        setTimeout(() => this.#follow(), error.retryMs);
      } else if (error instanceof Refused) {
        this.handlers.ended?.();
      }
    }
  }

  /** @returns {import("./way.js").Position} */
  #position() {
    const { applied, epoch } = this.sequence;
    const version = this.roster.version ?? this.counted;
    return { ...(applied === null ? {} : { since: applied, epoch }), ...(version === null ? {} : { v: version }) };
  }

  /** @param {any} frame */
  #take(frame) {
    if (frame.s !== this.name) return;
    if (frame.t === "snap") {
      this.sequence.restart(frame.n, frame.d.epoch);
      this.handlers.snap(frame.d.state);
    } else if (frame.t === "reset") {
      this.#reset(frame.d.missed);
    } else if (frame.t === "end") {
      this.#unfollow();
      this.handlers.ended?.();
    } else if (frame.t === "pres.snap") {
      this.roster.whole(frame.v, frame.d.people);
      this.handlers.people?.(frame.d.people);
    } else if (frame.t === "pres.diff") {
      if (this.roster.apply(frame.v, frame.d)) this.handlers.moved?.(frame.d);
      if (this.roster.isOff) this.#syncIn(0);
    } else if (frame.n !== undefined) {
      this.#durable(frame);
    } else {
      this.counted = frame.v ?? null;
      this.handlers.counts?.(frame.d);
    }
  }

  /** @param {any} frame */
  #durable(frame) {
    const verdict = this.sequence.take(frame.n);
    if (verdict === "gap") this.#syncIn(GAP_WAIT_MS);
    if (verdict !== "apply") return;
    if (frame.cid) this.outgoing.stands(frame.cid);
    this.handlers.frame(frame);
  }

  /**
   * Ask for what is missing: one question at a time, and not more than one a second.
   *
   * @param {number} milliseconds
   */
  #syncIn(milliseconds) {
    if (this.syncTimer || this.isSyncing) return;
    const soonest = this.syncedAt + SYNC_EVERY_MS - Date.now();
    this.syncTimer = setTimeout(() => this.#sync(), Math.max(milliseconds, soonest));
  }

  async #sync() {
    this.syncTimer = 0;
    // It may have come meanwhile; and who is not following gets all by following.
    if (!this.#isMissingSome || !this.isFollowing) return;
    this.isSyncing = true;
    try {
      await this.line.sync(this.name, () => this.#position());
    } catch (error) {
      // A lost line follows again by itself; anything else is asked for anew.
      if (!(error instanceof Lost)) this.#follow();
    } finally {
      this.isSyncing = false;
      this.syncedAt = Date.now();
      if (this.#isMissingSome) this.#syncIn(0);
    }
  }

  get #isMissingSome() {
    return this.sequence.isBehind || this.roster.isOff;
  }

  /** @param {number} missed */
  #reset(missed) {
    this.sequence = new Sequence();
    this.handlers.reset?.(missed);
    // While following, a reset of its own means that the stream was restored: ask for it again.
    if (this.isFollowing) {
      this.#unfollow();
      this.#follow();
    }
  }
}
