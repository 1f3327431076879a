// What is wrong with a form that goes over the line, told as every page tells it: at its field, which is marked, and in
// the title; until it is put right.

import { element } from "./elements.js";

const MARK = "Error: ";
// Refused before the room's own rules are asked, which have a sentence for it.
const FAR_TOO_LONG = new Set(["malformed", "too_large"]);

/**
 * What to say of a refusal. Pure.
 *
 * @param {{sentence?: string | null, code?: string}} error
 * @param {object} about
 * @param {string} about.text   what was sent
 * @param {number} about.limit
 * @param {string} about.label  of the field
 * @param {string} about.other  what to say where nothing better is known
 */
export function errorInWords({ sentence, code }, { text, limit, label, other }) {
  if (sentence) return sentence;
  const length = [...text].length;
  if (!FAR_TOO_LONG.has(code) || length <= limit) return other;
  const [most, has] = [limit, length].map((number) => number.toLocaleString("en-GB"));
  return `${label} must be ${most} characters or fewer. It has ${has}.`;
}

/**
 * Say it at the field, and nothing else of this form; gone as soon as the field is another.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLElement} box    to be put right: the first of several
 * @param {string} words
 */
export function showError(form, box, words) {
  clearErrors(form);
  const choices = box.closest(".nhsuk-radios, .nhsuk-checkboxes");
  const told = element("p", "nhsuk-error-message");
  told.id = `${box.id}-error`;
  // Whoever sent it by Enter is in the box already: taking the focus would tell them nothing.
  told.setAttribute("role", "alert");
  told.append(element("span", "nhsuk-u-visually-hidden", MARK), words);
  (choices ?? box).before(told);
  box.closest(".nhsuk-form-group")?.classList.add("nhsuk-form-group--error");
  if (!choices) box.classList.add(box.tagName === "TEXTAREA" ? "nhsuk-textarea--error" : "nhsuk-input--error");
  const described = choices?.closest("fieldset") ?? box;
  const others = described.getAttribute("aria-describedby");
  described.setAttribute("aria-describedby", others ? `${others} ${told.id}` : told.id);
  document.title = `${MARK}${document.title}`;
  form.addEventListener("input", () => clearErrors(form), { once: true });
  box.focus();
}

/**
 * Nothing is wrong with the form any more, whether a script or the page said that something was.
 *
 * @param {HTMLFormElement} form
 */
export function clearErrors(form) {
  for (const described of form.querySelectorAll("[aria-describedby]")) undescribe(described, form);
  for (const told of form.querySelectorAll(".nhsuk-error-message")) told.remove();
  for (const kind of ["form-group", "input", "textarea", "select"]) {
    const name = `nhsuk-${kind}--error`;
    for (const marked of form.querySelectorAll(`.${name}`)) marked.classList.remove(name);
  }
  document.querySelector(".nhsuk-error-summary")?.remove();
  if (document.title.startsWith(MARK)) document.title = document.title.slice(MARK.length);
}

/**
 * @param {HTMLElement} part
 * @param {HTMLFormElement} form
 */
function undescribe(part, form) {
  const errors = new Set([...form.querySelectorAll(".nhsuk-error-message")].map(({ id }) => id));
  const left = part.getAttribute("aria-describedby").split(" ").filter((id) => !errors.has(id));
  if (left.length) part.setAttribute("aria-describedby", left.join(" "));
  else part.removeAttribute("aria-describedby");
}
