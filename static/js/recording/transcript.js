// Searching the transcript: paragraphs without the words are hidden, and the words are marked where they stand,
// inside the captions, so that each hit leads to its own second.

/**
 * @param {HTMLElement} box
 * @param {HTMLElement[]} paragraphs
 */
export function offerSearch(box, paragraphs) {
  const input = box.querySelector("input");
  const found = box.querySelector("[role=status]");
  const spoken = paragraphs.map((paragraph) => new Spoken(paragraph));
  input.addEventListener("input", () => {
    const wanted = input.value.trim();
    let count = 0;
    for (const each of spoken) count += each.look(wanted);
    found.textContent = wanted ? inWords(count) : "";
  });
  box.hidden = false;
}

/** A paragraph, of one piece for each caption. */
class Spoken {
  /** @param {HTMLElement} paragraph */
  constructor(paragraph) {
    this.paragraph = paragraph;
    this.text = "";
    this.pieces = [...paragraph.querySelectorAll("[data-piece]")].map((element) => {
      if (this.text) this.text += " ";
      const start = this.text.length;
      this.text += element.textContent;
      return { element, start, end: this.text.length };
    });
  }

  /**
   * Mark each hit, also one that reaches from one caption into the next, and hide the paragraph without any.
   *
   * @param {string} wanted
   * @returns {number} how many there are
   */
  look(wanted) {
    const hits = wanted ? [...this.text.matchAll(literally(wanted))] : [];
    const ranges = hits.map((hit) => [hit.index, hit.index + hit[0].length]);
    for (const piece of this.pieces) mark(piece, this.text, ranges);
    this.paragraph.hidden = Boolean(wanted) && hits.length === 0;
    return hits.length;
  }
}

/** @param {string} wanted */
function literally(wanted) {
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return new RegExp(escaped, "giu");
}

/** @param {number} count */
function inWords(count) {
  if (!count) return "Nothing was found. All of it is there again when the box is empty.";
  return count === 1 ? "Found once." : `Found ${count} times.`;
}

/** Write a piece anew with its part of each hit marked. */
function mark({ element, start, end }, text, ranges) {
  const parts = [];
  let at = start;
  for (const [from, to] of ranges) {
    const first = Math.max(from, at);
    const last = Math.min(to, end);
    if (first >= last) continue;
    const hit = document.createElement("mark");
    hit.textContent = text.slice(first, last);
    parts.push(text.slice(at, first), hit);
    at = last;
  }
  element.replaceChildren(...parts, text.slice(at, end));
}
