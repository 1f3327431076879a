// The notes of a room as they change. What others do never moves the focus, nor touches what is being typed.

import { Store } from "../realtime/store.js";
import { act, arrange, element, tag } from "./elements.js";
import { clearErrors, errorInWords, showError } from "./errors.js";
import { doAtOnce, NOT_REACHED } from "./inline.js";
import { LIMIT, MARKS, NoteEditor } from "./note_editor.js";
import { clock } from "./words.js";

const COLOURS = { issue: "red", example: "blue", ask: "yellow", practice: "green" };
const ROLES = { Facilitator: "the facilitators", Chair: "the chairs", Organiser: "the organisers" };

/**
 * Put a block where a frame says: the reducer of `note.block`. Pure.
 *
 * @param {{id: string}[]} blocks
 * @param {{id: string, after: string | null}} told
 */
export function placed(blocks, { after, ...block }) {
  const others = blocks.filter(({ id }) => id !== block.id);
  const place = after ? others.findIndex(({ id }) => id === after) + 1 : 0;
  return [...others.slice(0, place), block, ...others.slice(place)];
}

/**
 * After which other notes one stands when it moves up or down; undefined: it cannot. Pure.
 *
 * @param {{id: string}[]} blocks
 * @param {string} key
 * @returns {{up: string | null | undefined, down: string | undefined}}
 */
export function neighbours(blocks, key) {
  const place = blocks.findIndex(({ id }) => id === key);
  return {
    up: place > 0 ? (blocks[place - 2]?.id ?? null) : undefined,
    down: place < 0 ? undefined : blocks[place + 1]?.id,
  };
}

/**
 * Which role signed off, and when. Pure.
 *
 * @param {{signed_off_at: string | null, signed_off_by: string}} standing
 * @param {string} zone
 */
export function signedInWords({ signed_off_at: at, signed_off_by: by }, zone) {
  return at ? `Signed off by ${ROLES[by] ?? "the facilitators"} at ${clock(at, zone)}` : "";
}

/**
 * @param {HTMLElement} panel
 * @param {object} context
 */
export function begin(panel, context) {
  return new Notes(panel, context);
}

class Notes {
  /**
   * @param {HTMLElement} panel
   * @param {{line: object, stream: string, isHost: boolean,
   *   announcer: import("../realtime/announcer.js").Announcer}} context
   */
  constructor(panel, { line, stream, isHost, announcer }) {
    this.panel = panel;
    this.announcer = announcer;
    this.isHost = isHost;
    this.zone = document.getElementById("room").dataset.zone;
    this.isMuted = "muted" in panel.querySelector("#notes").dataset;
    this.isOver = false;
    this.standing = { is_kept: false, signed_off_at: null, signed_off_by: "" };
    /** @type {import("./note_editor.js").Block[]} */
    this.blocks = [];
    /** @type {Map<string, {editor: NoteEditor, shown: object}>}  by the line in which somebody writes */
    this.writing = new Map();
    this.list = panel.querySelector("#noted");
    /** @type {Map<string, {body: string, sentences: string[]}>}  what looked like a person, and in which text */
    this.warnings = this.#warned();
    this.store = new Store(line, `${stream}.notes`, {
      snap: (state) => this.#snap(state),
      frame: (frame) => this.#take(frame),
      ended: () => {
        this.isOver = true;
        this.#show();
      },
    });
    this.#takeForm(panel.querySelector("#write-note"));
  }

