// What waits for those who run the room, told in its chat: the tab counts open reports; people can be muted or removed.

import { WEIGHT } from "../realtime/announcer.js";
import { element } from "./elements.js";
import { openInline } from "./inline.js";

const WHY = "Enter a reason";

/** Counts in the link to the page `data-run`, and asks for reasons. */
export class Run {
  /**
   * @param {(type: string, data: object) => Promise<any>} ask
   * @param {string} address  of the page on which the room is run
   * @param {import("../realtime/announcer.js").Announcer} announcer
   */
  constructor(ask, address, announcer) {
    this.ask = ask;
    this.announcer = announcer;
    this.link = address ? document.querySelector(`.app-tabs a[href="${CSS.escape(address)}"]`) : null;
    /** @type {Set<number>} */
    this.reports = new Set();
  }

  /** @param {{reports: {id: number}[]}} state */
  snap({ reports = [] }) {
    this.reports = new Set(reports.map(({ id }) => id));
    this.#show();
  }

  /** @param {any} frame */
  take({ t, d }) {
    if (t === "mod.report") this.#reported(d.id);
    else if (t === "mod.handled") this.reports.delete(d.id);
    this.#show();
  }

  /**
   * Ask why somebody is to be muted or removed, and do it.
   *
   * @param {{id: string, name: string}} person
   * @param {HTMLButtonElement} button
   */
  restrict({ id, name }, button) {
    const send = (type, more) => (because) => this.ask(type, { person: id, is_on: true, because, ...more });
    openInline(button, {
      label: `Why do you mute or remove ${name}? They will see your reason.`,
      empty: WHY,
      choices: [
        { words: "Mute in the chat", send: send("fac.mute", { minutes: null }) },
        { words: "Remove from the room", send: send("fac.remove", {}) },
      ],
    });
  }

  /** @param {number} id */
  #reported(id) {
    this.reports.add(id);
    const many = (count) => `${count} messages were reported`;
    this.announcer.say("reports", "A message was reported", many, WEIGHT.important);
  }

  #show() {
    if (!this.link) return;
    this.link.querySelector(".app-count")?.remove();
    const count = this.reports.size;
    if (count) this.link.append(" ", element("span", "app-count", count === 1 ? "1 report" : `${count} reports`));
  }
}
