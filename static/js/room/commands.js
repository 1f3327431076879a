// The two forms of one's own hand: while the line stands they go over it, and the page stays as it is; else, and
// without scripts, they are posted as forms.

import { element } from "./elements.js";
import { NOT_REACHED } from "./inline.js";

/**
 * Which command a form is, if any. Pure.
 *
 * @param {DOMStringMap} told
 * @returns {string | null}
 */
export function commandOf(told) {
  if ("handUp" in told) return "hand.up";
  return "handDown" in told ? "hand.down" : null;
}

/**
 * Send the page's command forms over the line.
 *
 * @param {import("../realtime/store.js").Store} store
 */
export function takeCommands(store) {
  document.addEventListener("submit", (event) => {
    const command = commandOf(event.target.dataset);
    if (!command || !store.isFollowing) return;
    event.preventDefault();
    carryOut(event.target, store.ask(command));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {Promise<any>} answer
 */
async function carryOut(form, answer) {
  form.querySelector(".nhsuk-error-message")?.remove();
  try {
    await answer;
  } catch (error) {
    const told = element("p", "nhsuk-error-message", `Error: ${error.sentence ?? NOT_REACHED}`);
    told.setAttribute("role", "alert");
    form.prepend(told);
  }
}
