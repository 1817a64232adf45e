/**
 * Whether somebody is at the screen: what reads by itself stops when nobody is, or a tab left alone
 * would never sign out (TOK-5).
 */

/** Somebody counts as being there for this long after they last touched something. */
const attendedMs = 15 * 60_000;
const signs = ["pointerdown", "pointermove", "wheel", "keydown", "visibilitychange"];

/**
 * Tells when nobody is there any longer, and when somebody is back. Answers what ends the watch.
 */
export function watchAttendance(tell: (attended: boolean) => void): () => void {
  let attended = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function become(next: boolean) {
    if (attended === next) return;
    attended = next;
    tell(next);
  }
  function note() {
    clearTimeout(timer);
    if (document.hidden) return become(false);
    timer = setTimeout(() => become(false), attendedMs);
    become(true);
  }
  for (const sign of signs) document.addEventListener(sign, note, { capture: true, passive: true });
  note();
  return () => {
    clearTimeout(timer);
    for (const sign of signs) document.removeEventListener(sign, note, { capture: true });
  };
}
