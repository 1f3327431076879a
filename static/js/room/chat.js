// The list of messages: each once, in the order of their numbers, one's own at once.

import { clock } from "./words.js";

const NEAR_THE_END = 48;

/**
 * @typedef {{id: number, cid: string | null, by: {id: string, name: string, role: string}, body: string, at: string}}
 *   Message
 */

/** Shows what is said. Nobody who reads further up is moved: a button says how much is new. */
export class Chat {
  /**
   * @param {string} me
   * @param {string} zone
   * @param {import("../realtime/announcer.js").Announcer} announcer
   */
  constructor(me, zone, announcer) {
    this.me = me;
    this.zone = zone;
    this.announcer = announcer;
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

  /** @param {Message[]} messages  the last ones, oldest first */
  snap(messages) {
    for (const message of messages) this.show(message, this.isFirst);
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
    const line = this.#draw({ ...message, isOwn });
    line.dataset.id = String(message.id);
    const waiting = message.cid && this.#line("cid", message.cid);
    line.dataset.cid = message.cid ?? "";
    waiting?.remove();
    this.#insert(line);
    if (isOwn || wasAtTheEnd) this.#toTheEnd();
    else if (!isQuiet) this.#notRead();
    if (!isOwn && !isQuiet) {
      this.announcer.say("chat", `New message from ${message.by.name}`, (count) => `${count} new messages`);
    }
  }

  /** @param {{cid: string, data: {body: string}}[]} unsent  one's own, on their way */
  waiting(unsent) {
    const cids = new Set(unsent.map(({ cid }) => cid));
    for (const line of this.list.querySelectorAll(".app-chat__item--unsent")) {
      // It stands by now, and its frame will come: until then it stays as it is.
      if (!cids.has(line.dataset.cid)) line.classList.remove("app-chat__item--unsent");
    }
    for (const { cid, data } of unsent) {
      if (this.#line("cid", cid)) continue;
      const line = this.#draw({ by: { name: "You", role: "" }, body: data.body, at: null, isOwn: true });
      line.dataset.cid = cid;
      line.classList.add("app-chat__item--unsent");
      this.#insert(line);
      this.#toTheEnd();
    }
  }

  /** @param {string} cid  of one that will not stand */
  forget(cid) {
    this.#line("cid", cid)?.remove();
    this.#empty();
  }

  /** @param {{by: {name: string, role: string}, body: string, at: string | null, isOwn: boolean}} said */
  #draw({ by, body, at, isOwn }) {
    const line = document.createElement("li");
    line.className = isOwn ? "app-chat__item app-chat__item--own" : "app-chat__item";
    const who = element("span", "app-chat__who");
    who.append(element("bdi", "", by.name));
    line.append(who);
    if (by.role) line.append(" ", element("strong", "nhsuk-tag nhsuk-tag--blue", by.role));
    const when = element(at ? "time" : "span", "app-chat__when", at ? clock(at, this.zone) : "Sending");
    if (at) when.setAttribute("datetime", at);
    const text = element("p", "app-chat__text", body);
    text.dir = "auto";
    line.append(" ", when, text);
    return line;
  }

  /** @param {HTMLLIElement} line */
  #insert(line) {
    const id = Number(line.dataset.id ?? Infinity);
    const after = [...this.list.children].find((other) => Number(other.dataset.id ?? Infinity) > id);
    this.list.insertBefore(line, after ?? null);
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

/**
 * @param {string} name
 * @param {string} classes
 * @param {string} [text]
 */
function element(name, classes, text = "") {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.textContent = text;
  return made;
}
