/**
 * The nonce that the server put into this answer: styles made at run time carry it, or the browser
 * refuses them.
 */

export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

/** `get-nonce`, which the scroll lock of drawers asks, looks for this global name. */
export function announceNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: cspNonce() });
}
