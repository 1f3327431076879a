// The line of a page to the server, whichever way it goes: the websocket where it works, else long requests, else
// short ones. Streams follow it as if it were one: where each stands decides what comes, so that a change of the
// way loses nothing and doubles nothing.

import { Kept, read } from "./kept.js";
import { RUNG, inWords, memory, mustDrop, mustShorten, recent, remembered, retryIn } from "./ladder.js";
import { Poll } from "./poll.js";
import { Socket } from "./socket.js";

const KEY = "portal.way";

/** Events: `state` (detail: {state, words, code}), `hello` and `frame` (detail: frame). */
export class Line extends EventTarget {
  /**
   * @param {string} base  the address under which the ways are found
   * @param {Storage | Kept} storage
   */
  constructor(base = "/realtime/", storage = new Kept("localStorage")) {
    super();
    this.base = base;
    this.storage = storage;
    const kept = remembered(read(storage, KEY), Date.now());
    this.rung = kept?.rung ?? RUNG.socket;
    this.triedAt = kept?.triedAt ?? 0;
    /** @type {import("./way.js").State} */
    this.state = "connecting";
    this.poll = this.#listen(new Poll(base));
    this.poll.isShort = this.rung === RUNG.short;
    this.poll.addEventListener("cut", () => this.#cut());
    /** @type {Socket | Poll} */
    this.way = this.rung === RUNG.socket ? this.#socket() : this.poll;
    /** @type {Socket | null} */
    this.trial = null;
    this.trialTimer = 0;
    /** @type {import("./ladder.js").Loss[]} */
    this.losses = [];
    /** @type {{at: number}[]} */
    this.cuts = [];
    this.climbedAt = -Infinity;
    this.isProbing = false;
    /** @type {any}  the last hello */
    this.greeting = null;
    /** @type {Set<string>}  streams whose presence still hangs on the requests */
    this.left = new Set();
  }

  /** The connection in words. */
  get words() {
    return inWords(this.state, this.rung);
  }

  /** Connect, and stay connected. */
  start() {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.way.wake();
    });
    addEventListener("online", () => this.#networkChanged());
    // Without this a page would say "Connected" until a ping stays without an answer.
    addEventListener("offline", () => this.way.sever());
    // A page that goes into the browser's memory must hold nothing open, and comes back as it was.
    addEventListener("pagehide", (event) => {
      if (event.persisted) this.#sleep();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.#go();
    });
    this.#go();
  }

  /**
   * @param {string} name
   * @param {() => import("./way.js").Position} position
   */
  async follow(name, position) {
    const { way } = this;
    const answer = await way.follow(name, position);
    // Only now: whoever is here all the time must not be seen to go and come back.
    if (way !== this.poll && this.left.delete(name)) this.poll.leave(name);
    return answer;
  }

  /**
   * @param {string} name
   * @param {() => import("./way.js").Position} position
   */
  sync(name, position) {
    return this.way.sync(name, position);
  }

  /**
   * Send a request; the promise holds the answer, or rejects with `Refused` or `Lost`.
   *
   * @param {string} type
   * @param {string | null} stream
   * @param {object} data
   */
  request(type, stream = null, data = {}) {
    return this.way.request(type, stream, data);
  }

