import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Kept, clock, lines, settled } from "./page.mjs";
import { Roster } from "../../../static/js/realtime/roster.js";
import { Socket } from "../../../static/js/realtime/socket.js";
import { Store } from "../../../static/js/realtime/store.js";

const ROOM = "room:x";
const NAMES = ["Ann", "Ben", "Cal", "Dee", "Eve", "Fay"];

/** A stream of numbers from a seed, so that a fault can be repeated. */
function drawn(seed) {
  let state = seed;
  return (most) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * most);
  };
}

/** A server's roster: what happens to it, and what it says about that. */
class Server {
  constructor(draw) {
    this.draw = draw;
    this.version = 100;
    this.people = new Map();
  }
  get whole() {
    return [...this.people.values()];
  }
  happen() {
    const from = this.version;
    const diff = { v_from: from, joined: [], left: [], changed: [] };
    for (const name of NAMES) {
      const person = this.people.get(name);
      const dice = this.draw(4);
      if (!person && dice === 0) diff.joined.push({ id: name, name, role: "" });
      else if (person && dice === 0) diff.left.push(name);
      else if (person && dice === 1) diff.changed.push({ ...person, faint: !person.faint });
    }
    for (const id of diff.left) this.people.delete(id);
    for (const person of [...diff.joined, ...diff.changed]) this.people.set(person.id, person);
    this.version += 1 + this.draw(3);
    return { t: "pres.diff", s: ROOM, v: this.version, d: diff };
  }
}

const byId = (people) => [...people].sort((a, b) => a.id.localeCompare(b.id));

afterEach(() => {
  lines.at(-1)?.lose(4001);
  clock.reset();
});

test("a difference fits onto one version only", () => {
  const roster = new Roster();
  const diff = (from) => ({ v_from: from, joined: [{ id: "2", name: "Ben" }], left: ["1"], changed: [] });
  assert.equal(roster.apply(4, diff(3)), false);
  assert.ok(roster.isOff, "nothing was held");
  roster.whole(3, [{ id: "1", name: "Ann" }]);
  assert.equal(roster.apply(3, diff(2)), false);
  assert.ok(!roster.isOff, "contained already");
  assert.equal(roster.apply(4, diff(3)), true);
  assert.deepEqual([...roster.people.keys()], ["2"]);
  assert.equal(roster.apply(6, diff(5)), false);
  assert.ok(roster.isOff);
  assert.equal(roster.version, 4);
});

for (let seed = 1; seed <= 60; seed += 1) {
  test(`whatever is lost, the page ends with the server's roster (seed ${seed})`, async () => {
    lines.length = 0;
    const draw = drawn(seed);
    const server = new Server(draw);
    const shown = new Map();
    const show = (people) => {
      shown.clear();
      for (const person of people) shown.set(person.id, person);
    };
    const socket = new Socket("/realtime/socket");
    new Store(socket, ROOM, {
      snap() {},
      frame() {},
      people: show,
      moved({ joined, left, changed }) {
        for (const { id } of joined) assert.ok(!shown.has(id), "somebody came in twice");
        for (const id of left) assert.ok(shown.delete(id), "somebody left who was not there");
        for (const person of [...joined, ...changed]) shown.set(person.id, person);
      },
    }, new Kept());
    socket.start();
    const serve = async () => {
      const line = lines.at(-1);
      for (const { t, i, d } of line.sent.splice(0)) {
        if (t === "sub" && d.since === undefined) line.tell({ t: "snap", s: ROOM, n: 1, d: { epoch: "e", state: {} } });
        if (d.v !== server.version) line.tell({ t: "pres.snap", s: ROOM, v: server.version, d: { people: server.whole } });
        line.tell({ t: "ok", i, d: { n: 1, epoch: "e" } });
      }
      await settled();
    };
    lines.at(-1).hello();
    await serve();
    for (let step = 0; step < 80; step += 1) {
      const dice = draw(20);
      const frame = server.happen();
      if (dice === 0) {
        lines.at(-1).lose();
        clock.pass(250);
        lines.at(-1).hello();
      } else if (dice === 1) {
        lines.at(-1).tell({ t: "pres.snap", s: ROOM, v: server.version, d: { people: server.whole } });
        lines.at(-1).tell(frame);
      } else if (dice > 5) {
        lines.at(-1).tell(frame);
      }
      clock.pass(draw(400));
      if (draw(3)) await serve();
    }
    const last = server.happen();
    lines.at(-1).tell(last);
    await serve();
    clock.pass(1000);
    await serve();
    assert.deepEqual(byId(shown.values()), byId(server.whole));
  });
}

test("a storm of differences that do not fit asks once, and again after a second", async () => {
  lines.length = 0;
  const socket = new Socket("/realtime/socket");
  new Store(socket, ROOM, { snap() {}, frame() {} }, new Kept());
  socket.start();
  const line = lines[0];
  line.hello();
  line.tell({ t: "snap", s: ROOM, n: 1, d: { epoch: "e", state: {} } });
  line.answer({ epoch: "e" });
  await settled();
  const storm = () => {
    for (let version = 1; version < 50; version += 2) {
      line.tell({ t: "pres.diff", s: ROOM, v: 100 + version, d: { v_from: 99 + version, joined: [], left: [], changed: [] } });
    }
  };
  const syncs = () => line.sent.filter(({ t }) => t === "sync").length;
  storm();
  clock.pass(0);
  storm();
  clock.pass(5000);
  assert.equal(syncs(), 1, "one that is not answered yet is enough");
  line.answer({ epoch: "e" });
  await settled();
  storm();
  clock.pass(999);
  assert.equal(syncs(), 1);
  clock.pass(1);
  assert.equal(syncs(), 2);
});
