/**
 * What is asked over a covered page. It comes once the first page has settled, before anybody can
 * have been away for long.
 */
export { NotSignedOut } from "./not-signed-out.tsx";
export { SignInAgain } from "./sign-in-again.tsx";
