// The list of messages: each once, in the order of their numbers, one's own at once.

import { WEIGHT } from "../realtime/announcer.js";
import { drawMessage, isHidden, markEdited, write } from "./message.js";

const NEAR_THE_END = 48;

/**
 * @typedef {object} Message
 * @property {number} id
 * @property {string | null} cid
 * @property {{id: string, name: string, role: string}} by
 * @property {string | null} body  null: gone
 * @property {string} at
 * @property {boolean} [is_edited]
 * @property {string} [gone]  what stands in place of the words
 */

/**
 * How much a message matters to somebody: a host's, or one with their name in it, more than others. Pure.
 *
 * @param {{by: {role: string}, body: string | null}} message
 * @param {string} name
 */
export function weightOf({ by, body }, name) {
  const isNamed = name !== "" && (body ?? "").toLocaleLowerCase("en").includes(name.toLocaleLowerCase("en"));
  return by.role || isNamed ? WEIGHT.important : WEIGHT.ordinary;
}

/** Shows what is said. Nobody who reads further up is moved: a button says how much is new. */
export class Chat {
  /**
   * @param {string} me
   * @param {string} zone
   * @param {import("../realtime/announcer.js").Announcer} announcer
   * @param {{dress: (line: HTMLElement) => void}} acts  what can be done about a message
   * @param {() => string} myName
   */
  constructor(me, zone, announcer, acts, myName = () => "") {
    this.me = me;
    this.zone = zone;
    this.announcer = announcer;
    this.acts = acts;
    this.myName = myName;
    this.list = document.getElementById("chat");
    this.button = document.getElementById("new-messages");
    this.isFirst = true;
    this.unread = 0;
    this.button.addEventListener("click", () => {
      this.#toTheEnd();
      this.list.focus();
    });
    this.list.addEventListener("scroll", () => {
      if (this.#isAtTheEnd()) this.#read();
    });
    this.#toTheEnd();
  }

  /**
   * How many of these the page does not show yet.
   *
   * @param {Message[]} messages
   */
  missing(messages) {
    return messages.filter(({ id }) => !this.#line("id", id)).length;
  }

  /** @param {Message[]} messages  the last ones, oldest first */
  snap(messages) {
    for (const message of messages) {
      const line = this.#line("id", message.id);
      if (line) this.#bringUp(line, message);
      else this.show(message, this.isFirst);
    }
    this.isFirst = false;
  }

  /**
   * @param {Message} message
   * @param {boolean} isQuiet  whether it was there before the page
   */
  show(message, isQuiet = false) {
    if (this.#line("id", message.id)) return;
    const wasAtTheEnd = this.#isAtTheEnd();
    const isOwn = message.by.id === this.me;
    const line = drawMessage({ ...message, isOwn }, this.zone);
    line.dataset.id = String(message.id);
    line.dataset.by = message.by.id;
    const waiting = message.cid && this.#line("cid", message.cid);
    line.dataset.cid = message.cid ?? "";
    waiting?.remove();
    if (message.is_edited) markEdited(line);
    this.acts.dress(line);
    this.#insert(line);
    if (isOwn || wasAtTheEnd) this.#toTheEnd();
    else if (!isQuiet) this.#notRead();
    if (!isOwn && !isQuiet) this.#announce(message);
  }

  /** @param {{id: number, body: string}} edited */
  edit({ id, body }) {
    const line = this.#line("id", id);
    if (line) this.#bringUp(line, { body, is_edited: true });
  }

  /** @param {{id: number, body: string | null, gone?: string}} hidden  or shown again */
  hide({ id, body, gone }) {
    const line = this.#line("id", id);
    if (line) this.#bringUp(line, { body, gone });
  }

  /**
   * @param {{cid: string, data: {body: string}}[]} unsent  one's own, on their way
   * @param {boolean} isConnected
   */
  waiting(unsent, isConnected) {
    const cids = new Set(unsent.map(({ cid }) => cid));
    for (const line of this.list.querySelectorAll(".app-chat__item--unsent")) {
      // It stands by now, and its frame will come: until then it stays as it is.
      if (!cids.has(line.dataset.cid)) line.classList.remove("app-chat__item--unsent");
    }
    for (const { cid, data } of unsent) {
      if (this.#line("cid", cid)) continue;
      const line = drawMessage({ by: { name: "You", role: "" }, body: data.body, at: null, isOwn: true }, this.zone);
      line.dataset.cid = cid;
      line.classList.add("app-chat__item--unsent");
      this.#insert(line);
      this.#toTheEnd();
    }
    this.connected(isConnected);
  }

  /** @param {boolean} isConnected  what is written goes out, or waits */
  connected(isConnected) {
    for (const when of this.list.querySelectorAll(".app-chat__item--unsent .app-chat__when")) {
      when.textContent = isConnected ? "Sending" : "Waiting for the connection";
    }
  }

  /** @param {string} cid  of one that will not stand */
  forget(cid) {
    this.#line("cid", cid)?.remove();
    this.#empty();
  }

  /** Offer what can be done about the messages that came with the page. */
  dressAll() {
    for (const line of this.list.querySelectorAll("[data-id]")) this.acts.dress(line);
  }

  /** @param {Message} message */
  #announce(message) {
    const weight = weightOf(message, this.myName());
    const kind = weight === WEIGHT.ordinary ? "chat" : "chat to hear";
    const words = `New message from ${message.by.name}`;
    this.announcer.say(kind, words, (count) => `${count} new messages`, weight);
  }

  /**
   * @param {HTMLElement} line
   * @param {{body: string | null, is_edited?: boolean, gone?: string}} message
   */
  #bringUp(line, { body, is_edited: isEdited, gone }) {
    const wasHidden = isHidden(line);
    const isChanged = write(line, body, gone);
    if (isEdited) markEdited(line);
    if (isChanged || wasHidden !== (body === null)) this.acts.dress(line);
  }

  /** @param {HTMLLIElement} line */
  #insert(line) {
    const id = Number(line.dataset.id ?? Infinity);
    let after = this.list.lastElementChild;
    // Nearly always it is the last.
    while (after && Number(after.dataset.id ?? Infinity) > id) after = after.previousElementSibling;
    if (after) after.after(line);
    else this.list.prepend(line);
    this.#empty();
  }

  #empty() {
    const isEmpty = !this.list.children.length;
    this.list.hidden = isEmpty;
    document.getElementById("nothing-said").hidden = !isEmpty;
  }

  /**
   * @param {"id" | "cid"} key
   * @param {string | number} value
   * @returns {HTMLLIElement | null}
   */
  #line(key, value) {
    return this.list.querySelector(`[data-${key}="${CSS.escape(String(value))}"]`);
  }

  #isAtTheEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
  }

  #toTheEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.#read();
  }

  #notRead() {
    this.unread += 1;
    this.button.textContent = this.unread === 1 ? "1 new message" : `${this.unread} new messages`;
    this.button.hidden = false;
  }

  #read() {
    this.unread = 0;
    this.button.hidden = true;
  }
}
