/**
 * The merged document. Each service is asked when it turns ready, or when it is first missed; one
 * that is down is described as it last was.
 */

import type { App } from "@pms/kit/http/app";
import { addPage } from "@pms/kit/http/route";
import type { Logger } from "@pms/kit/observe/log";
import type { RouteTable } from "../route-table/route-table.ts";
import { pickInstance, type Upstream } from "../upstreams/upstream.ts";
import { describedMethods, type MethodsOf } from "./described-methods.ts";
import { isObject, mergeOpenapi, type ServiceDocument } from "./merge-openapi.ts";

const patienceMs = 3_000;

export type Openapi = {
  refresh(upstream: Upstream): Promise<void>;
  text(): Promise<string>;
  /**
   * Those of a path, as its service describes it; as the route table has it while the service is
   * not known.
   */
  methodsOf(path: string): readonly string[];
};

export function createOpenapi(upstreams: readonly Upstream[], table: RouteTable, logger: Logger): Openapi {
  const known = new Map<string, ServiceDocument>();
  const methods = new Map<string, MethodsOf>();
  let text: string | undefined;
  async function refresh(upstream: Upstream): Promise<void> {
    try {
      const document = await fetchDocument(upstream);
      if (!document) return;
      known.set(upstream.name, { service: upstream.name, document });
      if (isObject(document.paths)) methods.set(upstream.name, describedMethods(document.paths));
      text = undefined;
    } catch (error) {
      logger.warn({ err: error, upstream: upstream.name }, "the service's OpenAPI document could not be read");
    }
  }
  return {
    refresh,
    methodsOf(path) {
      const routed = table.methodsOf(path);
      const service = routed[0] && table.find(routed[0], path)?.service;
      const described = service && methods.get(service)?.(path);
      return described ? routed.filter((method) => described.has(method)) : routed;
    },
    async text() {
      await Promise.all(upstreams.filter(({ name }) => !known.has(name)).map(refresh));
      // In the order of the configuration, so that the document does not depend on who answered
      // first.
      const documents = upstreams.flatMap(({ name }) => known.get(name) ?? []);
      text ??= JSON.stringify(mergeOpenapi(documents, table));
      return text;
    },
  };
}

async function fetchDocument(upstream: Upstream): Promise<ServiceDocument["document"] | undefined> {
  const instance = pickInstance(upstream, [], performance.now());
  if (instance === undefined || instance === "busy") return undefined;
  const { statusCode, body } = await instance.pool.request({
    path: "/openapi.json",
    method: "GET",
    signal: AbortSignal.timeout(patienceMs),
  });
  const document: unknown = await body.json();
  return statusCode === 200 && isObject(document) ? document : undefined;
}

export function addOpenapi(app: App, openapi: Openapi): void {
  addPage(app, "/openapi.json", async (_request, reply) =>
    reply
      .header("cache-control", "no-cache")
      .type("application/json; charset=utf-8")
      .send(await openapi.text()),
  );
}
