/** A browser calls itself by the names of others as well: the first that fits is its own. */
import { t } from "../../i18n/i18n.ts";

const browsers: readonly [RegExp, string][] = [
  [/Edg(A|iOS)?\//, "Edge"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems = ["Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux"];

/** `Chrome on Linux`, as far as a browser tells. */
export function describeDevice(userAgent: string): string {
  const browser = browsers.find(([name]) => name.test(userAgent))?.[1];
  const system = systems.find((name) => userAgent.includes(name));
  if (!browser) return userAgent.slice(0, 60) || t("Unknown device");
  return system ? t("{browser} on {system}", { browser, system }) : browser;
}
