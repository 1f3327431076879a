// Pages of somebody who waits for a full room, with scripts on: they say when it is their turn, and when it is over.

import { followNotices } from "./notices/live.js";
import { ServerClock } from "./realtime/clock.js";
import { Line } from "./realtime/line.js";
import { Store } from "./realtime/store.js";
import { applied, differ, standing } from "./room/turns.js";

const LOOK_EVERY_MS = 1_000;

const news = document.getElementById("turn-news");
const shown = JSON.parse(news.dataset.waits);
const clock = new ServerClock();
const line = new Line();
let waits = shown;

new Store(line, news.dataset.stream, {
  snap(state) {
    waits = state.waits;
    look();
  },
  frame(frame) {
    waits = applied(waits, frame);
    look();
  },
});
line.addEventListener("hello", ({ detail }) => {
  clock.set(detail.d.now);
  setInterval(look, LOOK_EVERY_MS);
});
followNotices(line);
line.start();

function look() {
  const isNews = differ(shown, standing(waits, clock.now()));
  if (news.hidden === isNews) news.hidden = !isNews;
}
