// What one person can do about a message of a conversation: change one's own for five minutes, remove it, report
// another's. Removing and reporting have pages of their own, which say what follows.

import { act, element } from "../room/elements.js";
import { ENTER_SAVES } from "../room/enter.js";
import { openInline } from "../room/inline.js";
import { editableFor, isEditable, isHidden, read } from "../room/message.js";

const EMPTY = "Enter a message";
const NOT_SAVED = "What you typed was not saved. Copy it if you want to keep it.";

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
    if (!this.isLive || line.dataset.cid === undefined) return;
    const form = line.querySelector("form.app-inline");
    if (form && !isHidden(line)) return;
    if (form) giveUp(line, form);
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
    const button = act("Edit", "your message", () => {
      openInline(button, {
        label: "Edit your message",
        value: read(line).body,
        empty: EMPTY,
        choices: [{ words: "Save", send: (body) => this.ask("talk.edit", { id, body }) }],
        closed: () => this.dress(line),
        hint: ENTER_SAVES,
      });
      keepInSight(line.querySelector("form.app-inline"));
    });
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

/**
 * The form of a message at the end of the list opens, and tells an error, below what is in sight.
 *
 * @param {HTMLFormElement} form
 */
function keepInSight(form) {
  const box = form.querySelector("textarea");
  box.defaultValue = box.value;
  new ResizeObserver(() => form.scrollIntoView({ block: "nearest" })).observe(form);
}

/**
 * The message is not there any more: close its form, and leave what was typed to be copied.
 *
 * @param {HTMLElement} line
 * @param {HTMLFormElement} form
 */
function giveUp(line, form) {
  const hadFocus = form.contains(document.activeElement);
  const box = form.querySelector("textarea");
  form.remove();
  if (box.value === box.defaultValue) {
    if (hadFocus) focusOn(line);
    return;
  }
  const kept = element("div", "app-inline");
  const why = element("p", "app-chat__ended", NOT_SAVED);
  why.id = `${box.id}-kept`;
  const label = element("label", "nhsuk-label", "What you typed");
  label.htmlFor = box.id;
  box.readOnly = true;
  box.setAttribute("aria-describedby", why.id);
  kept.append(why, label, box);
  line.append(kept);
  if (!hadFocus) return;
  box.focus();
  kept.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} where */
function focusOn(where) {
  if (where.tagName === "LI") where.tabIndex = -1;
  where.focus();
}
