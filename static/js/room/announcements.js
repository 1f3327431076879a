// What the hosts and organisers tell the whole room, the latest first.

import { WEIGHT } from "../realtime/announcer.js";
import { arrange, element, named } from "./elements.js";
import { clock } from "./words.js";

/** Shows them in `#announcements`. */
export class Announcements {
  /**
   * @param {string} zone
   * @param {import("../realtime/announcer.js").Announcer} announcer
   */
  constructor(zone, announcer) {
    this.zone = zone;
    this.announcer = announcer;
    this.list = document.getElementById("announcements");
    /** @type {{id: number, by: string, body: string, at: string}[]} */
    this.all = [];
  }

  /** @param {any[] | undefined} announcements */
  snap(announcements = []) {
    this.all = [...announcements].sort((a, b) => b.id - a.id);
    this.#show();
  }

  /** @param {{id: number, by: string, body: string, at: string}} announcement */
  add(announcement) {
    if (this.all.some(({ id }) => id === announcement.id)) return;
    this.snap([announcement, ...this.all]);
    const words = `Announcement from ${announcement.by}: ${announcement.body}`;
    this.announcer.say("announcement", words, (count) => `${count} new announcements`, WEIGHT.important);
  }

  /** @param {number} number  of one that was taken back */
  remove(number) {
    if (!this.all.some(({ id }) => id === number)) return;
    this.snap(this.all.filter(({ id }) => id !== number));
    this.announcer.say("announcement off", "An announcement was taken back", (count) => `${count} announcements were taken back`);
  }

  #show() {
    if (!this.list) return;
    arrange(this.list, this.all, ({ id }) => String(id), (each) => this.#draw(each));
    const section = this.list.closest("section") ?? this.list;
    section.hidden = !this.all.length;
  }

  /** @param {{by: string, body: string, at: string}} announcement */
  #draw({ by, body, at }) {
    const line = element("li", "app-announcements__item");
    const who = element("span", "app-chat__who");
    who.append(named(by));
    const when = element("time", "app-chat__when", clock(at, this.zone));
    when.setAttribute("datetime", at);
    const text = element("p", "app-chat__text", body);
    text.dir = "auto";
    line.append(who, " ", when, text);
    return line;
  }
}
