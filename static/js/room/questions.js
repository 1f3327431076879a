// The questions of a room as they change: asked, wanted, answered. Everybody sees them in the same order.

import { WEIGHT } from "../realtime/announcer.js";
import { Store } from "../realtime/store.js";
import { act, arrange, element, named, tag } from "./elements.js";
import { clearErrors, errorInWords, showError } from "./errors.js";
import { doAtOnce, openInline } from "./inline.js";

const PLACES = { answering: 0, live: 1, later: 2, answered: 3 };
const TAGS = {
  held: ["Waiting", "grey"],
  answering: ["Being answered", "green"],
  answered: ["Answered", "blue"],
  later: ["Answered later", "yellow"],
  declined: ["Not taken", "grey"],
  withdrawn: ["Withdrawn", "grey"],
};
const WITHDRAWABLE = new Set(["held", "live", "later"]);
const SOON = "It appears at the next full minute, unless a facilitator looks at questions first.";
const LIMIT = 500;
const NOT_ASKED = "Your question was not sent. Send it again.";

/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} body
 * @property {{id: string, name: string} | null} by  null: anonymous
 * @property {string | null} topic
 * @property {string} asked_at
 * @property {string} state
 * @property {string} owner
 */

/**
 * The order in which everybody reads questions: `breakouts/questions/rules.py` in JavaScript. Pure.
 *
 * @param {Question[]} questions
 * @param {Record<string, number>} votes
 */
export function inOrder(questions, votes) {
  const key = ({ id, state, asked_at: askedAt }) => [
    PLACES[state] ?? 4,
    state === "answered" ? 0 : -(votes[id] ?? 0),
    Date.parse(askedAt),
    id,
  ];
  return [...questions].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    const at = a.findIndex((part, index) => part !== b[index]);
    return at < 0 ? 0 : a[at] < b[at] ? -1 : 1;
  });
}

/**
 * How many want an answer. Pure.
 *
 * @param {number} count
 */
export function votesInWords(count) {
  return count === 1 ? "1 wants an answer" : `${count} want an answer`;
}

/**
 * What its author is told of a question beyond its tag. Pure.
 *
 * @param {{state: string, owner: string, because?: string, asked_at: string}} question
 * @param {boolean} isSeen  whether others read it by now
 */
export function fateInWords({ state, owner, because }, isSeen) {
  if (state === "later") return `Answered later by ${owner}.`;
  if (state === "declined") return `Reason: ${because ?? ""}`;
  if (!isSeen && state === "live") return SOON;
  return "";
}

/**
 * @param {HTMLElement} panel
 * @param {object} context
 */
export function begin(panel, context) {
  return new Questions(panel, context);
}

class Questions {
  /**
   * @param {HTMLElement} panel
   * @param {{line: object, stream: string, isHost: boolean, running: Promise<import("./run.js").Run> | null,
   *   announcer: import("../realtime/announcer.js").Announcer}} context
   */
  constructor(panel, { line, stream, running, isHost, announcer }) {
    this.panel = panel;
    this.announcer = announcer;
    this.isHost = isHost;
    /** @type {Map<string, Question>} */
    this.questions = new Map();
    /** @type {Record<string, number>} */
    this.votes = {};
    /** @type {Map<string, Question & {because: string}>} */
    this.own = new Map();
    this.voted = new Set();
    this.isOwnKnown = false;
    this.list = panel.querySelector("#asked");
    this.none = panel.querySelector("#no-questions");
    this.ownList = panel.querySelector("#own-questions");
    this.heldList = panel.querySelector("#to-look-at");
    this.heldWords = panel.querySelector("#questions-held");
    // What the page brought is drawn anew once it is known which are one's own: no state of the room tells that.
    this.store = new Store(line, `${stream}.qa`, {
      snap: (state) => this.#snap(state),
      followed: () => this.#begun(),
      frame: (frame) => this.#take(frame),
      counts: ({ votes }) => this.#count(votes),
    });
    running?.then((run) => run.onHeld((list) => this.#held(list)));
    this.#takeForm(panel.querySelector("#ask"));
  }

  /** Whoever follows the room is in it. */
  #begun() {
    this.panel.querySelector("#ask-outside")?.remove();
    this.panel.querySelector("#ask-button")?.removeAttribute("hidden");
    this.#askForMine();
  }

  /** @param {{questions: Question[], is_held: boolean}} state */
  #snap({ questions, is_held: isHeld }) {
    this.questions = new Map(questions.map((each) => [each.id, each]));
    this.heldWords.hidden = !isHeld;
    if (this.isOwnKnown) this.#show();
  }

