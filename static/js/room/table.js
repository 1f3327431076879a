// A roundtable as it goes on: who has the word and who comes next, the same for all. What is read out by itself is only
// what concerns whoever hears it: that they are next, that they have the word, that their time is up.

import { WEIGHT } from "../realtime/announcer.js";
import { ServerClock } from "../realtime/clock.js";
import { Store } from "../realtime/store.js";
import { act, arrange, element, named, tag } from "./elements.js";
import { doAtOnce } from "./inline.js";
import { clock } from "./words.js";

const SHOWN_FIRST = 5;
const NOBODY = "Nobody has the word now.";
const BY_HANDS = "People speak in the order in which hands go up.";
const NEWCOMERS = "People who have not spoken at this assembly yet come first, then the others, as hands go up.";

/**
 * @typedef {{id: string, name: string, is_first: boolean}} Hand
 * @typedef {{id: string, name: string, is_first: boolean, since: string, until: string | null}} Word
 * @typedef {{word: Word | null, seen: number, hands: Hand[], minutes: number, newcomers_first: boolean}} Table
 */

/**
 * A place in an order: `common/words.py` in JavaScript. Pure.
 *
 * @param {number} number
 */
export function ordinal(number) {
  const isTeen = [11, 12, 13].includes(number % 100);
  return `${number}${isTeen ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[number % 10] ?? "th")}`;
}

/**
 * Where somebody stands: `breakouts/roundtable/presenters.py` in JavaScript. Pure.
 *
 * @param {Table} table
 * @param {string} me
 */
export function mineInWords({ word, hands }, me) {
  if (word?.id === me) return "You have the word.";
  const place = hands.findIndex(({ id }) => id === me) + 1;
  if (!place) return "";
  return place === 1 ? "You are next." : `You are ${ordinal(place)}.`;
}

/**
 * Since when and until when somebody speaks; text that changes once. Pure.
 *
 * @param {Word} word
 * @param {number} now
 * @param {string} zone
 */
export function sinceInWords({ since, until }, now, zone) {
  const told = `since ${clock(since, zone)}`;
  if (!until) return told;
  const ends = clock(until, zone);
  return now < Date.parse(until) ? `${told}, until ${ends}` : `${told}. Time was up at ${ends}`;
}

/**
 * How people come to speak. Pure.
 *
 * @param {Table} table
 */
export function ruleInWords({ minutes, newcomers_first: newcomersFirst }) {
  const limit = minutes ? ` Each speaks for up to ${minutes === 1 ? "1 minute" : `${minutes} minutes`}.` : "";
  return (newcomersFirst ? NEWCOMERS : BY_HANDS) + limit;
}

/**
 * What somebody hears when one state follows another: nothing unless it concerns them. Pure.
 *
 * @param {string} was
 * @param {string} is  both by `mineInWords`
 */
export function newsBetween(was, is) {
  if (was === is) return "";
  if (!is) return was === "You have the word." ? "Your word is over." : "Your hand is down.";
  // One place further is no news each time; the first place given is, and the last.
  return !was || is === "You are next." || is === "You have the word." ? is : "";
}

/**
 * @param {HTMLElement} panel
 * @param {object} context
 */
export function begin(panel, context) {
  return new Roundtable(panel, context);
}

class Roundtable {
  /**
   * @param {HTMLElement} panel
   * @param {{line: object, stream: string, isHost: boolean,
   *   announcer: import("../realtime/announcer.js").Announcer}} context
   */
  constructor(panel, { line, stream, isHost, announcer }) {
    const { me, zone } = document.getElementById("room").dataset;
    Object.assign(this, { me, zone, isHost, announcer, panel, mine: null, timer: 0 });
    this.clock = new ServerClock();
    const hello = (greeting) => this.clock.set(greeting.d.now);
    if (line.greeting) hello(line.greeting);
    line.addEventListener("hello", ({ detail }) => hello(detail));
    this.store = new Store(line, `${stream}.table`, {
      snap: (state) => this.#show(state),
      frame: ({ d }) => this.#show(d),
    });
    for (const form of panel.querySelectorAll("[data-to]")) {
      this.#takeForm(form, () => this.store.ask("fac.table", { to: form.dataset.to, seen: this.table.seen }));
    }
    this.#takeForm(panel.querySelector("#table-pass"), () => this.store.ask("word.pass"));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {() => Promise<any>} send
   */
  #takeForm(form, send) {
    form.addEventListener("submit", (event) => {
      if (!this.store.isFollowing || !this.table) return;
      event.preventDefault();
      doAtOnce(form.querySelector("button"), send);
    });
  }

