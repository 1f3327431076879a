// How far somebody has read: told to the server while the page is looked at, and in words under one's own message.

import { clock } from "../room/words.js";
import { dayOf } from "./days.js";

const SOON_MS = 500;

/** Tells the server of the last message that was in sight. */
export class Reading {
  /**
   * @param {HTMLElement} list
   * @param {(type: string, data: object) => Promise<any>} ask
   */
  constructor(list, ask) {
    this.list = list;
    this.ask = ask;
    this.told = 0;
    this.timer = 0;
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** Something may be new, or be looked at now. */
  look() {
    if (document.visibilityState !== "visible") return;
    this.timer ||= setTimeout(() => this.#tell(), SOON_MS);
  }

  async #tell() {
    this.timer = 0;
    const last = [...this.list.querySelectorAll("li[data-cid][data-id]:not(.app-chat__item--own)")].at(-1);
    const id = Number(last?.dataset.id ?? 0);
    if (id <= this.told || document.visibilityState !== "visible") return;
    try {
      await this.ask("talk.seen", { id });
      this.told = id;
    } catch {
      // The next look tells it again.
    }
  }
}

/**
 * Say when the other of two has read one's own last message; nothing while they have not, or have answered. Pure.
 *
 * @param {HTMLElement | undefined} line  the last one
 * @param {{id: string, up_to: string, at: string}[]} read
 * @param {string} me
 * @param {string} zone
 */
export function readInWords(line, read, me, zone) {
  const other = read.find(({ id }) => id !== me);
  const at = line?.querySelector("time")?.getAttribute("datetime");
  const isOwn = line?.classList.contains("app-chat__item--own");
  if (!other || !at || !isOwn || Date.parse(other.up_to) < Date.parse(at)) return "";
  const when = clock(other.at, zone);
  return dayOf(other.at, zone) === dayOf(at, zone) ? `Read at ${when}` : `Read at ${when} on ${dayOf(other.at, zone)}`;
}
