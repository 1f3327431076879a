// What one person can do about a message of a conversation: change one's own for five minutes, remove it, report
// another's. Removing and reporting have pages of their own, which say what follows.

import { act, element } from "../room/elements.js";
import { ENTER_SAVES } from "../room/enter.js";
import { openInline } from "../room/inline.js";
import { editableFor, isEditable, read } from "../room/message.js";

const EMPTY = "Enter a message";

/** Puts buttons and links under messages. */
export class TalkActs {
  /**
   * @param {(type: string, data: object) => Promise<any>} ask
   * @param {import("../realtime/clock.js").ServerClock} clock
   * @param {DOMStringMap} addresses  `remove` and `report`, with NUMBER and CODE in them; `canWrite`
   */
  constructor(ask, clock, addresses) {
    this.ask = ask;
    this.clock = clock;
    this.addresses = addresses;
    this.isLive = false;
  }

  /** @param {HTMLElement} line  as it stands now */
  dress(line) {
    if (!this.isLive || line.dataset.cid === undefined || line.querySelector("form.app-inline")) return;
    const old = line.querySelector(".app-chat__acts");
    const hadFocus = old?.contains(document.activeElement);
    old?.remove();
    const row = element("div", "app-chat__acts");
    row.append(...this.#offers(line));
    if (row.children.length) line.append(row);
    if (hadFocus) focusOn(row.querySelector("button, a") ?? line);
  }

  /** @param {HTMLElement} line */
  #offers(line) {
    const message = read(line);
    if (message.isHidden) return [];
    const { remove, report, canWrite } = this.addresses;
    const fill = (address) => address.replace("CODE", line.dataset.by).replace("NUMBER", String(message.id));
    if (!message.isOwn) return report ? [link("Report", `the message from ${message.name}`, fill(report))] : [];
    const isFresh = canWrite !== undefined && isEditable(message.at, this.clock.now());
    const edit = isFresh ? [this.#edit(line, message)] : [];
    return [...edit, link("Remove", "your message", fill(remove))];
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
        choices: [{ words: "Save", send: (body) => this.ask("talk.edit", { id, body }) }],
        closed: () => this.dress(line),
        hint: ENTER_SAVES,
      }),
    );
    setTimeout(() => this.dress(line), editableFor(at, this.clock.now()) + 1);
    return button;
  }
}

/**
 * @param {string} words
 * @param {string} about
 * @param {string} address
 */
function link(words, about, address) {
  const made = element("a", "app-act", words);
  made.href = address;
  made.append(element("span", "nhsuk-u-visually-hidden", ` ${about}`));
  return made;
}

/** @param {HTMLElement} where */
function focusOn(where) {
  if (where.tagName === "LI") where.tabIndex = -1;
  where.focus();
}