  #go() {
    if (this.state === "ended") return;
    this.way.start();
    if (this.rung !== RUNG.socket) this.#trySoon();
  }

  #sleep() {
    if (this.state === "ended") return;
    clearTimeout(this.trialTimer);
    this.#giveUpTrial();
    this.way.stop();
    this.#become("reconnecting");
  }

  /**
   * @template {Socket | Poll} T
   * @param {T} way
   * @returns {T}
   */
  #listen(way) {
    way.addEventListener("state", ({ detail }) => {
      if (this.way === way) this.#become(detail.state, detail.code);
    });
    for (const type of ["hello", "frame"]) {
      way.addEventListener(type, ({ detail }) => {
        if (this.way !== way) return;
        if (type === "hello") this.greeting = detail;
        this.dispatchEvent(new CustomEvent(type, { detail }));
      });
    }
    return way;
  }

  #socket() {
    const socket = this.#listen(new Socket(`${this.base}socket`));
    socket.addEventListener("loss", ({ detail }) => {
      if (this.way === socket) this.#lost(socket, detail.why);
    });
    return socket;
  }

  /**
   * @param {Socket} socket
   * @param {import("./ladder.js").Why} why
   */
  async #lost(socket, why) {
    // Without any network there is nothing to be learnt about websockets.
    if (globalThis.navigator?.onLine === false) return;
    const now = Date.now();
    this.losses = [...recent(this.losses, now), { at: now, why }];
    if (this.isProbing || !mustDrop(this.losses, now, this.climbedAt)) return;
    this.isProbing = true;
    // A server that is away is away on every rung.
    const isThere = await this.poll.isAnswered();
    this.isProbing = false;
    const hasRecovered = why !== "closed" && socket.state === "connected";
    if (isThere && this.way === socket && socket.state !== "ended" && !hasRecovered) this.#descend(socket);
  }

  /** @param {Socket} socket */
  #descend(socket) {
    this.triedAt = Date.now();
    this.losses = [];
    this.#take(this.poll, RUNG.long);
    socket.stop();
    this.#become("reconnecting");
    this.poll.start();
    this.#trySoon();
  }

  #cut() {
    const now = Date.now();
    this.cuts = [...recent(this.cuts, now), { at: now }];
    if (this.rung !== RUNG.long || !mustShorten(this.cuts, now)) return;
    this.#take(this.poll, RUNG.short);
    this.#tellState();
  }

  /** What was learnt about another network says nothing about this one. */
  #networkChanged() {
    this.way.wake();
    if (this.rung === RUNG.socket) return;
    if (this.rung === RUNG.short) this.#take(this.poll, RUNG.long);
    this.cuts = [];
    this.#try();
  }

  #trySoon() {
    clearTimeout(this.trialTimer);
    this.trialTimer = setTimeout(() => this.#try(), retryIn(this.triedAt, Date.now()));
  }

  /** Try the websocket beside what works. */
  #try() {
    this.triedAt = Date.now();
    this.#trySoon();
    if (this.trial || this.state === "ended") return;
    this.#remember();
    const trial = this.#socket();
    this.trial = trial;
    trial.addEventListener("state", ({ detail }) => {
      if (this.trial === trial && detail.state !== "connected") this.#giveUpTrial();
    });
    trial.addEventListener("hello", ({ detail }) => {
      if (this.trial === trial) this.#climb(trial, detail);
    });
    trial.start();
  }

  #giveUpTrial() {
    const { trial } = this;
    this.trial = null;
    trial?.stop();
  }

  /**
   * @param {Socket} trial
   * @param {any} hello
   */
  #climb(trial, hello) {
    this.trial = null;
    clearTimeout(this.trialTimer);
    this.climbedAt = Date.now();
    for (const name of this.poll.followed.keys()) this.left.add(name);
    this.#take(trial, RUNG.socket);
    this.poll.stop();
    this.state = "connected";
    this.#tellState();
    this.greeting = hello;
    this.dispatchEvent(new CustomEvent("hello", { detail: hello }));
  }

  /**
   * @param {Socket | Poll} way
   * @param {number} rung
   */
  #take(way, rung) {
    this.way = way;
    this.rung = rung;
    this.poll.isShort = rung === RUNG.short;
    this.#remember();
  }

  #remember() {
    if (this.rung === RUNG.socket) this.storage.removeItem(KEY);
    else this.storage.setItem(KEY, JSON.stringify(memory(this.rung, this.triedAt, Date.now())));
  }

  /**
   * @param {import("./way.js").State} state
   * @param {number | null} code
   */
  #become(state, code = null) {
    if (this.state === state) return;
    this.state = state;
    this.#tellState(code);
  }

  /** @param {number | null} code */
  #tellState(code = null) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state: this.state, words: this.words, code } }));
  }
}
