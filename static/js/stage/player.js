// Plays one stream: by hls.js, which every browser of a hospital can run, else by the browser itself (iPhones).

const HLS = "application/vnd.apple.mpegurl";
// In the page, and not in a worker of its own: a worker would have to be allowed to come from a blob.
const SETTINGS = { enableWorker: false, renderTextTracksNatively: true, subtitlePreference: { lang: "en" } };

/**
 * Which of a stream's captions come up by themselves: none where one shows already. Pure.
 *
 * @param {{kind: string, mode: string, language: string}[]} tracks
 * @returns {number}  its place, -1 for none
 */
export function captionsToShow(tracks) {
  const written = tracks.filter(({ kind }) => kind === "captions" || kind === "subtitles");
  if (written.some(({ mode }) => mode === "showing")) return -1;
  return tracks.indexOf(written.find(({ language }) => language.startsWith("en")) ?? written[0]);
}

/** Loads nothing before `play`. */
export class Player {
  /**
   * @param {HTMLVideoElement} video
   * @param {{playing: () => void, failed: () => void}} tell
   */
  constructor(video, tell) {
    this.video = video;
    this.tell = tell;
    this.hls = null;
    this.isChosen = false;
    video.addEventListener("playing", () => tell.playing());
    video.addEventListener("error", () => this.#fail());
    video.textTracks.addEventListener("addtrack", () => this.#showCaptions());
  }

  async play() {
    this.#stop();
    this.isChosen = false;
    try {
      await this.#attach();
    } catch {
      this.#fail();
      return;
    }
    // Where the browser asks for another press, its own button is there.
    this.video.play().catch(() => {});
  }

  async #attach() {
    const { address } = this.video.dataset;
    const { default: Hls } = await import("../../hls/hls.js");
    if (!Hls.isSupported()) {
      if (!this.video.canPlayType(HLS)) throw new Error("plays no stream");
      this.video.src = address;
      return;
    }
    this.hls = new Hls(SETTINGS);
    this.hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_, { subtitleTracks }) => this.#choose(subtitleTracks));
    this.hls.on(Hls.Events.ERROR, (_, error) => {
      if (!error.fatal) return;
      if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !this.hasRecovered) {
        this.hasRecovered = true;
        this.hls.recoverMediaError();
      } else this.#fail();
    });
    this.hls.loadSource(address);
    this.hls.attachMedia(this.video);
  }

  /**
   * Captions are on by default, whether or not the stream says so; whoever switches them off is left alone.
   *
   * @param {{lang?: string}[]} tracks
   */
  #choose(tracks) {
    if (this.isChosen || !tracks.length) return;
    this.isChosen = true;
    const english = tracks.findIndex(({ lang }) => lang?.startsWith("en"));
    this.hls.subtitleDisplay = true;
    if (this.hls.subtitleTrack < 0) this.hls.subtitleTrack = Math.max(0, english);
  }

  /** The same for captions inside the picture, and where the browser plays by itself. */
  #showCaptions() {
    if (this.isChosen) return;
    const tracks = [...this.video.textTracks];
    const place = captionsToShow(tracks);
    if (place >= 0) tracks[place].mode = "showing";
  }

  #fail() {
    this.#stop();
    this.tell.failed();
  }

  #stop() {
    this.hasRecovered = false;
    this.hls?.destroy();
    this.hls = null;
  }
}
