// A small form that opens where its button stands, and gives the focus back when it closes.

import { element } from "./elements.js";
import { hasKeyboard, isPlainEnter } from "./enter.js";

export const NOT_REACHED = "That did not reach us. Try again.";

let number = 0;

/**
 * Open a form behind a button. Escape and Cancel close it; what was typed stays until the server has taken it.
 *
 * @param {HTMLButtonElement} opener
 * @param {object} how
 * @param {string} how.label
 * @param {string} [how.value]
 * @param {string} [how.empty]  what to say when nothing was entered; without it, nothing needs to be
 * @param {{words: string, send: (text: string) => Promise<void>}[]} how.choices
 * @param {() => void} [how.closed]  what to do when it has gone
 * @param {string} [how.hint]  what Enter does, where it makes the first choice as it does in the box of messages
 */
export function openInline(opener, { label, value = "", empty = "", choices, closed, hint = "" }) {
  const host = opener.closest("li") ?? opener.parentElement;
  if (host.querySelector("form.app-inline")) return;
  number += 1;
  const id = `inline-${number}`;
  const form = element("form", "app-inline");
  form.noValidate = true;
  const words = element("label", "nhsuk-label", label);
  words.htmlFor = id;
  const told = element("p", "nhsuk-error-message");
  told.id = `${id}-error`;
  told.hidden = true;
  const box = element("textarea", "nhsuk-textarea");
  box.id = id;
  box.rows = 2;
  box.value = value;
  const row = element("div", "app-buttons");
  form.append(words, told, box, row);

  const close = () => {
    form.remove();
    opener.hidden = false;
    if (opener.isConnected) opener.focus();
    closed?.();
  };
  const fail = (why) => {
    told.textContent = `Error: ${why}`;
    told.hidden = false;
    box.setAttribute("aria-describedby", told.id);
    box.focus();
  };
  let isSending = false;
  const choose = async ({ send }) => {
    if (isSending) return;
    const text = box.value.trim();
    if (!text && empty) {
      fail(empty);
      return;
    }
    isSending = true;
    try {
      await send(text);
      close();
    } catch (error) {
      fail(error.sentence ?? NOT_REACHED);
    } finally {
      isSending = false;
    }
  };

  for (const [index, choice] of choices.entries()) {
    const press = element("button", "nhsuk-button nhsuk-button--small nhsuk-button--secondary", choice.words);
    press.type = index ? "button" : "submit";
    if (index) press.addEventListener("click", () => choose(choice));
    row.append(press);
  }
  const cancel = element("button", "app-act", "Cancel");
  cancel.type = "button";
  cancel.addEventListener("click", close);
  row.append(cancel);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose(choices[0]);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    close();
  });
  if (hint && hasKeyboard()) chooseByEnter(form, box, hint);
  host.append(form);
  opener.hidden = true;
  box.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} box
 * @param {string} hint
 */
function chooseByEnter(form, box, hint) {
  box.addEventListener("keydown", (event) => {
    if (!isPlainEnter(event)) return;
    event.preventDefault();
    if (!event.repeat) form.requestSubmit();
  });
  form.append(element("p", "nhsuk-body-s app-chat__hint", hint));
}

/**
 * Do what needs no reason, and say so beside the button when it failed.
 *
 * @param {HTMLButtonElement} button
 * @param {() => Promise<any>} send
 */
export async function doAtOnce(button, send) {
  button.parentElement.querySelector(".nhsuk-error-message")?.remove();
  button.ariaDisabled = "true";
  try {
    await send();
  } catch (error) {
    const told = element("span", "nhsuk-error-message", `Error: ${error.sentence ?? NOT_REACHED}`);
    told.setAttribute("role", "alert");
    button.after(told);
  } finally {
    button.ariaDisabled = null;
  }
}
