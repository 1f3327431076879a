// Who is there, as one page holds it: a whole roster, and the differences that fit onto it.

/**
 * @typedef {{id: string, name: string, pronouns?: string, role?: string, faint?: boolean}} Person
 * @typedef {{v_from: number, joined: Person[], left: string[], changed: Person[]}} Diff
 */

/** Versions only go up: a difference fits onto exactly one, and older ones are contained already. Pure. */
export class Roster {
  constructor() {
    /** @type {number | null} */
    this.version = null;
    /** @type {Map<string, Person>} */
    this.people = new Map();
    /** Whether a difference was missed, so that nothing fits until the whole roster comes. */
    this.isOff = false;
  }

  /**
   * @param {number} version
   * @param {Person[]} people
   */
  whole(version, people) {
    this.version = version;
    this.people = new Map(people.map((person) => [person.id, person]));
    this.isOff = false;
  }

  /**
   * @param {number} version
   * @param {Diff} diff
   * @returns {boolean} whether it was applied
   */
  apply(version, { v_from: from, joined, left, changed }) {
    if (this.version !== null && version <= this.version) return false;
    if (this.version !== from) {
      this.isOff = true;
      return false;
    }
    for (const id of left) this.people.delete(id);
    for (const person of [...joined, ...changed]) this.people.set(person.id, person);
    this.version = version;
    return true;
  }
}
