// What every page does with scripts on: the design system's own behaviour. Everything works without it.
import { initAll } from "../nhsuk/nhsuk.js";

initAll(document);
