// What waits for those who run the room: reports, who is muted or removed, and the log of what was done.

import { WEIGHT } from "../realtime/announcer.js";
import { act, arrange, element, named } from "./elements.js";
import { doAtOnce, openInline } from "./inline.js";
import { clock } from "./words.js";

const LONGEST_LOG = 50;
const WHY = "Enter a reason";
const VERBS = Object.freeze({
  timer_set: "set the timer",
  timer_extended: "extended the timer",
  timer_stopped: "stopped the timer",
  announced: "announced",
  locked: "locked the room",
  unlocked: "unlocked the room",
  slowed: "changed slow mode",
  recalled: "called everybody back to the main stage",
  recall_off: "called off the return to the main stage",
  hidden: "hid a message of",
  shown: "showed a message again of",
  muted: "muted",
  unmuted: "unmuted",
  removed: "removed",
  readmitted: "let back in",
  hand_taken: "gave the word to",
  report_handled: "handled a report about",
});
const RESTRICTING = new Set(["muted", "unmuted", "removed", "readmitted"]);

/**
 * @typedef {{id: number, message: number, body: string, author: any, because: string}} Report
 * @typedef {{id: number, verb: string, by: any, about: string | null, because: string, detail: string, at?: string}} Act
 */

/** Keeps `#reports`, `#reports-count`, `#muted`, `#removed` and `#log` true, as far as the page has them. */
export class Run {
  /**
   * @param {(type: string, data: object) => Promise<any>} ask
   * @param {string} zone
   * @param {import("../realtime/announcer.js").Announcer} announcer
   * @param {() => void} refresh  asks for the whole state again
   */
  constructor(ask, zone, announcer, refresh) {
    this.refresh = refresh;
    this.ask = ask;
    this.zone = zone;
    this.announcer = announcer;
    /** @type {Report[]} */
    this.reports = [];
    /** @type {Act[]} */
    this.log = [];
  }

  /** @param {{log: Act[], reports: Report[], muted: any[], removed: any[]}} state */
  snap({ log = [], reports = [], muted = [], removed = [] }) {
    this.log = [...log].sort((a, b) => b.id - a.id);
    this.reports = reports;
    this.restricted = { muted, removed };
    this.#show();
  }

  /** @param {any} frame */
  take(frame) {
    if (frame.t === "mod.log") this.#acted({ ...frame.d, at: frame.at });
    else if (frame.t === "mod.report") this.#reported(frame.d);
    else if (frame.t === "mod.handled") this.reports = this.reports.filter(({ id }) => id !== frame.d.id);
    this.#show();
  }

  /**
   * Ask why somebody is to be muted or removed, and do it.
   *
   * @param {{id: string, name: string}} person
   * @param {HTMLButtonElement} button
   */
  restrict({ id, name }, button) {
    const because = (type, more) => (text) => this.ask(type, { person: id, is_on: true, because: text, ...more });
    openInline(button, {
      label: `Why do you mute or remove ${name}? They will see your reason.`,
      empty: WHY,
      choices: [
        { words: "Mute in the chat", send: because("fac.mute", { minutes: null }) },
        { words: "Remove from the room", send: because("fac.remove", {}) },
      ],
    });
  }

  /** @param {Act} done */
  #acted(done) {
    this.log = [done, ...this.log].slice(0, LONGEST_LOG);
    // The log names people; who is muted or removed is a part of the state.
    if (RESTRICTING.has(done.verb)) this.refresh();
  }

  /** @param {Report} report */
  #reported(report) {
    this.reports = [...this.reports.filter(({ id }) => id !== report.id), report];
    this.announcer.say("reports", "A message was reported", (count) => `${count} messages were reported`, WEIGHT.important);
  }

  #show() {
    this.#list("reports", this.reports, ({ id }) => String(id), (report) => this.#report(report));
    for (const kind of ["muted", "removed"]) {
      this.#list(kind, this.restricted?.[kind] ?? [], ({ id }) => id, (person) => this.#person(kind, person));
    }
    this.#list("log", this.log, ({ id }) => String(id), (done) => this.#act(done));
    for (const count of document.querySelectorAll("[data-count='reports'], #reports-count")) {
      count.textContent = String(this.reports.length);
    }
  }

  /**
   * @param {string} id
   * @param {any[]} items
   * @param {(item: any) => string} key
   * @param {(item: any) => HTMLElement} draw
   */
  #list(id, items, key, draw) {
    const list = document.getElementById(id);
    if (!list) return;
    arrange(list, items, key, draw);
    const none = document.getElementById(`no-${id}`);
    if (none) none.hidden = items.length > 0;
  }

  /** @param {Report} report */
  #report({ id, message, body, author, because }) {
    const line = element("li", "app-report");
    const text = element("p", "app-as-typed nhsuk-u-margin-bottom-1", body);
    text.dir = "auto";
    const why = element("p", "app-people__note nhsuk-u-margin-bottom-1");
    why.append("Written by ", named(nameOf(author)), ". Reported because: ", named(because));
    const hide = act("Hide", "this message", () =>
      openInline(hide, {
        label: "Why do you hide this message?",
        empty: WHY,
        choices: [{ words: "Hide message", send: (text) => this.ask("fac.hide", { id: message, is_hidden: true, because: text }) }],
      }),
    );
    const done = act("Mark as handled", "this report", (button) => doAtOnce(button, () => this.ask("fac.report", { id })));
    line.append(text, why, hide, " ", done);
    return line;
  }

  /**
   * @param {string} kind
   * @param {{id: string, name: string}} person
   */
  #person(kind, { id, name }) {
    const line = element("li", "app-people__item");
    line.append(named(name));
    const type = kind === "muted" ? "fac.mute" : "fac.remove";
    const more = kind === "muted" ? { minutes: null } : {};
    const send = () => this.ask(type, { person: id, is_on: false, because: "", ...more });
    const undo = act(kind === "muted" ? "Unmute" : "Let back in", name, (button) => doAtOnce(button, send));
    line.append(" ", undo);
    return line;
  }

  /** @param {Act} done */
  #act({ verb, by, about, because, detail, at }) {
    const line = element("li", "app-log__item");
    if (at) {
      const when = element("time", "app-people__note", clock(at, this.zone));
      when.setAttribute("datetime", at);
      line.append(when, " ");
    }
    line.append(named(nameOf(by)), ` ${VERBS[verb] ?? verb}`);
    if (about) line.append(" ", named(about));
    if (detail) line.append(": ", named(detail));
    if (because) line.append(". Reason: ", named(because));
    return line;
  }
}

/** @param {any} who */
function nameOf(who) {
  return typeof who === "string" ? who : (who?.name ?? "");
}