  /** What the page said of names is said until the text is another. */
  #warned() {
    const lines = [...this.list.children].map((line) => {
      const sentences = [...line.querySelectorAll(".app-note__warning strong")].map((each) =>
        each.textContent.replace(/\.$/, ""),
      );
      return [line.dataset.key, { body: line.querySelector(".app-note__body").textContent, sentences }];
    });
    return new Map(lines);
  }

  /** @param {any} state */
  #snap({ blocks, ...standing }) {
    this.blocks = blocks;
    this.standing = standing;
    this.isOver = false;
    for (const [key, { editor, shown }] of this.writing) {
      const now = blocks.find(({ id }) => id === key);
      if (!now) this.#keepLine(key, shown);
      else if (now.revision !== shown.revision) editor.notice(false);
    }
    this.#show();
  }

  /** @param {any} frame */
  #take({ t, d }) {
    if (t === "note.block") this.#stands(d);
    else if (t === "note.off") this.#gone(d.id);
    else if (t === "note.state") this.standing = d;
    this.#show();
  }

  /** @param {any} told */
  #stands(told) {
    const before = this.blocks.find(({ id }) => id === told.id);
    this.blocks = placed(this.blocks, told);
    const written = this.writing.get(told.id);
    if (written && told.revision !== written.shown.revision) written.editor.notice(false);
    if (!before) this.announcer.say("note", "A note was added", (count) => `${count} notes were added`);
  }

  /** @param {string} key */
  #gone(key) {
    const written = this.writing.get(key);
    // The line in which somebody writes stays until they are done.
    if (written) this.#keepLine(key, written.shown);
    else this.blocks = this.blocks.filter(({ id }) => id !== key);
  }

  /**
   * @param {string} key
   * @param {object} shown
   */
  #keepLine(key, shown) {
    const last = { id: key, ...shown, isGone: true };
    const isThere = this.blocks.some(({ id }) => id === key);
    this.blocks = isThere ? this.blocks.map((each) => (each.id === key ? last : each)) : [...this.blocks, last];
    this.writing.get(key)?.editor.notice(true);
  }

  get #canWrite() {
    const { is_kept: isKept, signed_off_at: signedOffAt } = this.standing;
    return !this.isOver && !this.isMuted && !signedOffAt && (!isKept || this.isHost);
  }

  #show() {
    const standing = this.blocks.filter(({ isGone }) => !isGone);
    const shown = this.blocks.map((block) => this.writing.get(block.id)?.shown ?? this.#seen(block, standing));
    keepFocus(this.list, () => arrange(this.list, shown, ({ id }) => id, (each) => this.#draw(each)));
    this.list.hidden = !shown.length;
    this.panel.querySelector("#no-notes").hidden = shown.length > 0;
    this.#showStanding(standing.length);
  }

  /** @param {number} count */
  #showStanding(count) {
    const signed = signedInWords(this.standing, this.zone);
    const at = (id) => this.panel.querySelector(`#${id}`);
    at("notes-signed").hidden = !signed;
    at("notes-signed-words").textContent = signed;
    at("notes-kept").hidden = !this.standing.is_kept;
    at("sign-off")?.toggleAttribute("hidden", Boolean(signed) || !count);
    at("reopen")?.toggleAttribute("hidden", !signed);
    const form = at("write-note");
    // Whoever is writing keeps their text; why it is not taken is said when it is sent.
    form.hidden = !this.#canWrite && !form.elements.body.value;
    at("why-no-notes").hidden = this.#canWrite || this.isMuted;
    if (!this.isMuted) at("why-no-notes").textContent = this.#whyNot();
  }

  #whyNot() {
    if (this.standing.signed_off_at) return "The notes are signed off. A facilitator can open them again.";
    return this.standing.is_kept ? "The facilitators write the notes of this room." : "Notes cannot be written now.";
  }

  /**
   * Everything that its line says, so that a line changes only when that does.
   *
   * @param {import("./note_editor.js").Block} block
   * @param {import("./note_editor.js").Block[]} standing
   */
  #seen(block, standing) {
    const warning = this.warnings.get(block.id);
    return {
      ...block,
      ...neighbours(standing, block.id),
      looksLike: warning?.body === block.body ? warning.sentences : [],
      canWrite: this.#canWrite,
    };
  }

  /** @param {any} shown */
  #draw(shown) {
    const line = element("li", "app-note");
    line.id = `note-${shown.id}`;
    if (COLOURS[shown.mark]) {
      const mark = element("p", "app-note__mark");
      mark.append(tag(MARKS[shown.mark], COLOURS[shown.mark]));
      line.append(mark);
    }
    const body = element("p", "app-note__body", shown.body);
    body.dir = "auto";
    line.append(body, ...shown.looksLike.map(warn));
    if (shown.canWrite) line.append(this.#buttons(shown));
    return line;
  }

  /** @param {any} shown */
  #buttons(shown) {
    const { id, body, up, down } = shown;
    const row = element("div", "app-action-row");
    const button = (name, words, press) => {
      const made = act(words, body.slice(0, 60), press);
      made.dataset.act = name;
      row.append(made);
    };
    const move = (after) => (press) => doAtOnce(press, () => this.store.ask("note.place", { id, after }));
    button("edit", "Edit", () => this.#write(id, shown, false));
    button("below", "Add below", () => this.#write(id, shown, true));
    if (up !== undefined) button("up", "Move up", move(up));
    if (down !== undefined) button("down", "Move down", move(down));
    return row;
  }

  /**
   * @param {string} key    in the line of which note
   * @param {object} shown
   * @param {boolean} isNew
   */
  #write(key, shown, isNew) {
    if (this.writing.has(key)) return;
    // What became of the last note is no news beside the next.
    this.panel.querySelector("#write-note .app-asked")?.remove();
    const line = this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const row = line.querySelector(".app-action-row");
    row.hidden = true;
    const editor = new NoteEditor(line, {
      block: isNew ? null : this.blocks.find(({ id }) => id === key),
      below: key,
      put: (text) => this.#put(text),
      remove: (base) => this.store.ask("note.remove", { id: key, base_rev: base }),
      closed: () => {
        this.writing.delete(key);
        row.hidden = false;
        this.blocks = this.blocks.filter(({ isGone, id }) => !isGone || this.writing.has(id));
        this.#show();
        const again = this.list.querySelector(`[data-key="${CSS.escape(key)}"] [data-act="${isNew ? "below" : "edit"}"]`);
        again?.focus({ preventScroll: true });
      },
    });
    this.writing.set(key, { editor, shown });
  }

  /** @param {object} text */
  async #put(text) {
    const answer = await this.store.ask("note.put", text);
    if (answer.block) {
      this.warnings.set(answer.block.id, { body: answer.block.body, sentences: answer.looks_like });
      for (const sentence of answer.looks_like) this.announcer.say("name", `${sentence}. Leave names out.`);
      this.#show();
    }
    return answer;
  }

  /** @param {HTMLFormElement} form */
  #takeForm(form) {
    form.addEventListener("submit", (event) => {
      if (!this.store.isFollowing) return;
      event.preventDefault();
      this.#add(form);
    });
  }

  /** @param {HTMLFormElement} form */
  async #add(form) {
    const { cid, body, mark, after } = form.elements;
    const told = form.querySelector(".app-asked") ?? element("p", "app-asked");
    told.setAttribute("role", "status");
    form.append(told);
    clearErrors(form);
    told.textContent = "Sending";
    const typed = body.value;
    const text = { cid: cid.value, block: null, base_rev: null, body: typed, mark: mark.value, after: after.value || null };
    try {
      await this.#put(text);
      cid.value = crypto.randomUUID();
      // What was typed while it was under way stays.
      if (body.value === typed) body.value = "";
      after.value = "";
      form.querySelector("[data-after]")?.remove();
      mark.value = "none";
      told.textContent = "Your note was added.";
    } catch (error) {
      told.textContent = "";
      const about = { text: typed, limit: LIMIT, label: "Note", other: NOT_REACHED };
      showError(form, body, errorInWords(error, about));
    }
  }
}

/** @param {string} sentence */
function warn(sentence) {
  const told = element("p", "app-note__warning");
  told.append(element("strong", "", `${sentence}.`), " Notes leave the room. Leave names out.");
  return told;
}

/**
 * Change a list so that whoever is in it stays where they are: in the same box, or at the same button of a line
 * that was drawn anew.
 *
 * @param {HTMLElement} list
 * @param {() => void} change
 */
function keepFocus(list, change) {
  const active = document.activeElement;
  const key = list.contains(active) ? active.closest("li")?.dataset.key : undefined;
  const { selectionStart, selectionEnd } = active ?? {};
  change();
  if (key === undefined || document.activeElement === active) return;
  const line = list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const again = active.isConnected
    ? active
    : (line?.querySelector(`[data-act="${active.dataset.act}"]`) ?? line?.querySelector("[data-act]"));
  again?.focus({ preventScroll: true });
  if (again === active && selectionStart !== undefined) active.setSelectionRange(selectionStart, selectionEnd);
}
