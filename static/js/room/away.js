// Who was called away from the room, this person too; and what happened while a page was without its line.

import { element, named, tag } from "./elements.js";
import { clock as inWords } from "./words.js";

const MISSED_AFTER_MS = 120_000;

/**
 * @typedef {{id: string, name: string, until: string}} Away
 */

/**
 * Those who are still expected back. Pure.
 *
 * @param {Away[]} list
 * @param {number} now
 */
export function expected(list, now) {
  return list.filter(({ until }) => Date.parse(until) > now);
}

/**
 * How long until the first of them is expected no more; nothing without anybody. Pure.
 *
 * @param {Away[]} list
 * @param {number} now
 */
export function untilNext(list, now) {
  const times = expected(list, now).map(({ until }) => Date.parse(until) - now);
  return times.length ? Math.min(...times) : null;
}

/**
 * What a page says that the person has left by another. Pure.
 *
 * @param {string} until
 * @param {string} zone
 */
export function awayInWords(until, zone) {
  return `You are called away. You are expected back until ${inWords(until, zone)}.`;
}

/**
 * @param {object} page
 * @param {EventTarget} page.line
 * @param {import("../realtime/clock.js").ServerClock} page.clock
 * @param {string} page.me
 * @param {string} page.zone
 * @param {(why: string) => void} page.end
 * @returns {(list: Away[]) => void}
 */
export function followAway({ line, clock, me, zone, end }) {
  const list = document.getElementById("away");
  let timer = 0;
  let lostAt = 0;
  line.addEventListener("state", ({ detail }) => {
    if (detail.state !== "connected") lostAt ||= Date.now();
  });

  const show = (all) => {
    clearTimeout(timer);
    const now = clock.now();
    const people = expected(all ?? [], now);
    list.replaceChildren(...people.map(drawn));
    list.hidden = !people.length;
    const next = untilNext(people, now);
    if (next !== null) timer = setTimeout(show, next, people);
    const mine = people.find(({ id }) => id === me);
    if (mine) leave(mine);
    // Whoever is called away comes back by loading a page: nothing is asked for on their behalf.
    else if (lostAt && Date.now() - lostAt > MISSED_AFTER_MS) tellMissed();
    lostAt = 0;
  };

  const leave = ({ until }) => {
    end(awayInWords(until, zone));
    const back = document.getElementById("ended-back");
    back.textContent = "I am back";
    back.hidden = false;
  };
  return show;
}

/** @param {Away} person */
function drawn({ name }) {
  const item = element("li", "app-people__item");
  const who = element("span", "app-people__name");
  who.append(named(name));
  const note = element("span", "app-people__note");
  note.append(tag("Called away", "grey"));
  item.append(who, " ", note);
  return item;
}

/** Put in what happened meanwhile, above the tabs; the page stays as it is otherwise. */
async function tellMissed() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("digest");
    document.getElementById("digest")?.remove();
    if (fresh) document.querySelector(".app-tabs").before(document.adoptNode(fresh));
  } catch {
    // The page that is loaded next has it.
  }
}
