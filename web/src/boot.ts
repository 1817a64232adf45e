/**
 * What the page begins with: its words, then everything that says them. No module waits at its top
 * level, or the builder would cut the pages into dozens of files.
 */
import { loadWords } from "./i18n/i18n.ts";

void loadWords().then(() => import("./main.tsx"));
