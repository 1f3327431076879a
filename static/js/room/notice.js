// What concerns one person, or everybody at once, in sight wherever the page is scrolled to, until it is closed.

/** Shows the last of them in `#notice`. */
export class Notice {
  constructor() {
    this.box = document.getElementById("notice");
    this.words = document.getElementById("notice-words");
    this.box?.querySelector("button").addEventListener("click", () => this.clear());
  }

  /** @param {string} words */
  say(words) {
    if (!this.box) return;
    this.words.textContent = words;
    this.box.hidden = false;
  }

  clear() {
    if (this.box) this.box.hidden = true;
  }
}
