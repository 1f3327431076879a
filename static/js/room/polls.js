// The polls of a room as they are opened, answered, closed and shown. Nobody's answer is told but one's own, here.

import { WEIGHT } from "../realtime/announcer.js";
import { Store } from "../realtime/store.js";
import { act, arrange, element, named, tag } from "./elements.js";
import { clearErrors, showError } from "./errors.js";
import { doAtOnce, NOT_REACHED } from "./inline.js";
import { takeDraftForm } from "./poll_draft.js";

const TAGS = {
  draft: ["Draft", "grey"],
  open: ["Open", "green"],
  closed: ["Closed", "yellow"],
  revealed: ["Result", "blue"],
};
const MOVES = {
  draft: [["Open it", "open"], ["Take it back", "withdrawn"]],
  open: [["Close it", "closed"]],
  closed: [["Show the result", "revealed"]],
  revealed: [],
};
const SMALL = 3;
const TOO_FEW = "Fewer than 10 people answered, so the result is not shown.";
const COARSE = "Where few people chose an option, numbers are left open, so that nobody's answer can be worked out.";
const NOT_SHOWN = "Answers are closed. The result is not shown yet.";
const NO_CHOICE = "Select your answer";

/**
 * @typedef {{least: number, most: number | null}} Told  how many chose an option; without most: or more
 * @typedef {{voters: number | null, told: Told[]}} Result
 * @typedef {object} Poll
 * @property {number} id
 * @property {string} question
 * @property {string[]} options
 * @property {boolean} is_multiple
 * @property {"draft" | "open" | "closed" | "revealed"} state
 * @property {Result | null} result
 */

/**
 * How many have answered so far. Pure.
 *
 * @param {number} count
 */
export function turnoutInWords(count) {
  return count === 1 ? "1 person has answered" : `${count} people have answered`;
}

/**
 * How many chose an option, as far as that is told: `breakouts/polls/presenters.py` in JavaScript. Pure.
 *
 * @param {Told} told
 * @param {number} voters
 */
export function toldInWords({ least, most }, voters) {
  if (!least) return most === null ? "Not shown" : `Fewer than ${SMALL}`;
  if (least === most) return `${least} of ${voters} (${Math.floor((200 * least + voters) / (2 * voters))}%)`;
  return `${least} or more of ${voters} (${Math.floor((100 * least) / voters)}% or more)`;
}

/**
 * What is said of a result beside its numbers. Pure.
 *
 * @param {Result} result
 */
export function noteInWords({ voters, told }) {
  if (voters === null) return TOO_FEW;
  return told.every(({ least, most }) => least === most) ? "" : COARSE;
}

/**
 * @param {HTMLElement} panel
 * @param {object} context
 */
export function begin(panel, context) {
  return new Polls(panel, context);
}

class Polls {
  /**
   * @param {HTMLElement} panel
   * @param {{line: object, stream: string, running: Promise<import("./run.js").Run> | null,
   *   announcer: import("../realtime/announcer.js").Announcer}} context
   */
  constructor(panel, { line, stream, running, announcer }) {
    this.announcer = announcer;
    this.isHost = Boolean(running);
    /** @type {Map<number, Poll>} */
    this.polls = new Map();
    /** @type {Record<string, number[]>} */
    this.own = {};
    this.turnout = { id: null, count: 0 };
    this.list = panel.querySelector("#asked-polls");
    this.none = panel.querySelector("#no-polls");
    this.drafts = panel.querySelector("#drafts");
    this.isOwnKnown = false;
    // What the page brought is drawn anew once it is known what one has answered: no state of the room tells that.
    this.store = new Store(line, `${stream}.polls`, {
      snap: (state) => this.#snap(state),
      followed: () => this.#askForMine(),
      frame: (frame) => this.#take(frame),
      counts: (turnout) => this.#count(turnout),
    });
    if (this.drafts) running?.then((run) => run.onDrafts((list) => this.#showDrafts(list)));
    takeDraftForm(panel.querySelector("#make-poll"), this.store);
    this.#followOthers(stream);
  }

  /**
   * The answer that counts is the last one, from whichever tab or device of theirs: no stream says whose it is, so
   * their other tabs tell each other to ask for it, and a page that was out of sight asks when it is looked at again.
   *
   * @param {string} stream
   */
  #followOthers(stream) {
    this.others = globalThis.BroadcastChannel ? new BroadcastChannel(`${stream}.polls`) : null;
    this.others?.addEventListener("message", () => this.#askForMine());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#askForMine();
    });
  }

