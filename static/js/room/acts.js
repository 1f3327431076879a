// What one person can do about a message: change one's own for five minutes, report another's, hide it as a host.

import { act, element } from "./elements.js";
import { ENTER_SAVES } from "./enter.js";
import { doAtOnce, openInline } from "./inline.js";
import { editableFor, isEditable, read } from "./message.js";

const EMPTY = "Enter a message";
const WHY = "Enter a reason";

/** Puts buttons under messages. */
export class Acts {
  /**
   * @param {(type: string, data: object) => Promise<any>} ask
   * @param {import("../realtime/clock.js").ServerClock} now
   * @param {boolean} isHost
   */
  constructor(ask, now, isHost) {
    this.ask = ask;
    this.clock = now;
    this.isHost = isHost;
    this.isLive = false;
    /** @type {Set<number>} */
    this.reported = new Set();
  }

  /** @param {HTMLElement} line  as it stands now */
  dress(line) {
    if (!this.isLive || line.dataset.id === undefined) return;
    // Who is writing goes on; what the line offers is looked at again when the form closes.
    if (line.querySelector("form.app-inline")) return;
    const old = line.querySelector(".app-chat__acts");
    const hadFocus = old?.contains(document.activeElement);
    old?.remove();
    const row = element("div", "app-chat__acts");
    row.append(...this.#buttons(line));
    if (row.children.length) line.append(row);
    if (hadFocus) focusOn(row.querySelector("button") ?? line);
  }

  /** @param {HTMLElement} line */
  #buttons(line) {
    const message = read(line);
    const about = message.at ? `message from ${message.name}` : "message";
    if (message.isHidden) return this.isHost ? [this.#showAgain(message, about)] : [];
    const buttons = [];
    if (message.isOwn && isEditable(message.at, this.clock.now())) buttons.push(this.#edit(line, message));
    if (!message.isOwn) buttons.push(this.#report(line, message, about));
    if (this.isHost) buttons.push(this.#hide(line, message, about));
    return buttons;
  }

  /**
   * @param {HTMLElement} line
   * @param {{id: number, at: string}} message
   */
  #edit(line, { id, at }) {
    const button = act("Edit", "your message", () =>
      openInline(button, {
        label: "Edit your message",
        value: read(line).body,
        empty: EMPTY,
        choices: [{ words: "Save", send: (body) => this.ask("chat.edit", { id, body }) }],
        closed: () => this.dress(line),
        hint: ENTER_SAVES,
      }),
    );
    setTimeout(() => this.dress(line), editableFor(at, this.clock.now()) + 1);
    return button;
  }

  /**
   * @param {HTMLElement} line
   * @param {{id: number}} message
   * @param {string} about
   */
  #report(line, { id }, about) {
    if (this.reported.has(id)) return element("span", "app-people__note", "Reported to the facilitators");
    const send = async (because) => {
      await this.ask("chat.report", { id, because });
      this.reported.add(id);
    };
    const button = act("Report", about, () =>
      openInline(button, {
        label: "Why do you report this message? (optional)",
        choices: [{ words: "Send report", send }],
        closed: () => this.dress(line),
      }),
    );
    return button;
  }

  /**
   * @param {HTMLElement} line
   * @param {{id: number}} message
   * @param {string} about
   */
  #hide(line, { id }, about) {
    const button = act("Hide", about, () =>
      openInline(button, {
        label: "Why do you hide this message?",
        empty: WHY,
        choices: [{ words: "Hide message", send: (because) => this.ask("fac.hide", { id, is_hidden: true, because }) }],
        closed: () => this.dress(line),
      }),
    );
    return button;
  }

  /**
   * @param {{id: number}} message
   * @param {string} about
   */
  #showAgain({ id }, about) {
    const send = () => this.ask("fac.hide", { id, is_hidden: false, because: "" });
    return act("Show again", about, (button) => doAtOnce(button, send));
  }
}

/** @param {HTMLElement} where  a button, or the line on which it stood */
function focusOn(where) {
  if (where.tagName !== "BUTTON") where.tabIndex = -1;
  where.focus();
}
