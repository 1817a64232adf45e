import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDevice } from "../src/features/account/device.ts";

test("a browser that names others as well is told by its own name, and a phone by its own system", () => {
  const like = "AppleWebKit/537.36 (KHTML, like Gecko)";
  const agents: [string, string][] = [
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${like} Chrome/140.0 Safari/537.36 Edg/140.0`, "Edge on Windows"],
    [`Mozilla/5.0 (X11; Linux x86_64) ${like} Chrome/140.0 Safari/537.36`, "Chrome on Linux"],
    [`Mozilla/5.0 (Linux; Android 16; Pixel 9) ${like} Chrome/140.0 Mobile Safari/537.36`, "Chrome on Android"],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${like} Version/18.5 Safari/605.1`, "Safari on Mac OS X"],
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${like} CriOS/140.0 Safari/604.1`, "Chrome on iPhone"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    ["curl/8.5", "curl/8.5"],
    ["", "Unknown device"],
  ];
  for (const [agent, words] of agents) assert.equal(describeDevice(agent), words);
});