  /** @param {{polls: Poll[]}} state */
  #snap({ polls }) {
    this.polls = new Map(polls.map((each) => [each.id, each]));
    if (this.isOwnKnown) this.#show();
  }

  async #askForMine() {
    try {
      const before = JSON.stringify(this.own);
      this.own = (await this.store.ask("poll.mine")).choices;
      // What this page said was taken is another answer now.
      if (before !== JSON.stringify(this.own)) this.#forgetTold();
      this.isOwnKnown = true;
      this.#show();
    } catch (error) {
      // A lost line asks again as soon as it follows.
      if (error.retryMs) setTimeout(() => this.#askForMine(), error.retryMs);
    }
  }

  #forgetTold() {
    for (const told of this.list.querySelectorAll("[role=status]")) told.textContent = "";
  }

  /** @param {any} frame */
  #take({ t, d }) {
    // That a poll is open is said by its tab, whether this one is looked at or not.
    if (t === "poll.open") this.polls.set(d.id, { ...d, state: "open", result: null });
    else if (t === "poll.close") this.#change(d.id, { state: "closed" }, "The poll is closed");
    else if (t === "poll.result") {
      const result = { voters: d.voters, told: d.told };
      this.#change(d.id, { state: "revealed", result }, "The result of the poll is shown");
    }
    this.#show();
  }

  /**
   * @param {number} id
   * @param {Partial<Poll>} change
   * @param {string} words
   */
  #change(id, change, words) {
    const poll = this.polls.get(id);
    if (!poll) return;
    this.polls.set(id, { ...poll, ...change });
    this.announcer.say("poll", words, undefined, WEIGHT.important);
  }

  /** @param {{id: number | null, count: number}} turnout */
  #count(turnout) {
    this.turnout = turnout;
    this.#showOwn();
  }

  #show() {
    const shown = [...this.polls.values()].reverse().map((each) => this.#seen(each));
    this.#arrange(this.list, shown);
    this.list.hidden = !shown.length;
    this.none.hidden = shown.length > 0;
    this.#showOwn();
  }

  /**
   * Everything that its line says, so that a line changes only when that does. While a poll is open its form stays as
   * somebody is filling it in; what they answered is written beside it.
   *
   * @param {Poll} poll
   */
  #seen(poll) {
    return poll.state === "open" ? poll : { ...poll, own: this.own[poll.id] ?? [] };
  }

  #showOwn() {
    const open = [...this.polls.values()].find(({ state }) => state === "open");
    const facts = open && this.list.querySelector(`#poll-${open.id} [data-facts]`);
    if (!facts) return;
    const own = this.own[open.id];
    const parts = [];
    if (own) parts.push("You answered: ", named(own.map((place) => open.options[place]).join(", ")), ". ");
    if (this.turnout.id === open.id) parts.push(turnoutInWords(this.turnout.count));
    facts.replaceChildren(...parts);
    const form = facts.closest("li").querySelector("form");
    form.querySelector("button").textContent = own ? "Change my answer" : "Answer";
    if (own && !form.dataset.isTouched) {
      for (const box of form.querySelectorAll("input")) box.checked = own.includes(Number(box.value));
    }
  }

  /** @param {Poll[]} list  those that wait to be opened */
  #showDrafts(list) {
    let lines = this.drafts.querySelector("ul");
    if (!lines) {
      lines = element("ul", "app-log");
      this.drafts.replaceChildren(lines);
    }
    const drafts = list.map((each) => ({ ...each, state: "draft", result: null, own: [] }));
    this.#arrange(lines, drafts);
    lines.hidden = !drafts.length;
  }

  /**
   * What was pressed or chosen goes with what it was for: whoever stood there stays at the poll, wherever it is now.
   *
   * @param {HTMLElement} list
   * @param {object[]} polls
   */
  #arrange(list, polls) {
    const held = list.contains(document.activeElement) ? document.activeElement.closest("li").id : "";
    arrange(list, polls, ({ id }) => String(id), (each) => this.#draw(each));
    if (held && !list.contains(document.activeElement)) {
      document.getElementById(held)?.querySelector("h3, legend")?.focus();
    }
  }

  /** @param {any} poll */
  #draw(poll) {
    const line = element("li", "app-question");
    line.id = `poll-${poll.id}`;
    const mark = element("p", "app-question__facts");
    mark.append(tag(...TAGS[poll.state]));
    line.append(mark, ...(poll.state === "open" ? this.#form(poll) : this.#result(poll)));
    if (this.isHost && MOVES[poll.state].length) line.append(this.#moves(poll));
    return line;
  }

  /** @param {any} poll */
  #form({ id, question, options, is_multiple: isMultiple }) {
    const form = element("form");
    form.noValidate = true;
    const set = element("fieldset", "nhsuk-fieldset");
    const legend = element("legend", "nhsuk-fieldset__legend nhsuk-fieldset__legend--s", question);
    legend.dir = "auto";
    legend.tabIndex = -1;
    const kind = isMultiple ? "checkboxes" : "radios";
    const boxes = element("div", `nhsuk-${kind} nhsuk-${kind}--small`);
    for (const [place, words] of options.entries()) boxes.append(choice(id, place, words, isMultiple));
    set.append(legend, boxes);
    const button = element("button", "nhsuk-button nhsuk-button--small nhsuk-u-margin-bottom-2", "Answer");
    const group = element("div", "nhsuk-form-group nhsuk-u-margin-bottom-3");
    group.append(set);
    form.append(group, button);
    this.#keepChoice(form, id);
    form.addEventListener("change", () => {
      form.dataset.isTouched = "yes";
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#answer(form, id);
    });
    const facts = element("p", "app-question__facts");
    facts.dataset.facts = "";
    const told = element("p", "app-asked");
    told.setAttribute("role", "status");
    return [form, facts, told];
  }

  /**
   * What somebody chose in the form that the page brought, while the line was still being opened, stays chosen.
   *
   * @param {HTMLFormElement} form
   * @param {number} id
   */
  #keepChoice(form, id) {
    const before = this.list.querySelectorAll(`#poll-${id} form input:checked`);
    const chosen = [...before].map((box) => Number(box.value));
    const own = this.own[id] ?? [];
    if (!chosen.length || (chosen.length === own.length && chosen.every((place) => own.includes(place)))) return;
    for (const box of form.querySelectorAll("input")) box.checked = chosen.includes(Number(box.value));
    form.dataset.isTouched = "yes";
  }

  /**
   * @param {HTMLFormElement} form
   * @param {number} id
   */
  async #answer(form, id) {
    const told = form.closest("li").querySelector("[role=status]");
    told.textContent = "";
    clearErrors(form);
    const chosen = [...form.querySelectorAll("input:checked")].map((box) => Number(box.value));
    // One number for each answer: one that was sent again is known, and two tabs are one person.
    const cid = crypto.randomUUID();
    try {
      if (!chosen.length) throw Object.assign(new Error(NO_CHOICE), { sentence: NO_CHOICE });
      await this.store.ask("poll.vote", { id, cid, choices: chosen });
      this.own = { ...this.own, [id]: chosen };
      delete form.dataset.isTouched;
      told.textContent = "Your answer was taken. You can change it until the poll is closed.";
      this.#showOwn();
      this.others?.postMessage(id);
    } catch (error) {
      showError(form, form.querySelector("input"), error.sentence ?? NOT_REACHED);
    }
  }

  /** @param {any} poll */
  #result({ question, options, state, result, own }) {
    const heading = element("h3", "nhsuk-heading-s nhsuk-u-margin-bottom-1", question);
    heading.dir = "auto";
    heading.tabIndex = -1;
    const list = element("ul", "app-poll");
    for (const [place, words] of options.entries()) {
      list.append(optionLine(words, own.includes(place), result?.told[place], result?.voters));
    }
    const note = result ? noteInWords(result) : "";
    const parts = note ? [heading, element("p", "nhsuk-u-margin-bottom-2", note), list] : [heading, list];
    return state === "closed" ? [...parts, element("p", "app-question__facts", NOT_SHOWN)] : parts;
  }

  /** @param {Poll} poll */
  #moves({ id, state, question }) {
    const row = element("div", "app-action-row");
    for (const [words, to] of MOVES[state]) {
      const send = () => this.store.ask("fac.poll", { id, to });
      row.append(act(words, question.slice(0, 60), (press) => doAtOnce(press, send)));
    }
    return row;
  }
}

