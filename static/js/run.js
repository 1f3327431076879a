// The page on which a host runs the room, with scripts on: its lists as they change, its forms over the line.
// The page works without any of this.

import { Announcer } from "./realtime/announcer.js";
import { ServerClock } from "./realtime/clock.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";
import { Announcements } from "./room/announcements.js";
import { takeCommands } from "./room/commands.js";
import { Connection } from "./room/connection.js";
import { Hands } from "./room/hands.js";
import { Recall } from "./room/recall.js";
import { Run } from "./room/run.js";
import { Timer } from "./room/timer.js";

const { stream, staffStream, me, zone } = document.getElementById("run").dataset;

const announcer = new Announcer();
const clock = new ServerClock();
const line = new Line();
const connection = new Connection(announcer);
const ask = (type, data) => store.ask(type, data);
const run = new Run(ask, zone, announcer, () => staff.refresh());
const hands = new Hands(me, announcer, (person) => ask("fac.hand", { person }));
const timer = new Timer(clock, announcer);
const announcements = new Announcements(zone, announcer);
const recall = new Recall(clock, announcer);

/** What each durable frame of the room does here. */
const told = {
  "hand.queue": ({ d }) => hands.change(d.hands),
  timer: ({ d }) => timer.change(d),
  announce: ({ d, at }) => announcements.add({ ...d, at }),
  recall: ({ d }) => recall.set(d),
};

const store = new Store(line, stream, {
  snap(state) {
    hands.snap(state.hands);
    timer.set(state.timer);
    announcements.snap(state.announcements);
    recall.set(state.recall);
  },
  frame: (frame) => told[frame.t]?.(frame),
});
const staff = new Store(line, staffStream, { snap: (state) => run.snap(state), frame: (frame) => run.take(frame) });

takeCommands(store);
line.addEventListener("hello", (event) => clock.set(event.detail.d.now));
line.addEventListener("state", (event) => connection.show(event.detail));
connection.show(line);
line.start();
