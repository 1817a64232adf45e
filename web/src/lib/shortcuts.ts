/**
 * Single keys and chords (`g p`): off while somebody types or a dialog is open, and can be switched
 * off altogether.
 */

export type Shortcuts = Readonly<Record<string, () => void>>;

const active = new Set<Shortcuts>();
/** Those of every page: a page's own win, whichever of them was shown first. */
const framed = new Set<Shortcuts>();
let pending = "";
let pendingUntil = 0;
let enabled = true;

export function enableShortcuts(on: boolean): void {
  enabled = on;
}

/**
 * Makes these keys work until the returned function is called. The latest registration of a key
 * wins.
 */
export function registerShortcuts(shortcuts: Shortcuts, whose: "page" | "frame" = "page"): () => void {
  const registered = whose === "frame" ? framed : active;
  registered.add(shortcuts);
  return () => registered.delete(shortcuts);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function actionFor(keys: string): (() => void) | undefined {
  return [...framed, ...active].reverse().find((shortcuts) => shortcuts[keys])?.[keys];
}

function isPrefix(key: string): boolean {
  return [...framed, ...active].some((shortcuts) => Object.keys(shortcuts).some((keys) => keys.startsWith(`${key} `)));
}

function onKeyDown(event: KeyboardEvent): void {
  if (!enabled || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (isTyping(event.target) || document.querySelector('[role="dialog"]')) return;
  const chord = pending && Date.now() < pendingUntil ? `${pending} ${event.key}` : event.key;
  const action = actionFor(chord);
  pending = !action && isPrefix(event.key) ? event.key : "";
  pendingUntil = Date.now() + 1_200;
  if (!action) return;
  event.preventDefault();
  action();
}

/** Once per page. */
export function listenForShortcuts(): void {
  document.addEventListener("keydown", onKeyDown);
}
