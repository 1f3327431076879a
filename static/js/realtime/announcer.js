// The one voice of a live page: a polite, visually hidden region that speaks seldom and sums up bursts.

const BETWEEN_MS = 3_000;

/**
 * Say several events of one kind in one sentence. Pure.
 *
 * @param {Map<string, {count: number, text: string, many: (count: number) => string}>} news
 * @returns {string}
 */
export function summed(news) {
  return [...news.values()].map(({ count, text, many }) => (count === 1 ? text : many(count))).join(". ");
}

/** Speaks at most once in three seconds. */
export class Announcer {
  /** @param {HTMLElement} page  where the region is put */
  constructor(page = document.body) {
    this.region = document.createElement("div");
    this.region.className = "nhsuk-u-visually-hidden";
    this.region.setAttribute("role", "status");
    this.region.setAttribute("aria-live", "polite");
    page.append(this.region);
    this.news = new Map();
    this.timer = 0;
    this.spokeAt = -Infinity;
    this.isPaused = false;
  }

  /**
   * Say something, or add it to what waits to be said.
   *
   * @param {string} kind  what belongs together
   * @param {string} text  when it is the only one of its kind
   * @param {(count: number) => string} many  when there are more: (5) => "5 new messages"
   */
  say(kind, text, many) {
    if (this.isPaused) return;
    const count = (this.news.get(kind)?.count ?? 0) + 1;
    this.news.set(kind, { count, text, many });
    if (this.timer) return;
    const wait = Math.max(0, this.spokeAt + BETWEEN_MS - performance.now());
    this.timer = setTimeout(() => this.#speak(), wait);
  }

  /** @param {boolean} isPaused  whether the person wants silence */
  pause(isPaused) {
    this.isPaused = isPaused;
    if (isPaused) this.news.clear();
  }

  #speak() {
    this.timer = 0;
    if (!this.news.size) return;
    // A new element, because the same words written twice are spoken once.
    const line = document.createElement("p");
    line.textContent = summed(this.news);
    this.news.clear();
    this.region.replaceChildren(line);
    this.spokeAt = performance.now();
  }
}