  /** @param {any} frame */
  #take({ t, d }) {
    if (t === "qa.item") this.#add(d);
    else if (t === "qa.state") this.#change(d);
    else if (t === "qa.fate" && this.own.has(d.id)) this.#askForMine();
    else if (t === "qa.conduct") this.heldWords.hidden = !d.is_held;
  }

  /** @param {Question} question */
  #add(question) {
    this.questions.set(question.id, question);
    const isMine = this.own.has(question.id);
    if (isMine) this.own.get(question.id).state = question.state;
    else this.announcer.say("question", "A question was asked", (count) => `${count} questions were asked`);
    this.#show();
  }

  /** @param {{id: string, state: string, owner: string}} change */
  #change({ id, state, owner }) {
    const question = this.questions.get(id);
    if (!question) return;
    if (state in PLACES) this.questions.set(id, { ...question, state, owner });
    else this.questions.delete(id);
    if (this.own.has(id)) this.#tellAuthor(id, state, owner);
    this.#show();
  }

  /**
   * @param {string} id
   * @param {string} state
   * @param {string} owner
   */
  #tellAuthor(id, state, owner) {
    Object.assign(this.own.get(id), { state, owner });
    const [words] = TAGS[state] ?? ["Open"];
    this.announcer.say("own question", `Your question: ${words.toLowerCase()}`, undefined, WEIGHT.own);
    if (!(state in PLACES)) this.#askForMine();
  }

  /** @param {Record<string, number>} votes */
  #count(votes) {
    this.votes = votes;
    if (this.isOwnKnown) this.#show();
  }

  async #askForMine() {
    try {
      const { own, voted } = await this.store.ask("qa.mine");
      this.own = new Map(own.map((each) => [each.id, each]));
      this.voted = new Set(voted);
      this.isOwnKnown = true;
      this.#show();
    } catch (error) {
      // A lost line asks again as soon as it follows.
      if (error.retryMs) setTimeout(() => this.#askForMine(), error.retryMs);
    }
  }

  #show() {
    const shown = inOrder([...this.questions.values()], this.votes).map((each) => this.#seen(each));
    arrange(this.list, shown, ({ id }) => id, (each) => this.#draw(each));
    this.list.hidden = !shown.length;
    this.none.hidden = shown.length > 0;
    const hidden = [...this.own.values()].filter(({ id }) => !this.questions.has(id));
    this.#showIn(this.ownList, "Your questions that others do not see", hidden.map((each) => this.#seen(each, false)));
  }

  /**
   * Everything that its line says, so that a line changes only when that does.
   *
   * @param {Question & {because?: string}} question
   */
  #seen(question, isPublic = true) {
    const isOwn = this.own.has(question.id);
    return {
      ...question,
      isOwn,
      isPublic,
      votes: this.votes[question.id] ?? 0,
      hasVoted: this.voted.has(question.id),
      fate: isOwn || isPublic ? fateInWords(question, isPublic) : "",
    };
  }

  /** @param {Question[]} list  what waits for those who run the room */
  #held(list) {
    if (!this.heldList) return;
    this.#showIn(this.heldList, "Waiting for you", list.map((each) => ({ ...each, isHeld: true, fate: "" })), true);
  }

  /**
   * @param {HTMLElement} place
   * @param {string} heading
   * @param {object[]} questions
   */
  #showIn(place, heading, questions, isCounted = false) {
    if (!questions.length) {
      place.replaceChildren();
      return;
    }
    let list = place.querySelector("ul");
    if (!list) {
      list = element("ul", "app-log");
      place.replaceChildren(element("h3", "nhsuk-heading-s nhsuk-u-margin-bottom-1", heading), list);
    }
    if (isCounted) {
      place.querySelector(".app-count")?.remove();
      place.querySelector("h3").append(" ", element("span", "app-count", String(questions.length)));
    }
    for (const left of list.querySelectorAll(":scope > li:not([data-key])")) left.remove();
    arrange(list, questions, ({ id }) => id, (each) => this.#draw(each));
  }

  /** @param {any} question */
  #draw(question) {
    const line = element("li", question.isOwn ? "app-question app-question--own" : "app-question");
    line.id = `question-${question.id}`;
    const body = element("p", "app-question__body", question.body);
    body.dir = "auto";
    line.append(body, this.#facts(question), this.#buttons(question));
    return line;
  }

  /** @param {any} question */
  #facts({ by, topic, state, votes, isOwn, isHeld, fate }) {
    const facts = element("p", "app-question__facts");
    if (TAGS[state] && !isHeld) facts.append(tag(...TAGS[state]), " ");
    facts.append(by ? named(by.name) : "Anonymous", isOwn ? " (you)" : "");
    if (topic) facts.append(", about ", named(topic));
    if (votes && state in PLACES && state !== "answered") facts.append(`. ${votesInWords(votes)}`);
    if (fate) facts.append(element("br"), named(fate));
    return facts;
  }

  /** @param {any} question */
  #buttons(question) {
    const { id, body, by, state, isOwn, hasVoted, isHeld, isPublic } = question;
    const row = element("div", "app-action-row");
    const about = body.slice(0, 60);
    const button = (words, type, data) => act(words, about, (press) => doAtOnce(press, () => this.#send(type, data)));
    // Whoever asked anonymously can want it as well: a missing vote would tell who it was.
    if (isPublic && state !== "answered" && !(isOwn && by)) {
      const words = hasVoted ? "I no longer want an answer" : "I want an answer too";
      row.append(act(words, about, (press) => doAtOnce(press, () => this.#vote(id, !hasVoted))));
    }
    if (isOwn && WITHDRAWABLE.has(state)) row.append(button("Withdraw", "qa.withdraw", { id }));
    if (this.isHost && (isPublic || isHeld)) row.append(...this.#moves(question, about));
    return row;
  }

  /**
   * @param {any} question
   * @param {string} about
   */
  #moves({ id, state }, about) {
    const move = (to, more = {}) => this.#send("fac.qa", { id, to, owner: null, because: null, ...more });
    const moves = [];
    const button = (words, to) => moves.push(act(words, about, (press) => doAtOnce(press, () => move(to))));
    if (state === "held") button("Let it appear", "live");
    else if (state !== "live") button("Open again", "live");
    if (state !== "held" && state !== "answering") button("Answer now", "answering");
    if (state !== "held" && state !== "answered") button("It is answered", "answered");
    if (state === "live" || state === "answering") {
      moves.push(
        act("Answer later", about, (press) =>
          openInline(press, {
            label: "Who answers it later?",
            empty: "Enter who answers it later",
            choices: [{ words: "Save", send: (owner) => move("later", { owner }) }],
          }),
        ),
      );
    }
    if (state === "live" || state === "held") {
      moves.push(
        act("Do not take", about, (press) =>
          openInline(press, {
            label: "Why is it not taken? Whoever asked sees your reason.",
            empty: "Enter a reason",
            choices: [{ words: "Do not take it", send: (because) => move("declined", { because }) }],
          }),
        ),
      );
    }
    return moves;
  }

  /**
   * @param {string} type
   * @param {object} data
   */
  async #send(type, data) {
    await this.store.ask(type, data);
    if (type === "qa.withdraw") this.#askForMine();
  }

  /**
   * @param {string} id
   * @param {boolean} isOn
   */
  async #vote(id, isOn) {
    await this.store.ask("qa.vote", { id, is_on: isOn });
    if (isOn) this.voted.add(id);
    else this.voted.delete(id);
    this.#show();
  }

  /** @param {HTMLFormElement | null} form */
  #takeForm(form) {
    form?.addEventListener("submit", (event) => {
      if (!this.store.isFollowing || event.submitter?.name === "enter") return;
      event.preventDefault();
      // The form's own number: a question whose answer was lost is asked again, and stands once.
      const { cid, body, is_anonymous: anonymous, topic } = form.elements;
      const data = {
        cid: cid.value,
        body: body.value,
        is_anonymous: anonymous.checked,
        topic: topic?.value ? Number(topic.value) : null,
      };
      this.#ask(form, data);
    });
  }

  /**
   * @param {HTMLFormElement} form
   * @param {any} data
   */
  async #ask(form, data) {
    const told = form.querySelector(".app-asked") ?? element("p", "app-asked");
    told.setAttribute("role", "status");
    form.append(told);
    clearErrors(form);
    told.textContent = "Sending";
    try {
      const { state } = await this.store.ask("qa.ask", data);
      form.elements.body.value = "";
      form.elements.is_anonymous.checked = false;
      form.elements.cid.value = crypto.randomUUID();
      told.textContent = askedInWords(data.is_anonymous, state);
      this.#askForMine();
    } catch (error) {
      told.textContent = "";
      const other = error.retryMs ? tooFast(error.retryMs) : NOT_ASKED;
      const about = { text: data.body, limit: LIMIT, label: "Question", other };
      const { body, topic } = form.elements;
      showError(form, (error.code === "no_such_topic" && topic) || body, errorInWords(error, about));
    }
  }
}

/**
 * @param {boolean} isAnonymous
 * @param {string} state
 */
export function askedInWords(isAnonymous, state) {
  if (state === "held") {
    const how = isAnonymous ? ", without your name" : "";
    return `Your question was taken. A facilitator looks at it first${how}.`;
  }
  if (!isAnonymous) return "Your question was taken.";
  return "Your question was taken. It appears within two minutes, without your name, unless a facilitator looks at questions first.";
}

/** @param {number} retryMs */
function tooFast(retryMs) {
  return `You can ask again in ${Math.ceil(retryMs / 1000)} seconds. Your question is still here.`;
}
