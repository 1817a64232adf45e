/** Reads `gateway.yaml` and refuses whatever could not work, naming the line. */
import { readFileSync } from "node:fs";
import { ConfigError } from "@pms/kit/process/config";
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { compilePathPattern, covers, type PathPattern } from "./path-pattern.ts";
import { compileRoute, type Route } from "./route.ts";
import { type Filters, filters, methods, type Predicates, predicates, RoutesFile } from "./schema.ts";

/** Throws `ConfigError` with a line number. */
export function loadRoutes(file: string, services: readonly string[]): Route[] {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, uniqueKeys: true });
  const refuse = (path: readonly (string | number)[], why: string): never => {
    throw new ConfigError(`${file}${lineOf(document, lines, path)}: ${why}`);
  };
  const [fault] = document.errors;
  if (fault) throw new ConfigError(`${file}:${fault.linePos?.[0].line ?? 1}: ${fault.message.split("\n")[0]}`);
  const written: unknown = document.toJS();
  checkShape(RoutesFile, written, refuse);
  const rateLimits = written.rateLimits ?? {};
  const defaults = named<Filters>(written.defaultFilters ?? [], filters, ["defaultFilters"], refuse);
  const routes: Route[] = [];
  for (const [index, { id, uri, ...rest }] of written.routes.entries()) {
    const at = ["routes", index];
    if (routes.some((route) => route.id === id)) refuse([...at, "id"], `route ${id}: the id is used twice`);
    const service = uri.slice("lb://".length);
    if (!services.includes(service)) refuse([...at, "uri"], `route ${id}: there is no service ${service}`);
    const when = named<Predicates>(rest.predicates, predicates, [...at, "predicates"], refuse);
    const then = { ...defaults, ...named<Filters>(rest.filters ?? [], filters, [...at, "filters"], refuse) };
    const { RateLimit: limit } = then;
    if (limit !== undefined && !Object.hasOwn(rateLimits, limit))
      refuse(at, `route ${id}: there is no rate limit ${limit}`);
    const patterns = attempt(
      () => (when.Path ?? []).map(compilePathPattern),
      (why) => refuse(at, `route ${id}: ${why}`),
    );
    if (patterns.length === 0) refuse(at, `route ${id}: a Path is missing`);
    const route = attempt(
      () => compileRoute({ id, service, patterns, methods: when.Method ?? methods }, then, rateLimits),
      (why) => refuse(at, `route ${id}: ${why}`),
    );
    refuseHidden(route, routes, (why) => refuse(at, why));
    routes.push(route);
  }
  return routes;
}

type Refuse = (path: readonly (string | number)[], why: string) => never;

function checkShape(schema: typeof RoutesFile, value: unknown, refuse: Refuse): asserts value is RoutesFile {
  const error = Value.Errors(schema, value).find(({ keyword }) => keyword !== "boolean");
  if (!error) return;
  const path = error.instancePath
    .slice(1)
    .split("/")
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const id = path[0] === "routes" && path.length > 1 ? routeId(value, Number(path[1])) : "";
  refuse(path, `${id}${path.at(-1) ?? "the file"} ${error.message}${namesOf(error)}`);
}

function routeId(value: unknown, index: number): string {
  const id = Value.Pointer.Get(value, `/routes/${index}/id`);
  return typeof id === "string" ? `route ${id}: ` : "";
}

function namesOf(error: { params: object }): string {
  const { additionalProperties, requiredProperties } = error.params as Record<string, unknown>;
  const names = additionalProperties ?? requiredProperties;
  return Array.isArray(names) ? `: ${names.join(", ")}` : "";
}

/** A list of `Name` or `Name: arguments` as an object, each checked against its own schema. */
function named<Result extends object>(
  list: readonly (string | Record<string, unknown>)[],
  schemas: Readonly<Record<string, TSchema>>,
  at: readonly (string | number)[],
  refuse: Refuse,
): Result {
  const found: Record<string, unknown> = {};
  for (const [index, item] of list.entries()) {
    const [name, value] = typeof item === "string" ? [item, true] : (Object.entries(item)[0] ?? ["", true]);
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!schema) refuse([...at, index], `there is no ${at.at(-1)} named ${name}`);
    else if (Object.hasOwn(found, name)) refuse([...at, index], `${name} is given twice`);
    else if (!Value.Check(schema, value))
      refuse([...at, index], `${name}: ${Value.Errors(schema, value)[0]?.message ?? "not valid"}`);
    found[name] = value;
  }
  return found as Result; // every entry was checked against the schema that Result is made from
}

/** A route is unreachable when each of its method and path pairs is taken by an earlier route. */
function refuseHidden(route: Route, earlier: readonly Route[], refuse: (why: string) => never): void {
  const hiders = new Set<string>();
  const isTaken = (method: Route["methods"][number], pattern: PathPattern) => {
    const hider = earlier.find(
      (other) => other.methods.includes(method) && other.patterns.some((outer) => covers(outer, pattern)),
    );
    if (hider) hiders.add(hider.id);
    return hider !== undefined;
  };
  if (route.methods.every((method) => route.patterns.every((pattern) => isTaken(method, pattern))))
    refuse(`route ${route.id} can never be reached: hidden by ${[...hiders].join(", ")}`);
}

function attempt<Result>(work: () => Result, onError: (why: string) => never): Result {
  try {
    return work();
  } catch (error) {
    return onError(error instanceof Error ? error.message : "not valid");
  }
}

/** The line of the nearest node that exists. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return `:${lines.linePos(node.range[0]).line}`;
  }
  return "";
}
