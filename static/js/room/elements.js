// Parts of the page as scripts make them: always by text, never by markup.

/**
 * @param {string} name
 * @param {string} [classes]
 * @param {string} [text]
 */
export function element(name, classes = "", text = "") {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (text) made.textContent = text;
  return made;
}

/**
 * Somebody's own words, kept apart from ours whatever their direction.
 *
 * @param {string} text
 */
export function named(text) {
  return element("bdi", "", text);
}

/**
 * @param {string} text
 * @param {string} [colour]
 */
export function tag(text, colour = "blue") {
  return element("strong", `nhsuk-tag nhsuk-tag--${colour}`, text);
}

/**
 * A small button in a list; who does not see the list hears what it is about.
 *
 * @param {string} words
 * @param {string} about
 * @param {(button: HTMLButtonElement) => void} press
 */
export function act(words, about, press) {
  const made = element("button", "app-act", words);
  made.type = "button";
  if (about) made.append(element("span", "nhsuk-u-visually-hidden", `: ${about}`));
  made.addEventListener("click", () => press(made));
  return made;
}

/**
 * Bring a list to what it shows now: lines that stay are not touched, so that nothing that is focused goes away.
 *
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => HTMLElement} draw
 */
export function arrange(list, items, key, draw) {
  const known = new Map([...list.children].map((line) => [line.dataset.key, line]));
  let next = list.firstElementChild;
  for (const item of items) {
    const mark = JSON.stringify(item);
    let line = known.get(key(item));
    known.delete(key(item));
    if (line?.dataset.mark !== mark) {
      const drawn = draw(item);
      drawn.dataset.key = key(item);
      drawn.dataset.mark = mark;
      if (line === next) next = next?.nextElementSibling ?? null;
      line?.remove();
      line = drawn;
    }
    if (line === next) next = next.nextElementSibling;
    else list.insertBefore(line, next);
  }
  const leftOver = [...list.children].slice(items.length);
  for (const line of leftOver) line.remove();
}