/**
 * @param {number} id
 * @param {number} place
 * @param {string} words
 * @param {boolean} isMultiple
 */
function choice(id, place, words, isMultiple) {
  const kind = isMultiple ? "checkboxes" : "radios";
  const item = element("div", `nhsuk-${kind}__item`);
  const box = element("input", `nhsuk-${kind}__input`);
  box.type = isMultiple ? "checkbox" : "radio";
  box.name = "choices";
  box.value = String(place);
  box.id = `poll-${id}-${place}`;
  const label = element("label", `nhsuk-label nhsuk-${kind}__label`, words);
  label.htmlFor = box.id;
  label.dir = "auto";
  item.append(box, label);
  return item;
}

/**
 * @param {string} words
 * @param {boolean} isOwn
 * @param {Told | undefined} told
 * @param {number | null | undefined} voters
 */
function optionLine(words, isOwn, told, voters) {
  const line = element("li", "app-poll__option");
  line.append(named(words));
  if (told) line.append(": ", element("strong", "", toldInWords(told, voters)));
  if (isOwn) line.append(" (your answer)");
  if (told?.least) {
    const bar = element("progress", "app-poll__bar");
    bar.ariaHidden = "true";
    bar.max = voters;
    bar.value = told.least;
    line.append(bar);
  }
  return line;
}
