// The form of those who run a room that makes the draft of a poll, over the line.

import { element } from "./elements.js";
import { clearErrors, errorInWords, showError } from "./errors.js";
import { NOT_REACHED } from "./inline.js";

const AT_OPTIONS = new Set(["too_few_options", "too_many_options", "option_too_long", "same_option"]);
const [QUESTION_LIMIT, OPTION_LIMIT] = [300, 120];

/**
 * What is wrong with a draft: with its question, or with which of its options. Pure.
 *
 * @param {{sentence?: string | null, code?: string}} error
 * @param {{question: string, options: string[]}} typed
 * @returns {{part: number | null, words: string}}
 */
export function draftError(error, { question, options }) {
  const lengths = options.map((option) => [...option].length);
  const longest = lengths.indexOf(Math.max(...lengths));
  const isOption = AT_OPTIONS.has(error.code) || (!error.sentence && lengths[longest] > OPTION_LIMIT);
  const isLong = !error.sentence || error.code === "option_too_long";
  const part = isOption ? (isLong ? longest : 0) : null;
  const [text, limit, label] = isOption
    ? [options[longest], OPTION_LIMIT, "Each option"]
    : [question, QUESTION_LIMIT, "Question"];
  return { part, words: errorInWords(error, { text, limit, label, other: NOT_REACHED }) };
}

/**
 * @param {HTMLFormElement | null} form
 * @param {import("../realtime/store.js").Store} store
 */
export function takeDraftForm(form, store) {
  form?.addEventListener("submit", (event) => {
    if (!store.isFollowing) return;
    event.preventDefault();
    make(form, store);
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {import("../realtime/store.js").Store} store
 */
async function make(form, store) {
  const told = form.querySelector(".app-asked") ?? element("p", "app-asked");
  told.setAttribute("role", "status");
  form.append(told);
  told.textContent = "";
  clearErrors(form);
  const boxes = [...form.elements].filter(({ name }) => name.startsWith("option_"));
  const { cid, question, is_multiple: kind } = form.elements;
  try {
    await store.ask("fac.draft", {
      cid: cid.value,
      question: question.value,
      options: boxes.map(({ value }) => value),
      is_multiple: kind.value === "several",
    });
    for (const box of [question, ...boxes]) box.value = "";
    cid.value = crypto.randomUUID();
    told.textContent = "The draft is made. Open it when you are ready.";
  } catch (error) {
    const typed = { question: question.value, options: boxes.map(({ value }) => value) };
    const { part, words } = draftError(error, typed);
    showError(form, part === null ? question : boxes[part], words);
  }
}
