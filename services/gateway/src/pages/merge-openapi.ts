/**
 * One OpenAPI document out of those of the services: only what a route lets in, and no name in two
 * meanings.
 */
import type { RouteTable } from "../route-table/route-table.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };
export type ServiceDocument = { service: string; document: JsonObject };

const methods = ["get", "head", "post", "put", "patch", "delete"] as const;
const bearer = { type: "http", scheme: "bearer", bearerFormat: "JWT" };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function mergeOpenapi(documents: readonly ServiceDocument[], table: RouteTable): JsonObject {
  const components: Record<string, JsonObject> = { securitySchemes: { bearer } };
  const paths: Record<string, JsonObject> = {};
  const operationIds = new Set<string>();
  const tags = new Map<string, JsonObject>();
  for (const { service, document } of documents) {
    const renamed = addComponents(components, service, document);
    for (const [path, item] of Object.entries(child(document, "paths"))) {
      for (const method of methods) {
        const operation = isObject(item) ? item[method] : undefined;
        const route = table.find(method.toUpperCase(), path.replaceAll(/\{[^}]*\}/g, "x"));
        if (!isObject(operation) || route?.service !== service) continue;
        const copy = rename(operation, renamed);
        if (!isObject(copy)) continue;
        copy.operationId = uniqueId(operationIds, service, copy.operationId);
        copy.tags ??= [service];
        copy.security = route.isPublic ? [] : [{ bearer: [] }];
        addRefusals(copy, { isLimited: route.rateLimit !== undefined });
        paths[path] = { ...paths[path], [method]: copy };
      }
    }
    for (const tag of Array.isArray(document.tags) ? document.tags : [])
      if (isObject(tag) && typeof tag.name === "string") tags.set(tag.name, tag);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Patient management", version: "0.1.0", description: "Everything that the gateway lets in." },
    servers: [{ url: "/" }],
    ...(tags.size > 0 && { tags: [...tags.values()] }),
    paths,
    components,
  };
}

/** What the gateway refuses and not the service, in the same form as everything else. */
function addRefusals(operation: JsonObject, { isLimited }: { isLimited: boolean }): void {
  const { default: problem, ...answers } = child(operation, "responses");
  if (!isObject(problem)) return;
  const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
  const hasQuery = parameters.some((parameter) => isObject(parameter) && parameter.in === "query");
  operation.responses = {
    ...answers,
    ...(hasQuery && { "414": { ...problem, description: "The address is too long" } }),
    ...(isLimited && { "429": { ...problem, description: "Too many requests" } }),
    default: problem,
  };
}

/**
 * @returns references that had to change: a name that another service uses for something else gets
 * the service's in front.
 */
function addComponents(into: Record<string, JsonObject>, service: string, document: JsonObject): Map<string, string> {
  const renamed = new Map<string, string>();
  const own = Object.entries(child(document, "components")).filter(([kind]) => kind !== "securitySchemes");
  for (const [kind, entries] of own) {
    const taken = into[kind] ?? {};
    for (const [name, entry] of Object.entries(isObject(entries) ? entries : {})) {
      if (name in taken && JSON.stringify(taken[name]) !== JSON.stringify(entry))
        renamed.set(`#/components/${kind}/${name}`, `#/components/${kind}/${service}-${name}`);
    }
  }
  for (const [kind, entries] of own) {
    const taken = into[kind] ?? {};
    for (const [name, entry] of Object.entries(isObject(entries) ? entries : {})) {
      const reference = renamed.get(`#/components/${kind}/${name}`);
      taken[reference?.split("/").at(-1) ?? name] = rename(entry, renamed);
    }
    into[kind] = taken;
  }
  return renamed;
}

/** A copy with the references changed. */
function rename(value: Json, renamed: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => rename(item, renamed));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === "$ref" && typeof item === "string" ? (renamed.get(item) ?? item) : rename(item, renamed),
    ]),
  );
}

function uniqueId(taken: Set<string>, service: string, wanted: Json | undefined): string {
  const base = typeof wanted === "string" ? wanted : `${service}-${taken.size + 1}`;
  const id = taken.has(base) ? `${service}-${base}` : base;
  taken.add(id);
  return id;
}

function child(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  return isObject(value) ? value : {};
}
