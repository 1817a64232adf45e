/** What leaves a running system as it was, on one start of it. */
import "./flow.ts";
import "./facilities.ts";
import "./merges.ts";
import "./privacy.ts";
import "./permissions.ts";
// Ends the sessions of all others.
import "./answers.ts";
