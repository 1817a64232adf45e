/** What the `type` of a problem leads to: the closed list of kinds. */
import { type ProblemKind, problemKinds, problemType } from "@pms/contracts/http/problems";
import type { App } from "@pms/kit/http/app";
import { addPage } from "@pms/kit/http/route";
import { notFound } from "@pms/kit/problem/problem";

const describe = (kind: ProblemKind) => {
  const { status, title } = problemKinds[kind];
  return { type: problemType(kind), status, title };
};
const isKind = (name: string): name is ProblemKind => Object.hasOwn(problemKinds, name);

export function addProblemPages(app: App): void {
  const kinds = Object.keys(problemKinds).filter(isKind);
  addPage(app, "/problems", async () => ({ data: kinds.map(describe) }));
  addPage(app, "/problems/:kind", async (request) => {
    const { kind } = request.params as { kind: string };
    if (!isKind(kind)) throw notFound();
    return describe(kind);
  });
}
