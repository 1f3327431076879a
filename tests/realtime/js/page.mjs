// What the modules need of a browser, as little as possible: a page, a clock of the test's own, a line to a server.

import { webcrypto } from "node:crypto";

export const lines = [];

export const MORNING = Date.UTC(2022, 4, 27, 8);

/** Time that passes when the test says so. */
export const clock = {
  now: 0,
  number: 0,
  timers: new Map(),
  reset() {
    this.timers.clear();
  },
  pass(milliseconds) {
    const end = this.now + milliseconds;
    for (;;) {
      const [number, due] = [...this.timers].sort(([, one], [, two]) => one.at - two.at)[0] ?? [0, null];
      if (!due || due.at > end) break;
      this.now = Math.max(this.now, due.at);
      if (due.every === null) this.timers.delete(number);
      else due.at += due.every;
      due.call();
    }
    this.now = end;
  },
};

function after(call, milliseconds, every = null) {
  clock.number += 1;
  clock.timers.set(clock.number, { at: clock.now + milliseconds, every, call });
  return clock.number;
}

globalThis.setTimeout = (call, milliseconds = 0) => after(call, milliseconds);
globalThis.setInterval = (call, milliseconds) => after(call, milliseconds, milliseconds);
globalThis.clearTimeout = globalThis.clearInterval = (number) => clock.timers.delete(number);
performance.now = () => clock.now;
Date.now = () => MORNING + clock.now;
Math.random = () => 0.5;
globalThis.crypto ??= webcrypto;
globalThis.CustomEvent ??= class extends Event {
  constructor(type, { detail }) {
    super(type);
    this.detail = detail;
  }
};

class Line extends EventTarget {
  constructor(url) {
    super();
    this.url = String(url);
    this.sent = [];
    lines.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.isClosed = true;
  }
  open() {
    this.dispatchEvent(new Event("open"));
  }
  tell(frame) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }
  lose(code = 1006) {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
  answer(data = {}) {
    this.tell({ t: "ok", i: this.sent.at(-1).i, d: data });
  }
  refuse(data) {
    this.tell({ t: "err", i: this.sent.at(-1).i, d: data });
  }
  hello(user = "7") {
    this.tell({ t: "hello", d: { user } });
  }
}

export class Kept {
  constructor() {
    this.values = new Map();
  }
  getItem(key) {
    return this.values.get(key) ?? null;
  }
  setItem(key, value) {
    this.values.set(key, value);
  }
  removeItem(key) {
    this.values.delete(key);
  }
}

/** Requests that wait until the test answers, refuses or cuts them. */
export const asked = [];

class Request {
  constructor(path, { method = "GET", headers = {}, body = null, signal }) {
    const url = new URL(path, location.href);
    this.path = url.pathname;
    this.method = method;
    this.headers = headers;
    this.body = body && JSON.parse(body);
    this.wait = Number(url.searchParams.get("wait"));
    this.line = url.searchParams.get("line");
    this.streams = url.searchParams.getAll("s");
    this.signal = signal;
    this.isOpen = true;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    signal.addEventListener("abort", () => this.#end(() => this.reject(signal.reason)));
    asked.push(this);
  }
  #end(how) {
    this.isOpen = false;
    how();
    return settled();
  }
  answer(frames = [], csrf = "token") {
    const told = { frames: this.method === "GET" ? [{ t: "hello", d: { user: "7" } }, ...frames] : frames, csrf };
    return this.#end(() => this.resolve({ status: 200, json: () => Promise.resolve(told) }));
  }
  status(status, retryAfter = null) {
    return this.#end(() => this.resolve({ status, headers: { get: () => retryAfter } }));
  }
  page() {
    return this.#end(() => this.resolve({ status: 200, json: () => Promise.reject(new SyntaxError("a page")) }));
  }
  cut() {
    return this.#end(() => this.reject(new TypeError("network error")));
  }
}

globalThis.fetch = (path, how) => new Request(path, how).promise;

class Element {
  constructor() {
    this.children = [];
    this.attributes = {};
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  append(child) {
    this.children.push(child);
  }
  replaceChildren(...children) {
    this.children = children;
  }
}

let pageEvents = new EventTarget();
let windowEvents = new EventTarget();
const page = {
  addEventListener: (...how) => pageEvents.addEventListener(...how),
  dispatchEvent: (event) => pageEvents.dispatchEvent(event),
};
page.visibilityState = "visible";
page.createElement = () => new Element();
page.body = new Element();
page.querySelector = () => null;
globalThis.document = page;
globalThis.location = { href: "https://portal.example/a/rooms/x/", origin: "https://portal.example" };
globalThis.WebSocket = Line;
globalThis.addEventListener = (...how) => windowEvents.addEventListener(...how);
/** Another page is loaded: nobody of the last one listens any more. */
export function fresh() {
  pageEvents = new EventTarget();
  windowEvents = new EventTarget();
  clock.reset();
}
export const happens = (name, more = {}) => windowEvents.dispatchEvent(Object.assign(new Event(name), more));
export const settled = () => new Promise((resolve) => setImmediate(resolve));
/** Look at the page again, or away from it. */
export function look(state = "visible") {
  page.visibilityState = state;
  page.dispatchEvent(new Event("visibilitychange"));
}
