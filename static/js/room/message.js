// One line of the chat: who said what, when, and what became of it.

import { element, named, tag } from "./elements.js";
import { clock } from "./words.js";

const HIDDEN = "A facilitator hid this message.";
export const REMOVED = "Message removed";
const EDIT_MS = 5 * 60_000;

/**
 * Whether a message can still be changed by who wrote it. Pure.
 *
 * @param {string | null} at  ISO 8601
 * @param {number} now  by the server's clock
 */
export function isEditable(at, now) {
  return at !== null && now - Date.parse(at) < EDIT_MS;
}

/**
 * How long it still can, in milliseconds. Pure.
 *
 * @param {string} at
 * @param {number} now
 */
export function editableFor(at, now) {
  return Math.max(0, Date.parse(at) + EDIT_MS - now);
}

/**
 * @param {object} said
 * @param {{name: string, role?: string}} said.by
 * @param {string | null} said.body  null: gone
 * @param {string | null} said.at
 * @param {boolean} said.isOwn
 * @param {string} [said.gone]  what stands in its place
 * @param {string} zone
 */
export function drawMessage({ by, body, at, isOwn, gone }, zone) {
  const line = element("li", isOwn ? "app-chat__item app-chat__item--own" : "app-chat__item");
  const who = element("span", "app-chat__who");
  who.append(named(by.name));
  line.append(who);
  if (by.role) line.append(" ", tag(by.role));
  const when = element(at ? "time" : "span", "app-chat__when", at ? clock(at, zone) : "Sending");
  if (at) when.setAttribute("datetime", at);
  const text = element("p", "app-chat__text");
  text.dir = "auto";
  line.append(" ", when, text);
  write(line, body, gone);
  return line;
}

/**
 * Tell the author of a hidden message that the page, loaded anew, says why.
 *
 * @param {HTMLElement} line
 */
function offerWhy(line) {
  const why = element("a", "", "Load the page again to read why");
  why.href = location.pathname;
  line.querySelector(".app-chat__text").append(" ", why);
}

/**
 * @param {HTMLElement} line
 * @param {string | null} body  null: gone
 * @param {string} [gone]  what stands in its place
 * @returns {boolean} whether that changed anything
 */
export function write(line, body, gone = HIDDEN) {
  const text = line.querySelector(".app-chat__text");
  // What the page said of a hidden message, with its reason, stays.
  if (body === null && isHidden(line) && text.textContent.startsWith(gone)) return false;
  text.classList.toggle("app-chat__text--hidden", body === null);
  if (text.textContent === body) return false;
  text.textContent = body ?? gone;
  const isOwn = line.classList.contains("app-chat__item--own");
  if (body === null && isOwn && gone !== REMOVED) offerWhy(line);
  return true;
}

/** @param {HTMLElement} line */
export function isHidden(line) {
  return line.querySelector(".app-chat__text--hidden") !== null;
}

/** @param {HTMLElement} line */
export function markEdited(line) {
  const [when, mark] = line.querySelectorAll(".app-chat__when");
  if (!mark) when.after(" ", element("span", "app-chat__when", "Edited"));
}

/** @param {HTMLElement} line */
export function read(line) {
  return {
    id: Number(line.dataset.id),
    name: line.querySelector(".app-chat__who")?.textContent.trim() ?? "",
    at: line.querySelector("time")?.getAttribute("datetime") ?? null,
    body: line.querySelector(".app-chat__text").textContent,
    isOwn: line.classList.contains("app-chat__item--own"),
    isHidden: isHidden(line),
  };
}
