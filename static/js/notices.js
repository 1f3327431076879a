// The new notices in the header of every page of somebody logged in, with scripts on: the count as it changes. A page
// with a line of its own is told by it (notices/live.js); the others ask once a minute while they are looked at.

import { freshBetween, freshInWords, inHeader } from "./notices/words.js";

const EVERY_MS = 60_000;
const SLACK_MS = 1_000;
const NOT_FOR_THEM = [401, 403, 404];

/** What the header shows of somebody's notices. */
class Notices {
  /** @param {HTMLElement} link */
  constructor(link) {
    this.stream = link.dataset.stream;
    /** Whether the page's line tells, so that nobody needs to ask. */
    this.isLive = false;
    /** @type {(fresh: number, headline: string) => void}  how news is said; the focus stays where it is */
    this.say = (fresh, headline) => {
      document.getElementById("notices-said").textContent = freshInWords(fresh, headline);
    };
    this.link = link;
    this.url = link.dataset.countUrl;
    /** @type {import("./notices/words.js").Told} */
    this.told = { unread: Number(link.dataset.unread), at: link.dataset.newest || null, headline: "" };
    this.newestAt = this.told.at;
    this.askedAt = Date.now();
    this.timer = 0;
  }

  /** Ask now and then, and at once when somebody comes back to the page. */
  start() {
    this.timer = setInterval(() => this.#askIfDue(), EVERY_MS);
    document.addEventListener("visibilitychange", () => this.#askIfDue());
    // A page from the browser's memory shows what was new when it was left.
    addEventListener("pageshow", ({ persisted }) => {
      if (persisted) this.#ask();
    });
  }

  /** @param {import("./notices/words.js").Told} told */
  show(told) {
    const fresh = freshBetween({ ...this.told, at: this.newestAt }, told);
    this.told = told;
    if (told.at !== null) this.newestAt = told.at;
    const words = inHeader(told.unread);
    if (this.link.textContent !== words) this.link.textContent = words;
    if (fresh) this.say(fresh, told.headline);
  }

  #askIfDue() {
    const isDue = Date.now() - this.askedAt >= EVERY_MS - SLACK_MS;
    if (isDue && !this.isLive && document.visibilityState === "visible") this.#ask();
  }

  async #ask() {
    this.askedAt = Date.now();
    try {
      const answer = await fetch(this.url, { credentials: "same-origin", cache: "no-store", redirect: "error" });
      // Logged out elsewhere: there is nobody left to ask for.
      if (NOT_FOR_THEM.includes(answer.status)) clearInterval(this.timer);
      if (answer.status === 200) this.show(await answer.json());
    } catch {
      // The network, or a proxy's own page; the next minute tries again.
    }
  }
}

const link = document.getElementById("notices-link");

/** Null where the header has no notices. */
export const notices = link ? new Notices(link) : null;
notices?.start();
