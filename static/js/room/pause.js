// Updates can be held back: who reads slowly, or listens to a screen reader, lets them come when they are ready.

/**
 * What the button says. Pure.
 *
 * @param {boolean} isPaused
 * @param {number} count
 */
export function pauseInWords(isPaused, count) {
  if (!isPaused) return "Pause updates";
  if (!count) return "Show updates again";
  return `Show updates again (${count === 1 ? "1 update" : `${count} updates`} waiting)`;
}

/** Holds chat and roster from one press of its button to the next. */
export class Pause {
  /** @param {HTMLElement} place  where the button stands */
  constructor(place) {
    this.isPaused = false;
    this.count = 0;
    /** @type {(() => void)[]} */
    this.waiting = [];
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.id = "pause";
    this.button.className = "app-act";
    this.button.addEventListener("click", () => this.#press());
    place.append(this.button);
    this.#name();
  }

  /**
   * @param {() => void} change  made now, or when updates are shown again
   * @param {number} count  as how many it counts while it waits
   */
  when(change, count = 1) {
    if (!this.isPaused) {
      change();
      return;
    }
    this.waiting.push(change);
    this.count += count;
    this.#name();
  }

  #press() {
    this.isPaused = !this.isPaused;
    const waiting = this.waiting.splice(0);
    this.count = 0;
    for (const change of waiting) change();
    this.#name();
  }

  #name() {
    this.button.textContent = pauseInWords(this.isPaused, this.count);
  }
}
