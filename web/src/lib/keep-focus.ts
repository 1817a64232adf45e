/**
 * The focus is never lost to nowhere: when what had it is taken from the page and nobody has moved
 * it on, the page's heading gets it.
 */

/** Dialogs and forms that close hand the focus on by themselves, a moment later. */
const momentMs = 200;

export function keepFocus(): () => void {
  let last: Element | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const note = ({ target }: FocusEvent) => {
    last = target instanceof Element ? target : null;
  };
  function look() {
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    last = null;
    const dialog = document.querySelector<HTMLElement>('[role="dialog"]');
    (dialog ?? document.querySelector<HTMLElement>("main h1"))?.focus({ preventScroll: true });
  }
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    clearTimeout(timer);
    timer = setTimeout(look, momentMs);
  });
  // A click on nothing takes the focus away on purpose.
  const forget = () => {
    last = document.activeElement;
  };
  document.addEventListener("focusin", note);
  document.addEventListener("pointerdown", forget);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    document.removeEventListener("focusin", note);
    document.removeEventListener("pointerdown", forget);
  };
}
