/** Styles of a dialog that opens beneath the header, so that the Wristband stays in view. */
const top = { top: "var(--app-shell-header-height)" };
export const leftOver = "calc(100dvh - var(--app-shell-header-height))";

export const beneathHeader = { overlay: top, inner: { ...top, height: leftOver } };
