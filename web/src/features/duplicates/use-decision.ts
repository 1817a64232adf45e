import type { DifferenceReason } from "@pms/contracts/patients/record";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { focusRow, rowOf } from "../../lib/row-focus.ts";
import { duplicatesKey } from "./queries.ts";

/** Without a reason a decision is taken back. */
type Decided = { id: string; reason: DifferenceReason | undefined };

/** Says of a pair that they are two persons; the focus goes on to the next pair. */
export function useDecision() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: Decided) =>
      reason === undefined
        ? call("POST", "/api/patients/duplicates/{id}/reopen", { path: { id } })
        : call("POST", "/api/patients/duplicates/{id}/dismiss", { path: { id }, body: { reason } }),
    onSuccess: async (_, { id, reason }) => {
      const rows = [...document.querySelectorAll("main [data-row]")].map((row) => row.getAttribute("data-row"));
      const next = rows[rows.indexOf(id) + 1];
      await client.invalidateQueries({ queryKey: duplicatesKey });
      say(reason === undefined ? t("It waits to be decided again.") : t("Kept as two persons."));
      const row = next ? rowOf(next) : null;
      if (row) row.focus();
      else focusRow("first");
    },
  });
}
