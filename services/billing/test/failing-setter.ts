/** In the place of the process that sets documents: dies, hangs or is slow as the title says. */
import type { SetAnswer, SetRequest } from "../src/documents/typeset-process.ts";

process.on("disconnect", () => process.exit(0));
process.on("message", ({ id, document }: SetRequest) => {
  const answer: SetAnswer = { id, pdf: new TextEncoder().encode(`${document.title} ${process.pid}`), conformant: true };
  if (document.title === "die") process.kill(process.pid, "SIGKILL");
  if (document.title === "fail") process.send?.({ id, failed: true });
  else if (document.title === "slow") setTimeout(() => process.send?.(answer), 300);
  else if (document.title !== "hang") process.send?.(answer);
});
