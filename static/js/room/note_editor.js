// Writing one note where it stands. What is typed stays until the server has taken it; where somebody else's text
// stands by now, both are shown and the writer says which.

import { element } from "./elements.js";
import { clearErrors, errorInWords, showError } from "./errors.js";
import { NOT_REACHED } from "./inline.js";

export const MARKS = { issue: "Issue", example: "Example", ask: "Ask", practice: "Good practice", none: "No mark" };
export const LIMIT = 2000;
const CHANGED = "Somebody has changed this note meanwhile. When you save, you see both texts.";
const REMOVED = "Somebody has removed this note meanwhile. What you are writing stays here.";

let number = 0;

/**
 * @typedef {object} Block
 * @property {string} id
 * @property {string} body
 * @property {string} mark
 * @property {number} revision
 * @typedef {object} Answer
 * @property {Block | null} block
 * @property {{mine: string, theirs: Block | null} | null} conflict
 * @typedef {object} How
 * @property {Block | null} block   null: a new one
 * @property {string} below         after which note a new one stands
 * @property {(text: object) => Promise<Answer>} put
 * @property {(base: number) => Promise<any>} remove
 * @property {() => void} closed
 */

/** A form in the line of a note. */
export class NoteEditor {
  /**
   * @param {HTMLElement} place
   * @param {How} how
   */
  constructor(place, { block, below, put, remove, closed }) {
    number += 1;
    this.id = block?.id ?? null;
    this.base = block?.revision ?? null;
    this.below = below;
    this.put = put;
    this.remove = remove;
    this.closed = closed;
    this.cid = crypto.randomUUID();
    this.form = element("form", "app-inline");
    this.form.noValidate = true;
    this.news = element("p", "app-note__warning");
    this.news.setAttribute("role", "status");
    this.theirs = element("div");
    this.box = element("textarea", "nhsuk-textarea");
    this.box.id = `note-editor-${number}`;
    this.box.rows = 4;
    this.box.dir = "auto";
    this.box.value = block?.body ?? "";
    this.words = element("label", "nhsuk-label", "Note");
    this.words.htmlFor = this.box.id;
    this.mark = this.#marks(block?.mark ?? "none");
    this.row = element("div", "app-buttons");
    const mine = element("div", "nhsuk-form-group");
    mine.append(this.words, this.box);
    const both = element("div", "app-versions");
    both.append(this.theirs, mine);
    this.theirs.hidden = true;
    this.form.append(this.news, both, ...this.mark, this.row);
    this.#offerSaving();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.stood = place.querySelector(":scope > .app-note__body");
    place.append(this.form);
    this.box.focus();
  }

  /** @param {boolean} isGone  what happened to the note while it is being written */
  notice(isGone) {
    if (this.theirs.hidden) this.news.textContent = isGone ? REMOVED : CHANGED;
  }

  close() {
    clearErrors(this.form);
    this.form.remove();
    if (this.stood) this.stood.hidden = false;
    this.closed();
  }

  /** @param {string} chosen */
  #marks(chosen) {
    const label = element("label", "nhsuk-label", "What is it?");
    const list = element("select", "nhsuk-select");
    list.id = label.htmlFor = `${this.box.id}-mark`;
    for (const [value, words] of Object.entries(MARKS)) list.append(new Option(words, value, false, value === chosen));
    this.chosen = list;
    return [label, list];
  }

  #offerSaving() {
    const buttons = [this.#button("Save", null)];
    if (this.id) buttons.push(this.#button("Remove", () => this.#try(() => this.remove(this.base))));
    buttons.push(this.#button("Cancel", () => this.close(), "app-act"));
    this.row.replaceChildren(...buttons);
  }

  /**
   * @param {string} words
   * @param {(() => void) | null} press  null: it sends the form
   */
  #button(words, press, classes = "nhsuk-button nhsuk-button--small nhsuk-button--secondary") {
    const made = element("button", classes, words);
    made.type = press ? "button" : "submit";
    if (press) made.addEventListener("click", press);
    return made;
  }

  #save() {
    const text = { block: this.id, base_rev: this.base, after: this.id ? null : this.below };
    this.#try(() => this.#send(text));
  }

  #saveBoth() {
    this.#try(() => this.#send({ block: null, base_rev: null, after: this.id ?? this.below }));
  }

  /** @param {object} text */
  async #send(text) {
    const answer = await this.put({ ...text, cid: this.cid, body: this.box.value, mark: this.chosen.value });
    if (!answer.conflict) return true;
    this.#ask(answer.conflict.theirs);
    return false;
  }

  /** @param {() => Promise<any>} act  tells false when there is more to do */
  async #try(act) {
    clearErrors(this.form);
    try {
      if ((await act()) !== false) this.close();
    } catch (error) {
      const about = { text: this.box.value, limit: LIMIT, label: "Note", other: NOT_REACHED };
      showError(this.form, this.box, errorInWords(error, about));
    }
  }

  /** @param {Block | null} theirs  what stands; null: the note was removed */
  #ask(theirs) {
    // Another text, so another number: the one before was not taken.
    this.cid = crypto.randomUUID();
    this.base = theirs?.revision ?? this.base;
    // Two texts stand side by side, each under its name; the one before them stands nowhere any more.
    if (this.stood && this.id) this.stood.hidden = true;
    this.words.textContent = "Mine";
    this.words.classList.add("nhsuk-label--s");
    const heading = element("h3", "nhsuk-label nhsuk-label--s", "Theirs");
    const text = element("p", "app-note__body", theirs?.body ?? "They removed it.");
    text.dir = "auto";
    this.theirs.replaceChildren(heading, text);
    this.theirs.hidden = false;
    this.news.textContent = theirs
      ? "Somebody changed this note while you were writing. Which text stands?"
      : "Somebody removed this note while you were writing.";
    const leave = this.#button(theirs ? "Keep theirs" : "Leave it removed", () => this.close());
    const both = this.#button(theirs ? "Keep both" : "Add mine as a new note", () => this.#saveBoth());
    this.row.replaceChildren(...(theirs ? [this.#button("Keep mine", null)] : []), leave, both);
    this.row.firstElementChild.focus();
  }
}
