// The tabs of a room with scripts on: what stands in the middle changes without the page being left. What a tab shows
// is asked for when it is first opened, markup and script both, so that the chat comes first.

import { WEIGHT } from "../realtime/announcer.js";
import { element } from "./elements.js";

const PARTS = {
  questions: () => import("./questions.js"),
  polls: () => import("./polls.js"),
  notes: () => import("./notes.js"),
  table: () => import("./table.js"),
};

/**
 * How a tab names what it counts. Pure.
 *
 * @param {number} count
 * @param {string} [name]  of the tab
 */
export function countInWords(count, name) {
  if (name === "notes") return count === 1 ? "1 block" : `${count} blocks`;
  return count === 1 ? "1 open" : `${count} open`;
}

/** Shows one panel of `#panels` at a time. */
export class Tabs {
  /** @param {object} context  what each part needs of the page */
  constructor(context) {
    this.context = context;
    this.polls = 0;
    this.panels = document.getElementById("panels");
    this.links = [...document.querySelectorAll(".app-tabs a[data-tab]")];
    for (const link of this.links) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        this.#open(link);
      });
    }
    for (const panel of document.querySelectorAll("[data-panel]")) this.#begin(panel);
  }

  /** @param {{questions?: number, polls?: number, notes?: number}} counts  by the name of the tab */
  count(counts) {
    if (counts.polls > this.polls) this.context.announcer.say("poll", "A poll is open", undefined, WEIGHT.important);
    this.polls = counts.polls;
    for (const link of this.links) {
      link.querySelector(".app-count")?.remove();
      const count = counts[link.dataset.tab] ?? 0;
      if (count) link.append(" ", element("span", "app-count", countInWords(count, link.dataset.tab)));
    }
  }

  /** @param {HTMLAnchorElement} link */
  async #open(link) {
    const name = link.dataset.tab;
    try {
      if (!this.#panel(name)) await this.#fetch(link);
    } catch {
      // Without an answer the browser goes there itself, and says why it cannot.
      location.assign(link.href);
      return;
    }
    for (const panel of this.panels.children) panel.hidden = panel.dataset.panel !== name;
    for (const other of this.links) {
      if (other === link) other.setAttribute("aria-current", "page");
      else other.removeAttribute("aria-current");
    }
    history.replaceState(null, "", link.href);
  }

  /** @param {HTMLAnchorElement} link */
  async #fetch(link) {
    const answer = await fetch(link.href, { credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const panel = page.querySelector(`[data-panel="${link.dataset.tab}"]`);
    if (!answer.ok || !panel) throw new Error("not there");
    if (this.#panel(link.dataset.tab)) return;
    panel.hidden = true;
    this.panels.append(document.adoptNode(panel));
    this.#begin(panel);
  }

  /** @param {HTMLElement} panel */
  async #begin(panel) {
    const part = PARTS[panel.dataset.panel];
    if (!part) return;
    for (const each of panel.querySelectorAll("[data-without-scripts]")) each.hidden = true;
    const { begin } = await part();
    begin(panel, this.context);
  }

  /** @param {string} name */
  #panel(name) {
    return [...this.panels.children].find((panel) => panel.dataset.panel === name);
  }
}
