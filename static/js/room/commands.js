// Forms that are commands: `<form data-command="hand.up">`. While the line stands they go over it, and the page
// stays as it is; else, and without scripts, they are posted as forms.

import { element } from "./elements.js";
import { NOT_REACHED } from "./inline.js";

const text = (value) => value.trim();
const whole = (value) => (value === "" ? null : Number(value));
const yes = (value) => ["1", "true", "on", "yes", "True"].includes(value);
const drawn = (value) => value || crypto.randomUUID();

/** The fields of each command, by the names that they have on the wire and in the forms. */
export const COMMANDS = Object.freeze({
  "hand.up": {},
  "hand.down": {},
  "fac.timer": { minutes: whole, label: text },
  "fac.extend": { minutes: whole },
  "fac.announce": { cid: drawn, body: text },
  "fac.lock": { is_locked: yes },
  "fac.slow": { seconds: whole },
  "fac.recall": { is_on: yes },
  "fac.hide": { id: whole, is_hidden: yes, because: text },
  "fac.mute": { person: text, is_on: yes, because: text, minutes: whole },
  "fac.remove": { person: text, is_on: yes, because: text },
  "fac.hand": { person: text },
  "fac.report": { id: whole },
});

/**
 * Read a form as a command's fields. Pure.
 *
 * @param {string} command
 * @param {Map<string, string>} values
 * @returns {object}
 */
export function fieldsOf(command, values) {
  const fields = Object.entries(COMMANDS[command]);
  return Object.fromEntries(fields.map(([name, read]) => [name, read(values.get(name) ?? "")]));
}

/**
 * Send the page's command forms over the line.
 *
 * @param {import("../realtime/store.js").Store} store
 */
export function takeCommands(store) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-command]");
    if (!form || !(form.dataset.command in COMMANDS) || !store.isFollowing) return;
    event.preventDefault();
    const values = new Map([...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)]));
    carryOut(form, event.submitter, store.ask(form.dataset.command, fieldsOf(form.dataset.command, values)));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 * @param {Promise<any>} answer
 */
async function carryOut(form, button, answer) {
  form.querySelector(".app-command__error")?.remove();
  if (button) button.ariaDisabled = "true";
  try {
    await answer;
    form.reset();
    // The next one is another: the same cid again would change nothing.
    const cid = form.querySelector("[name=cid]");
    if (cid) cid.value = crypto.randomUUID();
  } catch (error) {
    const told = element("p", "nhsuk-error-message app-command__error");
    told.append(element("span", "nhsuk-u-visually-hidden", "Error: "));
    told.append(error.sentence ?? NOT_REACHED);
    told.setAttribute("role", "alert");
    form.prepend(told);
  } finally {
    if (button) button.ariaDisabled = null;
  }
}
