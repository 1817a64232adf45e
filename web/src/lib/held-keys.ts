/**
 * Keys typed between the one that asks for a form and the moment its first field is there. They are
 * held and typed into that field; none of them is ever taken for a shortcut.
 */
import { useSyncExternalStore } from "react";
import { firstFieldOf, typeAll } from "./type-keys.ts";

export type Held = { form: string; keys: readonly string[] };

/** For this long after a form has taken the keys it may be built anew by a reading that came in. */
const settlingMs = 1_500;
const signs = ["keydown", "pointerdown", "focusin"] as const;

let held: Held | undefined;
let cancel: (() => void) | undefined;
/**
 * `movedOn`: a Tab has led from the first field to this one; `tabbing`: one is about to, for the
 * focus moves when its key has been told.
 */
let taken: { field: HTMLElement; form: string; until: number; movedOn: boolean; tabbing?: boolean } | undefined;
const listeners = new Set<() => void>();
const watch = typeof MutationObserver === "undefined" ? undefined : new MutationObserver(() => look());

function become(next: Held | undefined): void {
  held = next;
  for (const listener of listeners) listener();
}

/**
 * From now on every key belongs to the form with this label, until its first field is there.
 * `onCancel` is called when whoever asked goes back with Esc.
 */
export function holdKeys(form: string, onCancel: () => void = () => {}): void {
  taken = undefined;
  cancel = onCancel;
  become({ form, keys: [] });
  watch?.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled", "inert"] });
  look();
}

/** The form does not come: what was typed for it is dropped, and keys are what they were. */
export function releaseKeys(form?: string): void {
  if (form !== undefined && held?.form !== form && taken?.form !== form) return;
  taken = undefined;
  cancel = undefined;
  watch?.disconnect();
  if (held) become(undefined);
}

/** Hands over what is held as soon as there is a field to take it. */
function look(): void {
  if (taken) lookAfter(taken);
  if (!held) return;
  const field = firstFieldOf(held.form);
  if (!field) return;
  const { form, keys } = held;
  field.focus({ preventScroll: true });
  if (document.activeElement !== field) return;
  taken = { field, form, until: Date.now() + settlingMs, movedOn: false };
  become(undefined);
  // What was there from an earlier visit is replaced by what is typed, never added to.
  if (field instanceof HTMLInputElement) field.select();
  typeAll(field, keys);
  // A drawer that puts the focus on its first field only now must not pull back who is further on.
  const at = document.activeElement;
  if (!taken || !(at instanceof HTMLElement) || at === field) return;
  if (keys.includes("Enter")) releaseKeys();
  else taken = { ...taken, field: at, movedOn: true };
}

/** A form that is built anew just after it took the keys takes the next ones too. */
function lookAfter({ field, form, until }: NonNullable<typeof taken>): void {
  if (Date.now() > until) releaseKeys();
  if (Date.now() > until || field.isConnected) return;
  taken = undefined;
  become({ form, keys: [] });
}

function onKeyDown(event: KeyboardEvent): void {
  // Whoever acts in the form, or leaves it, does so on purpose.
  if (taken && ["Escape", "Enter"].includes(event.key)) releaseKeys();
  if (taken) taken = { ...taken, tabbing: event.key === "Tab" };
  if (!held || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key === "Escape") {
    const onCancel = cancel;
    releaseKeys();
    onCancel?.();
    return;
  }
  const { form, keys } = held;
  if (event.key === "Backspace") become({ form, keys: keys.slice(0, -1) });
  // The key that asked is still down: it repeats itself, which nobody means.
  else if (!event.repeat && (event.key.length === 1 || event.key === "Tab" || event.key === "Enter"))
    become({ form, keys: [...keys, event.key] });
}

/** Whoever points at something else has given up waiting. */
function onPointer({ target }: Event): void {
  if (taken) releaseKeys();
  if (held && target instanceof Element && !target.closest("[data-held]")) {
    const onCancel = cancel;
    releaseKeys();
    onCancel?.();
  }
}

/** The focus goes from the first field to nowhere a hand has put it: it is taken back. */
function onFocus({ target }: FocusEvent): void {
  if (!taken || target === taken.field || !(target instanceof HTMLElement)) return;
  if (Date.now() > taken.until || !taken.field.isConnected) return;
  if (taken.tabbing) {
    taken = { ...taken, field: target, movedOn: true, tabbing: false };
    return;
  }
  if (!taken.movedOn && target.closest("form")?.contains(taken.field)) return;
  taken.field.focus({ preventScroll: true });
}

/** Once per page, before any other listener of keys. */
export function listenForHeldKeys(): void {
  const [key, pointer, focus] = signs;
  addEventListener(key, onKeyDown, { capture: true });
  addEventListener(pointer, onPointer, { capture: true });
  addEventListener(focus, onFocus, { capture: true });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether keys wait for a form, or have just been typed into one. */
export const areKeysHeld = (): boolean => held !== undefined || taken !== undefined;

/** What is held just now, for the shell that shows it. */
export function useHeldKeys(): Held | undefined {
  return useSyncExternalStore(subscribe, () => held);
}

/** What stands in the first field so far. */
export function typedText({ keys }: Held): string {
  const end = keys.findIndex((key) => key.length > 1);
  return (end < 0 ? keys : keys.slice(0, end)).join("");
}
