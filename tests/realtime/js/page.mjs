// What the modules need of a browser, as little as possible: a page, a clock of the test's own, a line to a server.

import { webcrypto } from "node:crypto";

export const lines = [];

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
}

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

const page = new EventTarget();
page.visibilityState = "visible";
page.createElement = () => new Element();
page.body = new Element();
globalThis.document = page;
globalThis.location = { href: "https://portal.example/a/rooms/x/" };
globalThis.WebSocket = Line;
const windowEvents = new EventTarget();
globalThis.addEventListener = windowEvents.addEventListener.bind(windowEvents);
export const happens = (name) => windowEvents.dispatchEvent(new Event(name));
export const settled = () => new Promise((resolve) => setImmediate(resolve));
