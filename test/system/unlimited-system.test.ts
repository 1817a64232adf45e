/** A system without rate limits, on one start of it. */
import "./who-was-shown.ts";
// Withdraws keys, and with them the tokens of all others.
import "./revocation.ts";
