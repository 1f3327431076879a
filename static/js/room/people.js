// Who is here now: those who host the room first, then the others by name.

const ROLES = ["Facilitator", "Chair", "Speaker"];
const MANY = 12;

/**
 * @typedef {{id: string, name: string, pronouns?: string, role?: string}} Person
 */

/**
 * Put people in the order in which the page lists them. Pure.
 *
 * @param {Person[]} people
 * @returns {Person[]}
 */
export function inOrder(people) {
  const rank = ({ role }) => (role ? ROLES.indexOf(role) : ROLES.length);
  return [...people].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "en"));
}

/** Shows the roster; a long one can be searched. */
export class People {
  /** @param {string} me */
  constructor(me) {
    this.me = me;
    this.list = document.getElementById("people");
    this.count = document.getElementById("people-count");
    this.search = document.getElementById("people-search");
    this.box = this.search.querySelector("input");
    /** @type {Map<string, {badge: string, line: HTMLLIElement}>} */
    this.lines = new Map();
    this.box.addEventListener("input", () => this.#filter());
  }

  /** @param {Person[]} people */
  show(people) {
    const lines = inOrder(people).map((person) => this.#line(person));
    const here = new Set(people.map(({ id }) => id));
    for (const id of this.lines.keys()) if (!here.has(id)) this.lines.delete(id);
    this.list.replaceChildren(...lines);
    this.count.textContent = String(people.length);
    this.search.hidden = people.length <= MANY;
    this.#filter();
  }

  /** @param {Person} person */
  #line(person) {
    const badge = JSON.stringify(person);
    const known = this.lines.get(person.id);
    if (known?.badge === badge) return known.line;
    const line = this.#draw(person);
    this.lines.set(person.id, { badge, line });
    return line;
  }

  /** @param {Person} person */
  #draw({ id, name, pronouns, role }) {
    const line = document.createElement("li");
    line.className = "app-people__item";
    line.append(part("app-people__name", name, id === this.me ? " (you)" : ""));
    if (pronouns || role) {
      const note = part("app-people__note", pronouns ?? "");
      if (role) {
        const tag = document.createElement("strong");
        tag.className = "nhsuk-tag nhsuk-tag--blue";
        tag.textContent = role;
        note.append(" ", tag);
      }
      line.append(" ", note);
    }
    return line;
  }

  #filter() {
    const wanted = this.search.hidden ? "" : this.box.value.trim().toLocaleLowerCase("en");
    for (const line of this.list.children) {
      line.hidden = !line.textContent.toLocaleLowerCase("en").includes(wanted);
    }
  }
}

/**
 * @param {string} classes
 * @param {string} text  somebody's own words, kept apart from ours whatever their direction
 * @param {string} after
 */
function part(classes, text, after = "") {
  const made = document.createElement("span");
  made.className = classes;
  const own = document.createElement("bdi");
  own.textContent = text;
  made.append(own, after);
  return made;
}
