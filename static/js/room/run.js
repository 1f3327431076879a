// What waits for those who run the room, told in its chat: the tab counts it; people can be muted or removed.

import { WEIGHT } from "../realtime/announcer.js";
import { element } from "./elements.js";
import { openInline } from "./inline.js";

const WHY = "Enter a reason";

/**
 * How much waits for those who run the room; the page behind the link says what. Pure.
 *
 * @param {Record<string, number>} counts  hands, questions, reports, calls for help, notes
 */
export function waitingInWords(counts) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return total ? `${total} waiting` : "";
}

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
    /** @type {Map<string, object>}  questions that wait for a host */
    this.held = new Map();
    /** @type {((list: object[]) => void)[]} */
    this.watching = [];
    /** @type {Map<number, object>}  polls that wait to be opened */
    this.drafts = new Map();
    /** @type {((list: object[]) => void)[]} */
    this.watchingDrafts = [];
  }

  /** @param {{questions: object[], drafts: object[]}} state */
  snap({ questions = [], drafts = [] }) {
    this.held = new Map(questions.map((each) => [each.id, each]));
    this.drafts = new Map(drafts.map((each) => [each.id, each]));
    this.#show();
    this.#showDrafts();
  }

  /** @param {Record<string, number>} counts */
  count(counts) {
    if (!this.link) return;
    this.link.querySelector(".app-count")?.remove();
    const words = waitingInWords(counts);
    if (words) this.link.append(" ", element("span", "app-count", words));
  }

  /** @param {(list: object[]) => void} change  told now, and whenever it is another list */
  onDrafts(change) {
    this.watchingDrafts.push(change);
    change([...this.drafts.values()]);
  }

  /** @param {(list: object[]) => void} change  told now, and whenever it is another list */
  onHeld(change) {
    this.watching.push(change);
    change([...this.held.values()]);
  }

  /** @param {any} frame */
  take({ t, d }) {
    if (t === "mod.report") this.#reported();
    else if (t === "qa.held") this.#holds(d);
    else if (t === "qa.looked") this.held.delete(d.id);
    else if (t === "poll.draft") this.drafts.set(d.id, d);
    else if (t === "poll.gone") this.drafts.delete(d.id);
    this.#show();
    if (t.startsWith("poll.")) this.#showDrafts();
  }

  #showDrafts() {
    for (const change of this.watchingDrafts) change([...this.drafts.values()]);
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

  #reported() {
    const many = (count) => `${count} messages were reported`;
    this.announcer.say("reports", "A message was reported", many, WEIGHT.important);
  }

  /** @param {{id: string}} question */
  #holds(question) {
    this.held.set(question.id, question);
    const many = (count) => `${count} questions wait for you`;
    this.announcer.say("held", "A question waits for you", many, WEIGHT.important);
  }

  #show() {
    for (const change of this.watching) change([...this.held.values()]);
  }
}
