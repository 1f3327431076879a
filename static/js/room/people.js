// Who is here now: those who host the room first, then the others by name.

import { act, element, named, tag } from "./elements.js";

const ROLES = ["Facilitator", "Chair", "Speaker", "Deputy", "Organiser"];
const MANY = 12;
const collator = new Intl.Collator("en");

/**
 * @typedef {import("../realtime/roster.js").Person} Person
 * @typedef {import("../realtime/roster.js").Diff} Diff
 */

/**
 * Which of two stands first. Pure.
 *
 * @param {Person} a
 * @param {Person} b
 */
export function before(a, b) {
  const rank = ({ role }) => (role ? ROLES.indexOf(role) : ROLES.length);
  return rank(a) - rank(b) || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/**
 * Put people in the order in which the page lists them. Pure.
 *
 * @param {Person[]} people
 * @returns {Person[]}
 */
export function inOrder(people) {
  return [...people].sort(before);
}

/**
 * Where somebody belongs in a list that is in order. Pure.
 *
 * @param {Person[]} people
 * @param {Person} person
 */
export function placeOf(people, person) {
  let low = 0;
  let high = people.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(people[middle], person) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shows the roster; a long one can be searched. */
export class People {
  /**
   * @param {string} me
   * @param {{words: string, press: (person: Person, button: HTMLButtonElement) => void} | null} hosting
   *   what a host can do about somebody
   */
  constructor(me, hosting = null) {
    this.me = me;
    this.hosting = hosting;
    this.list = document.getElementById("people");
    this.count = document.getElementById("people-count");
    this.search = document.getElementById("people-search");
    this.box = this.search.querySelector("input");
    /** @type {Person[]} */
    this.people = [];
    /** @type {Map<string, {person: Person, line: HTMLLIElement}>} */
    this.lines = new Map();
    this.box.addEventListener("input", () => this.#filter());
  }

  /**
   * @param {string} id
   * @returns {Person | undefined}
   */
  find(id) {
    return this.lines.get(id)?.person;
  }

  /** @param {Person[]} people  all of them */
  show(people) {
    const here = new Set(people.map(({ id }) => id));
    const left = [...this.lines.keys()].filter((id) => !here.has(id));
    const changed = people.filter((person) => JSON.stringify(this.find(person.id)) !== JSON.stringify(person));
    // The server's own lines carry no names of this page's making.
    if (!this.lines.size) this.list.replaceChildren();
    this.apply({ left, joined: [], changed });
  }

  /** @param {{joined: Person[], left: string[], changed: Person[]}} diff */
  apply({ joined, left, changed }) {
    for (const id of left) this.#remove(id);
    for (const person of [...joined, ...changed]) {
      this.#remove(person.id);
      this.#insert(person);
    }
    this.count.textContent = String(this.people.length);
    this.search.hidden = this.people.length <= MANY;
    if (this.search.hidden && this.box.value) this.box.value = "";
    this.#filter();
  }

  /** @param {string} id */
  #remove(id) {
    const known = this.lines.get(id);
    if (!known) return;
    this.people.splice(placeOf(this.people, known.person), 1);
    this.lines.delete(id);
    known.line.remove();
  }

  /** @param {Person} person */
  #insert(person) {
    const place = placeOf(this.people, person);
    const next = this.people[place];
    const line = this.#draw(person);
    this.list.insertBefore(line, next ? this.lines.get(next.id).line : null);
    this.people.splice(place, 0, person);
    this.lines.set(person.id, { person, line });
  }

  /** @param {Person} person */
  #draw(person) {
    const { id, name, pronouns, role, faint } = person;
    const line = element("li", "app-people__item");
    const who = element("span", "app-people__name");
    who.append(named(name), id === this.me ? " (you)" : "");
    line.append(who);
    const note = element("span", "app-people__note");
    if (pronouns) note.append(named(pronouns));
    if (role) note.append(" ", tag(role));
    // In words: a paler name alone would tell many people nothing.
    if (faint) note.append(" Reconnecting");
    if (note.childNodes.length) line.append(" ", note);
    if (this.hosting && id !== this.me && !role) {
      line.append(" ", act(this.hosting.words, name, (button) => this.hosting.press(person, button)));
    }
    return line;
  }

  #filter() {
    const wanted = this.search.hidden ? "" : this.box.value.trim().toLocaleLowerCase("en");
    for (const line of this.list.children) {
      line.hidden = wanted !== "" && !line.textContent.toLocaleLowerCase("en").includes(wanted);
    }
  }
}
