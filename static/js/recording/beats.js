// Tells the portal where the person is: while it plays, at each pause, and when the page goes away.
const EVERY = 15_000;
const GONE = 410;
const WITHDRAWN = 404;

/** Speaks for one player. */
export class Beats {
  /**
   * @param {HTMLVideoElement} video
   * @param {string} address
   * @param {string} token
   */
  constructor(video, address, token) {
    this.video = video;
    this.address = address;
    this.token = token;
    this.timer = 0;
    video.addEventListener("playing", () => this.begin());
    video.addEventListener("pause", () => this.stop());
    addEventListener("pagehide", () => this.stop());
  }

  begin() {
    if (this.timer) return;
    this.timer = setInterval(() => this.say("playing"), EVERY);
    this.say("playing");
  }

  stop() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.say("paused");
  }

  /** @param {"playing" | "paused"} state */
  async say(state) {
    const body = new URLSearchParams({ position: Math.floor(this.video.currentTime), state });
    const headers = { "X-CSRFToken": this.token };
    try {
      // keepalive: the last word goes out although the page is gone.
      const answer = await fetch(this.address, { method: "POST", body, headers, keepalive: true });
      if (answer.status === GONE || answer.status === WITHDRAWN) this.end();
    } catch {
      // Without a connection the next word tells as much.
    }
  }

  /** Its time is over, or it was withdrawn: the page itself says why. */
  end() {
    clearInterval(this.timer);
    this.timer = 0;
    this.video.pause();
    location.reload();
  }
}
