// One stream as a page holds it: numbers in order, each once, and own sends kept until they stand.

import { Lost, Refused } from "./socket.js";

const GAP_WAIT_MS = 300;
const TRY_AGAIN = new Set(["too_fast", "try_again", "not_following"]);

/** Decides what a durable frame means to who has applied everything up to a number. Pure. */
export class Sequence {
  constructor() {
    /** @type {number | null} */
    this.applied = null;
    this.epoch = "";
  }

  /**
   * @param {number} number
   * @returns {"apply" | "drop" | "gap"}
   */
  take(number) {
    if (this.applied === null || number <= this.applied) return "drop";
    if (number > this.applied + 1) return "gap";
    this.applied = number;
    return "apply";
  }

  /**
   * @param {number} number
   * @param {string} epoch
   */
  restart(number, epoch) {
    this.applied = number;
    this.epoch = epoch;
  }
}

/**
 * @typedef {{cid: string, type: string, data: object}} Unsent
 * @typedef {object} Handlers
 * @property {(state: any) => void} snap       forget everything; this is how the stream stands
 * @property {(frame: any) => void} frame      one durable frame, each exactly once and in order
 * @property {(people: any[]) => void} [people]  who is there now
 * @property {(unsent: Unsent[]) => void} [unsent]  own sends that do not stand yet
 * @property {(unsent: Unsent, refused: Refused) => void} [refused]  one that will not stand
 * @property {(missed: number) => void} [reset]  too much was missed to be told one by one
 * @property {() => void} [ended]              this person may not follow the stream any more
 */

/** Follows one stream over a socket, across as many lines as it takes. */
export class Store {
  /**
   * @param {import("./socket.js").Socket} socket
   * @param {string} name
   * @param {Handlers} handlers
   * @param {Storage} storage
   */
  constructor(socket, name, handlers, storage = sessionStorage) {
    this.socket = socket;
    this.name = name;
    this.handlers = handlers;
    this.storage = storage;
    this.sequence = new Sequence();
    this.user = "";
    this.gapTimer = 0;
    this.isFollowing = false;
    /** @type {Set<string>} */
    this.underWay = new Set();
    socket.addEventListener("hello", (event) => this.#connected(event.detail));
    socket.addEventListener("frame", (event) => this.#take(event.detail));
    socket.addEventListener("state", (event) => {
      if (event.detail.state !== "connected") this.isFollowing = false;
    });
  }

  /**
   * Send a command that must stand once; it is kept, and sent again, until the server has answered.
   *
   * @param {string} type
   * @param {object} data
   * @returns {string} its cid
   */
  send(type, data) {
    const unsent = { cid: crypto.randomUUID(), type, data };
    this.#keep([...this.#kept(), unsent]);
    this.#deliver(unsent);
    return unsent.cid;
  }

  /** @param {any} hello */
  #connected(hello) {
    this.user = hello.d.user;
    this.#follow();
  }

  async #follow() {
    const { applied, epoch } = this.sequence;
    const where = applied === null ? {} : { since: applied, epoch };
    try {
      const answer = await this.socket.request("sub", this.name, where);
      // What was missed came before the answer; the number is right whether it was resumed or told whole.
      this.sequence.epoch = answer.epoch;
      this.isFollowing = true;
      this.#sendKept();
    } catch (error) {
      if (error instanceof Refused && error.retryMs !== null) {
        setTimeout(() => this.#follow(), error.retryMs);
      } else if (error instanceof Refused) {
        this.handlers.ended?.();
      }
    }
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
      this.handlers.ended?.();
    } else if (frame.t === "pres.snap") {
      this.handlers.people?.(frame.d.people);
    } else if (frame.n !== undefined) {
      this.#durable(frame);
    }
  }

  /** @param {any} frame */
  #durable(frame) {
    const verdict = this.sequence.take(frame.n);
    if (verdict === "gap" && !this.gapTimer) {
      this.gapTimer = setTimeout(() => this.#sync(), GAP_WAIT_MS);
    }
    if (verdict !== "apply") return;
    if (frame.cid) this.#stands(frame.cid);
    this.handlers.frame(frame);
  }

  async #sync() {
    this.gapTimer = 0;
    const { applied, epoch } = this.sequence;
    try {
      await this.socket.request("sync", this.name, { since: applied, epoch });
    } catch (error) {
      // A lost line follows again by itself; anything else is asked for anew.
      if (!(error instanceof Lost)) this.#follow();
    }
  }

  /** @param {number} missed */
  #reset(missed) {
    this.sequence = new Sequence();
    this.handlers.reset?.(missed);
    // While following, a reset of its own means that the stream was restored: ask for it again.
    if (this.isFollowing) {
      this.isFollowing = false;
      this.#follow();
    }
  }

  #sendKept() {
    const kept = this.#kept();
    this.handlers.unsent?.(kept);
    for (const unsent of kept) this.#deliver(unsent);
  }

  /** @param {Unsent} unsent */
  async #deliver(unsent) {
    if (!this.isFollowing || this.underWay.has(unsent.cid)) return;
    this.underWay.add(unsent.cid);
    try {
      await this.socket.request(unsent.type, this.name, { ...unsent.data, cid: unsent.cid });
      this.#stands(unsent.cid);
    } catch (error) {
      if (error instanceof Refused) this.#refused(unsent, error);
    } finally {
      this.underWay.delete(unsent.cid);
    }
  }

  /**
   * @param {Unsent} unsent
   * @param {Refused} refused
   */
  #refused(unsent, refused) {
    if (TRY_AGAIN.has(refused.code)) {
      setTimeout(() => this.#deliver(unsent), refused.retryMs ?? 1000);
      return;
    }
    this.#stands(unsent.cid);
    this.handlers.refused?.(unsent, refused);
  }

  /** @param {string} cid */
  #stands(cid) {
    const kept = this.#kept();
    const left = kept.filter((unsent) => unsent.cid !== cid);
    if (left.length !== kept.length) this.#keep(left);
  }

  /** By person as well: on a shared computer the next person's tab must not send the last one's words. */
  get #key() {
    return `portal.unsent.${this.user}.${this.name}`;
  }

  /** @returns {Unsent[]} */
  #kept() {
    return JSON.parse(this.storage.getItem(this.#key) ?? "[]");
  }

  /** @param {Unsent[]} kept */
  #keep(kept) {
    this.storage.setItem(this.#key, JSON.stringify(kept));
    this.handlers.unsent?.(kept);
  }
}