  /** @param {Table} table */
  #show(table) {
    this.table = table;
    const held = this.panel.contains(document.activeElement) ? document.activeElement : null;
    this.#showWord();
    this.#showOrder();
    const mine = mineInWords(table, this.me);
    const box = this.#part("table-mine");
    box.textContent = mine;
    box.hidden = !mine;
    this.#part("table-pass").hidden = table.word?.id !== this.me;
    if (this.mine !== null) this.#tell(newsBetween(this.mine, mine));
    this.mine = mine;
    // Whose button went away is at the order, and not at the top of the page.
    if (held && (!held.isConnected || held.closest("[hidden]"))) {
      const heading = this.#part("table-next-heading");
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  /** @param {string} news */
  #tell(news) {
    if (news === "You have the word.") this.announcer.interrupt(news);
    else if (news) this.announcer.say("my word", news, undefined, WEIGHT.own);
  }

  #showWord() {
    clearTimeout(this.timer);
    const { word } = this.table;
    const line = this.#part("table-word");
    if (!word) {
      line.textContent = NOBODY;
    } else {
      const who = element("bdi", "app-table__name", word.name);
      const you = word.id === this.me ? " (you)" : "";
      line.replaceChildren(who, `${you} has the word, ${sinceInWords(word, this.clock.now(), this.zone)}.`);
      if (word.is_first) line.append(" ", tag("First time", "green"));
      this.#waitFor(word);
    }
    const take = this.panel.querySelector('[data-to="take"]');
    if (take) take.hidden = !word;
  }

  /** @param {Word} word  whose end is told once: to the eye of all, to the ear of whoever speaks */
  #waitFor({ id, until }) {
    const left = until ? Date.parse(until) - this.clock.now() : 0;
    if (left <= 0) return;
    this.timer = setTimeout(() => {
      this.#showWord();
      if (id === this.me) this.announcer.say("my word", "Your time is up.", undefined, WEIGHT.own);
    }, left + 50);
  }

  #showOrder() {
    const { hands } = this.table;
    const [first, later] = [hands.slice(0, SHOWN_FIRST), hands.slice(SHOWN_FIRST)];
    for (const [id, shown] of [["table-first", first], ["table-later", later]]) {
      arrange(this.#part(id), shown, (hand) => hand.id, (hand) => this.#draw(hand));
    }
    this.#part("table-first").hidden = !first.length;
    this.#part("table-none").hidden = first.length > 0;
    this.#part("table-more").hidden = !later.length;
    this.#part("table-more-words").textContent = `${later.length} more`;
    this.#part("table-count").textContent = String(hands.length);
    this.#part("table-rule").textContent = ruleInWords(this.table);
    const next = document.getElementById("table-next");
    if (next) next.replaceChildren(...(first.length ? [": ", named(first[0].name)] : []));
  }

  /** @param {Hand} hand */
  #draw({ id, name, is_first: isFirst }) {
    const line = element("li", "app-people__item");
    const who = element("span", "app-people__name");
    who.append(named(name), id === this.me ? " (you)" : "");
    line.append(who);
    if (isFirst) line.append(" ", tag("First time", "green"));
    if (this.isHost) {
      const send = (to) => () => this.store.ask("fac.table", { to, person: id, seen: this.table.seen });
      line.append(
        " ",
        act("Give the word", name, (button) => doAtOnce(button, send("give"))),
        " ",
        act("Put down", name, (button) => doAtOnce(button, send("down"))),
      );
    }
    return line;
  }

  /** @param {string} id */
  #part(id) {
    return document.getElementById(id);
  }
}
