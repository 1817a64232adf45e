/** Types keys that were held into a form, as a hand would have. */

type Field = HTMLInputElement | HTMLTextAreaElement;

const notTyped = ["checkbox", "radio", "button", "submit", "hidden", "file"];
const isField = (element: Element | null): element is Field =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && !notTyped.includes(element.type));
const isThere = (element: HTMLElement) =>
  !element.matches(":disabled") && element.getClientRects().length > 0 && !element.closest("[inert]");

/** The field that a form begins with; undefined while it is not there or cannot be typed into. */
export function firstFieldOf(form: string): HTMLElement | undefined {
  const named = document.querySelector<HTMLElement>(`[data-first-of="${CSS.escape(form)}"]`);
  if (named) return isThere(named) ? named : undefined;
  const found = document.querySelector(`form[aria-label="${CSS.escape(form)}"]`);
  const wanted = [...(found?.querySelectorAll<HTMLElement>("[data-autofocus]") ?? [])];
  const inputs = [...(found?.querySelectorAll<HTMLElement>("input, textarea") ?? [])].filter(isField);
  return [...wanted, ...inputs].find(isThere);
}

/** The browser's own setter: React notices a change only when it has not been told of it. */
function setValue(field: Field, value: string): void {
  const prototype = field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}

function insert(field: Field, text: string): void {
  const { value, selectionStart, selectionEnd, maxLength } = field;
  const [from, to] = [selectionStart ?? value.length, selectionEnd ?? value.length];
  const next = value.slice(0, from) + text + value.slice(to);
  setValue(field, maxLength >= 0 ? next.slice(0, maxLength) : next);
}

function nextOf(field: HTMLElement): HTMLElement | undefined {
  const form = field.closest("form");
  const stops = [...(form?.querySelectorAll<HTMLElement>("input, textarea, select, button, a[href]") ?? [])];
  return stops.slice(stops.indexOf(field) + 1).find((stop) => isThere(stop) && stop.tabIndex >= 0);
}

/** As the form itself does with Enter: what is disabled or under way is not sent. */
function send(form: HTMLFormElement | null): void {
  const button = form?.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!button?.disabled) form?.requestSubmit();
}

/** Text goes where the focus is; Tab moves it on within the form; Enter sends once all is typed. */
export function typeAll(field: HTMLElement, keys: readonly string[]): void {
  let at: HTMLElement | undefined = field;
  let text = "";
  const flush = () => {
    if (text !== "" && at && isField(at)) insert(at, text);
    text = "";
  };
  for (const key of keys) {
    if (key.length === 1) text += key;
    else {
      flush();
      if (key === "Enter") return void setTimeout(() => send(field.closest("form")));
      at = at && nextOf(at);
      at?.focus();
      if (at instanceof HTMLInputElement && isField(at)) at.select();
    }
  }
  flush();
}
