// What Enter means where a message is written: it sends, and with Shift it breaks the line.

/** Whether Enter may send here: on a phone's keyboard it is the only way to a new line. */
export function hasKeyboard() {
  return matchMedia("(pointer: fine)").matches;
}

/** @param {KeyboardEvent} event */
export function isPlainEnter(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing;
}

export const ENTER_SAVES = "Enter saves. Shift and Enter start a new line.";
