import { Statement, StatementQuery } from "@pms/contracts/billing/documents";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { sendFile } from "@pms/kit/http/send-file";
import type { Deps } from "../deps.ts";
import { languageOf } from "../documents/words/words.ts";
import { reads } from "../doors/declarations.ts";
import { documentAnswer, documentFormat } from "../doors/document-format.ts";
import { readStatement } from "./read-statement.ts";
import { statementDocument } from "./statement-document.ts";

export function addStatements(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/accounts/:id/statement",
    ...reads,
    operationId: "getStatement",
    summary: "An account's statement as of a day, as JSON or as a PDF",
    description:
      "Opening balance, every transaction of the period by its effective date with the balance after it, closing balance, and what of that is owed by age; as of the end of `asOf`, read at one moment. The PDF says the same and nothing else: equal statements are equal to the byte, tagged (PDF/UA-1), in the clinic's time zone. At most 2,000 lines, else 422: then take a later `from`. 503 while the patient service or auth can't tell whom and where it is from, or while too many documents are being set.",
    refusals: [406, 422, 503],
    params: IdParams,
    querystring: StatementQuery,
    response: { 200: documentAnswer("The statement", Statement) },
    handler: async (request, reply) => {
      const { format, language, ...period } = request.query;
      const wanted = documentFormat(format, request.headers.accept);
      const asked = { accountId: request.params.id, ...period };
      const { statement, preferredLanguage } = await readStatement(deps, callerOf(request), asked);
      if (wanted === "json") return reply.header("vary", "accept").type("application/json").send(statement);
      const bytes = await deps.typesetter.set(statementDocument(statement, languageOf(language, preferredLanguage)));
      return sendFile(reply, { bytes, mediaType: "application/pdf", name: `statement-${statement.asOf}.pdf` });
    },
  });
}
