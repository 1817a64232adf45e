import { Readable } from "node:stream";
import { ExportQuery } from "@pms/contracts/billing/ledger";
import { callerOf } from "@pms/kit/audit/caller";
import type { App } from "@pms/kit/http/app";
import { addRoute } from "@pms/kit/http/route";
import { Type } from "typebox";
import type { Deps } from "../deps.ts";
import { exportLedger } from "./export-ledger.ts";

export function addExports(app: App, deps: Deps): void {
  addRoute(app, {
    method: "GET",
    url: "/api/billing/export",
    tags: ["billing"],
    access: "billing:export",
    patientData: true,
    operationId: "exportLedger",
    summary: "The ledger of the accounts in reach, as plain-text accounting",
    description:
      "Every transaction with its entries by the accounts of the chart, in the order of posting, as hledger and ledger read it; ids, codes and amounts, no name. It is of one moment and comes as it is read; a whole one ends with a line that counts its transactions. 503 while others are being read.",
    querystring: ExportQuery,
    response: { 200: { content: { "text/plain": { schema: Type.String() } } } },
    handler: async (request, reply) => {
      const pages = await exportLedger(deps, callerOf(request), request.query);
      reply.type("text/plain; charset=utf-8");
      reply.header("content-disposition", 'attachment; filename="ledger.journal"');
      // What nobody reads any more is ended by destroying it.
      return reply.send(Readable.from(pages, { objectMode: false }) as never);
    },
  });
}
