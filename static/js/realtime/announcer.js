// The voice of a live page: a polite, visually hidden region that speaks seldom and sums up bursts, and one that
// interrupts, for the few things that cannot wait.

const BETWEEN_MS = 3_000;

/** How much something matters. */
export const WEIGHT = Object.freeze({ ordinary: 1, important: 2, own: 3 });

/** From which weight on a person wants to hear: everything, mentions and facilitators, what concerns the person only. */
export const HEARD = Object.freeze({ all: WEIGHT.ordinary, mentions: WEIGHT.important, none: WEIGHT.own });

/**
 * Say several events of one kind in one sentence. Pure.
 *
 * @param {Map<string, {count: number, text: string, many: (count: number) => string}>} news
 * @returns {string}
 */
export function summed(news) {
  return [...news.values()].map(({ count, text, many }) => (count === 1 ? text : many(count))).join(". ");
}

/** Speaks politely at most once in three seconds. */
export class Announcer {
  /** @param {HTMLElement} page  where the regions are put */
  constructor(page = document.body) {
    this.region = region(page, "status", "polite");
    this.loud = region(page, "alert", "assertive");
    this.news = new Map();
    this.timer = 0;
    this.spokeAt = -Infinity;
    /** @type {keyof typeof HEARD} */
    this.level = "all";
  }

  /**
   * Say something, or add it to what waits to be said.
   *
   * @param {string} kind  what belongs together
   * @param {string} text  when it is the only one of its kind
   * @param {(count: number) => string} [many]  when there are more: (5) => "5 new messages"; else the last counts
   * @param {number} [weight]
   */
  say(kind, text, many = () => text, weight = WEIGHT.ordinary) {
    if (weight < HEARD[this.level]) return;
    const count = (this.news.get(kind)?.count ?? 0) + 1;
    this.news.set(kind, { count, text, many });
    if (this.timer) return;
    const wait = Math.max(0, this.spokeAt + BETWEEN_MS - performance.now());
    this.timer = setTimeout(() => this.#speak(), wait);
  }

  /**
   * Say something now, whatever is being read: a recall, a removal, a connection lost for long.
   *
   * @param {string} text
   */
  interrupt(text) {
    put(this.loud, text);
  }

  #speak() {
    this.timer = 0;
    put(this.region, summed(this.news));
    this.news.clear();
    this.spokeAt = performance.now();
  }
}

/**
 * @param {HTMLElement} page
 * @param {string} role
 * @param {string} live
 */
function region(page, role, live) {
  const made = document.createElement("div");
  made.className = "nhsuk-u-visually-hidden";
  made.setAttribute("role", role);
  made.setAttribute("aria-live", live);
  page.append(made);
  return made;
}

/**
 * @param {HTMLElement} where
 * @param {string} text
 */
function put(where, text) {
  // A new element, because the same words written twice are spoken once.
  const line = document.createElement("p");
  line.textContent = text;
  where.replaceChildren(line);
}
