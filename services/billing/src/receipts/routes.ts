import { Receipt, ReceiptQuery } from "@pms/contracts/billing/documents";
import { IdParams } from "@pms/contracts/http/common";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { sendFile } from "@pms/kit/http/send-file";
import type { Deps } from "../deps.ts";
import { languageOf } from "../documents/words/words.ts";
import { reads } from "../doors/declarations.ts";
import { documentAnswer, documentFormat } from "../doors/document-format.ts";
import { readReceipt } from "./read-receipt.ts";
import { receiptDocument } from "./receipt-document.ts";

export function addReceipts(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/transactions/:id/receipt",
    ...reads,
    operationId: "getReceipt",
    summary: "The receipt of a payment or refund, as JSON or as a PDF",
    description:
      "As often as is wanted, under one number. 422 for a transaction in which no money changed hands. Patients are not told who took it. 503 while the patient service or auth can't tell names, or while too many documents are being set.",
    refusals: [406, 422, 503],
    params: IdParams,
    querystring: ReceiptQuery,
    response: { 200: documentAnswer("The receipt", Receipt) },
    handler: async (request, reply) => {
      const { format, language } = request.query;
      const wanted = documentFormat(format, request.headers.accept);
      const asked = { transactionId: request.params.id };
      const { receipt, preferredLanguage } = await readReceipt(deps, callerOf(request), asked);
      if (wanted === "json") return reply.header("vary", "accept").type("application/json").send(receipt);
      const bytes = await deps.typesetter.set(receiptDocument(receipt, languageOf(language, preferredLanguage)));
      return sendFile(reply, {
        bytes,
        mediaType: "application/pdf",
        name: `receipt-${receipt.transaction.number}.pdf`,
      });
    },
  });
}
