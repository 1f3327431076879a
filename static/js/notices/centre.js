// The notices centre with scripts on: what comes while it is open is told on top, with a link that shows it. The list
// itself never moves under somebody who reads it.

import { Line } from "../realtime/line.js";
import { followNotices } from "./live.js";
import { freshInWords } from "./words.js";

const told = document.getElementById("notices-fresh");
const line = new Line();
let count = 0;

followNotices(line, (fresh, headline) => {
  count += fresh;
  const words = document.createElement("p");
  const link = document.createElement("a");
  link.href = location.pathname;
  link.textContent = count === 1 ? "Show it" : "Show them";
  words.append(`${freshInWords(count, headline)}. `, link);
  told.replaceChildren(words);
  // What it says of an empty list is true no more.
  document.querySelector(".app-empty")?.remove();
});
line.start();
