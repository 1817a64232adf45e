/** What the `type` of a problem leads to: the closed list of kinds. */
import { type ProblemKind, problemKinds, problemType } from "@pms/contracts/http/problems";
import type { App } from "@pms/kit/http/server";
import { notFound } from "@pms/kit/problem/problem";
import { Type } from "typebox";

const open = { config: { access: { public: true as const } } };
const describe = (kind: ProblemKind) => {
  const { status, title } = problemKinds[kind];
  return { type: problemType(kind), status, title };
};
const isKind = (name: string): name is ProblemKind => Object.hasOwn(problemKinds, name);

export function addProblemPages(app: App): void {
  const kinds = Object.keys(problemKinds).filter(isKind);
  app.get("/problems", { ...open, schema: { hide: true } }, async () => ({ data: kinds.map(describe) }));
  const params = Type.Object({ kind: Type.String() });
  app.get("/problems/:kind", { ...open, schema: { hide: true, params } }, async ({ params: { kind } }) => {
    if (!isKind(kind)) throw notFound();
    return describe(kind);
  });
}
