// Own sends that must stand once: kept in the tab until the server has them, and sent again after a loss.

import { read } from "./kept.js";
import { Lost, Refused } from "./way.js";

const TRY_AGAIN = new Set(["too_fast", "try_again", "not_following"]);
const TRY_AGAIN_MS = 1_000;

/**
 * @typedef {{cid: string, type: string, data: object}} Unsent
 */

/** What was written on one stream and does not stand yet. */
export class Outgoing {
  /**
   * @param {string} name  of the stream
   * @param {{getItem(key: string): string | null, setItem(key: string, value: string): void}} storage
   * @param {(type: string, data: object) => Promise<any>} ask
   * @param {{unsent?: (unsent: Unsent[]) => void, refused?: (unsent: Unsent, refused: Refused) => void}} handlers
   */
  constructor(name, storage, ask, handlers) {
    this.name = name;
    this.storage = storage;
    this.ask = ask;
    this.handlers = handlers;
    this.user = "";
    this.isOpen = false;
    /** @type {Set<string>} */
    this.underWay = new Set();
  }

  /**
   * Send a command; it is kept, and sent again, until the server has answered.
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

  /** The stream is followed: what was kept can go. */
  open() {
    this.isOpen = true;
    const kept = this.#kept();
    this.handlers.unsent?.(kept);
    for (const unsent of kept) this.#deliver(unsent);
  }

  /** Nothing can be sent until the stream is followed again. */
  close() {
    this.isOpen = false;
  }

  /**
   * The server has it.
   *
   * @param {string} cid
   */
  stands(cid) {
    const kept = this.#kept();
    const left = kept.filter((unsent) => unsent.cid !== cid);
    if (left.length !== kept.length) this.#keep(left);
  }

  /** @param {Unsent} unsent */
  async #deliver(unsent) {
    if (!this.isOpen || this.underWay.has(unsent.cid)) return;
    this.underWay.add(unsent.cid);
    try {
      await this.ask(unsent.type, { ...unsent.data, cid: unsent.cid });
      this.stands(unsent.cid);
    } catch (error) {
      if (error instanceof Refused) this.#refused(unsent, error);
      else if (error instanceof Lost) this.#again(unsent, TRY_AGAIN_MS);
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
      this.#again(unsent, refused.retryMs ?? TRY_AGAIN_MS);
      return;
    }
    this.stands(unsent.cid);
    this.handlers.refused?.(unsent, refused);
  }

  /**
   * @param {Unsent} unsent
   * @param {number} milliseconds
   */
  #again(unsent, milliseconds) {
    setTimeout(() => {
      // Its frame may have come although its answer did not.
      if (this.#kept().some(({ cid }) => cid === unsent.cid)) this.#deliver(unsent);
    }, milliseconds);
  }

  /** By person as well: on a shared computer the next person's tab must not send the last one's words. */
  get #key() {
    return `portal.unsent.${this.user}.${this.name}`;
  }

  /** @returns {Unsent[]} */
  #kept() {
    const kept = read(this.storage, this.#key);
    return Array.isArray(kept) ? kept : [];
  }

  /** @param {Unsent[]} kept */
  #keep(kept) {
    this.storage.setItem(this.#key, JSON.stringify(kept));
    this.handlers.unsent?.(kept);
  }
}
