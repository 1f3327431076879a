// Raised hands, in the order in which they were raised.

import { WEIGHT } from "../realtime/announcer.js";
import { act, arrange, element, named, tag } from "./elements.js";
import { doAtOnce } from "./inline.js";

/**
 * What somebody is told about their own hand. Pure.
 *
 * @param {{id: string}[]} hands
 * @param {string} me
 */
export function placeInWords(hands, me) {
  const place = hands.findIndex(({ id }) => id === me) + 1;
  if (!place) return "";
  return place === 1 ? "Your hand is up. You are next." : `Your hand is up. You are number ${place}.`;
}

/**
 * What everybody is told when somebody is given the word. Pure.
 *
 * @param {{id: string, name: string} | null | undefined} given
 * @param {string} me
 */
export function wordInWords(given, me) {
  if (!given) return "";
  return given.id === me ? "You have been given the word." : `${given.name} has been given the word.`;
}

/** Shows the queue in `#hands`, and keeps the two forms, up and down, in step with it. */
export class Hands {
  /**
   * @param {string} me
   * @param {import("../realtime/announcer.js").Announcer} announcer
   * @param {((person: string) => Promise<any>) | null} lower  what a host can do
   */
  constructor(me, announcer, lower = null) {
    this.me = me;
    this.announcer = announcer;
    this.lower = lower;
    this.list = document.getElementById("hands");
    this.none = document.getElementById("no-hands");
    this.count = document.getElementById("hands-count");
    this.word = document.getElementById("word-given");
    this.up = document.querySelector("form[data-hand-up]");
    this.down = document.querySelector("form[data-hand-down]");
    /** @type {{id: string, name: string, is_first: boolean}[]} */
    this.hands = [];
    this.given = "";
  }

  /** @param {{id: string, name: string, is_first: boolean}[] | undefined} hands */
  snap(hands = []) {
    this.hands = hands;
    // Who asks again waits for the word: the last time is over.
    if (this.word && hands.some(({ id }) => id === this.given)) this.word.hidden = true;
    if (this.list) this.#show();
    this.#showMine();
  }

  /** @param {{hands: {id: string, name: string, is_first: boolean}[], given?: {id: string, name: string} | null}} told */
  change({ hands, given }) {
    // A roundtable shows its order elsewhere, and tells each only what concerns them.
    if (!this.list) {
      this.snap(hands);
      return;
    }
    const known = new Set(this.hands.map(({ id }) => id));
    const was = placeInWords(this.hands, this.me);
    this.snap(hands);
    for (const { id, name } of hands) {
      if (!known.has(id) && id !== this.me) {
        const weight = this.lower ? WEIGHT.important : WEIGHT.ordinary;
        this.announcer.say("hands", `${name} has raised a hand`, (count) => `${count} people have raised a hand`, weight);
      }
    }
    const mine = placeInWords(hands, this.me);
    if (given) this.#give(given);
    else if (mine !== was) this.announcer.say("my hand", mine || "Your hand is down.", undefined, WEIGHT.own);
  }

  /** @param {{id: string, name: string}} given */
  #give(given) {
    const words = wordInWords(given, this.me);
    this.given = given.id;
    if (this.word) {
      this.word.textContent = words;
      this.word.hidden = false;
    }
    if (given.id === this.me) this.announcer.interrupt(words);
    else this.announcer.say("word", words, undefined, WEIGHT.important);
  }

  #show() {
    const held = this.list.contains(document.activeElement);
    arrange(this.list, this.hands, ({ id }) => id, (hand) => this.#draw(hand));
    this.list.hidden = !this.hands.length;
    if (this.none) this.none.hidden = this.hands.length > 0;
    if (this.count) this.count.textContent = String(this.hands.length);
    // The host has lowered the hand whose button had the focus: stay near.
    if (held && !this.list.contains(document.activeElement)) {
      const next = this.list.querySelector("button") ?? this.list.closest("section") ?? this.list;
      if (next.tagName !== "BUTTON") next.tabIndex = -1;
      next.focus();
    }
  }

  #showMine() {
    const words = placeInWords(this.hands, this.me);
    this.#swap(words ? this.up : this.down, words ? this.down : this.up);
  }

  /**
   * @param {HTMLFormElement | null} off
   * @param {HTMLFormElement | null} on
   */
  #swap(off, on) {
    if (!off || !on) return;
    const held = off.contains(document.activeElement);
    off.hidden = true;
    on.hidden = false;
    // It stands where the other stood, in a bar that stays in sight: nothing is to scroll.
    if (held) on.querySelector("button")?.focus({ preventScroll: true });
  }

  /** @param {{id: string, name: string, is_first: boolean}} hand */
  #draw({ id, name, is_first: isFirst }) {
    const line = element("li", "app-people__item");
    const who = element("span", "app-people__name");
    who.append(named(name), id === this.me ? " (you)" : "");
    line.append(who);
    if (isFirst) line.append(" ", tag("First time", "green"));
    if (this.lower) {
      line.append(" ", act("Give the word", name, (button) => doAtOnce(button, () => this.lower(id))));
    }
    return line;
  }
}
