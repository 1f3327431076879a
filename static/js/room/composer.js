// The box in which a message is written. Until the line has once stood, the form is posted as without scripts.

import { hasKeyboard, isPlainEnter } from "./enter.js";

const EMPTY = "Enter a message";

/** Sends what is written, and gives back what could not be sent. */
export class Composer {
  /**
   * @param {(body: string) => void} send
   * @param {() => string} whyNot  why nothing can be sent now; empty when it can
   */
  constructor(send, whyNot) {
    this.send = send;
    this.whyNot = whyNot;
    this.form = document.getElementById("say");
    this.box = document.getElementById("id_body");
    this.isLive = false;
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.box.addEventListener("input", () => this.#clear());
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  /** From now on messages go over the line. */
  takeOver() {
    if (this.isLive) return;
    this.isLive = true;
    const hint = document.getElementById("enter-hint");
    if (hasKeyboard()) hint.hidden = false;
  }

  /**
   * The room is over for this person: say so where they write, and leave what they were writing to be copied.
   *
   * @param {string} why
   */
  stop(why) {
    this.isLive = false;
    const isWriting = this.box.value.trim() !== "";
    this.form.querySelector("button").hidden = true;
    document.getElementById("enter-hint").hidden = true;
    document.getElementById("say-ended").hidden = false;
    document.getElementById("say-ended").textContent = isWriting
      ? `${why} Your message was not sent. Copy it if you want to keep it.`
      : why;
    this.box.readOnly = true;
    this.box.closest(".nhsuk-form-group").hidden = !isWriting;
  }

  /**
   * @param {string} body
   * @param {string} why
   */
  giveBack(body, why) {
    this.box.value = this.box.value ? `${body}\n${this.box.value}` : body;
    this.#fail(why);
  }

  /** What was in the way is no more. */
  forgive() {
    this.#clear();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    if (!this.isLive) return;
    event.preventDefault();
    const body = this.box.value.trim();
    if (!body) {
      this.#fail(EMPTY);
      return;
    }
    const why = this.whyNot();
    if (why) {
      this.#fail(why);
      return;
    }
    this.#clear();
    this.box.value = "";
    this.box.focus();
    this.send(body);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!isPlainEnter(event) || !this.isLive || !hasKeyboard()) return;
    event.preventDefault();
    // A second Enter right after sending asks for nothing; the button in an empty box is told what is missing.
    if (this.box.value.trim()) this.form.requestSubmit();
  }

  /** @param {string} why */
  #fail(why) {
    this.#clear();
    const group = this.box.closest(".nhsuk-form-group");
    const told = document.createElement("p");
    told.className = "nhsuk-error-message";
    told.id = "id_body-error";
    const lead = document.createElement("span");
    lead.className = "nhsuk-u-visually-hidden";
    lead.textContent = "Error: ";
    told.append(lead, why);
    group.classList.add("nhsuk-form-group--error");
    group.insertBefore(told, this.box);
    this.box.classList.add("nhsuk-textarea--error");
    this.box.setAttribute("aria-describedby", told.id);
    this.box.focus();
  }

  #clear() {
    document.getElementById("id_body-error")?.remove();
    this.box.closest(".nhsuk-form-group").classList.remove("nhsuk-form-group--error");
    this.box.classList.remove("nhsuk-textarea--error");
    this.box.removeAttribute("aria-describedby");
  }
}
