// How the page is connected, in words that are there to be read; aloud only when it matters.

import { WEIGHT } from "../realtime/announcer.js";

const LONG_MS = 10_000;
const LOST = "The connection is lost. What you write is kept and sent when it is back.";

/** Keeps `#connection` true. */
export class Connection {
  /** @param {import("../realtime/announcer.js").Announcer} announcer */
  constructor(announcer) {
    this.announcer = announcer;
    this.box = document.getElementById("connection");
    this.timer = 0;
    this.wasTold = false;
  }

  /** @param {{state: string, words: string}} told */
  show({ state, words }) {
    if (!this.box) return;
    this.box.hidden = false;
    this.box.textContent = state === "ended" ? `${words}. Load the page again to go on` : words;
    this.box.classList.toggle("app-connection--lost", state !== "connected");
    if (state === "reconnecting") this.timer ||= setTimeout(() => this.#tellLoss(), LONG_MS);
    else this.#over(state);
  }

  #tellLoss() {
    this.wasTold = true;
    this.announcer.interrupt(LOST);
  }

  /** @param {string} state */
  #over(state) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.wasTold && state === "connected") {
      this.announcer.say("connection", "You are connected again", undefined, WEIGHT.own);
    }
    this.wasTold = false;
  }
}
