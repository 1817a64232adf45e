/** Finds the route of a request: the first in the file that takes the method and the path. */
import type { Route } from "./route.ts";
import { type Method, methods } from "./schema.ts";

export type RouteTable = {
  routes: readonly Route[];
  find(method: string, path: string): Route | undefined;
  /** The methods that some route takes on this path; none when the path is nobody's. */
  methodsOf(path: string): Method[];
};

export function createRouteTable(routes: readonly Route[]): RouteTable {
  const byMethod = new Map<string, Route[]>(
    methods.map((method) => [method, routes.filter((route) => route.methods.includes(method))]),
  );
  const takes = (route: Route, path: string) => {
    for (const pattern of route.patterns) if (pattern.matches(path)) return true;
    return false;
  };
  const find = (method: string, path: string) => {
    for (const route of byMethod.get(method) ?? []) if (takes(route, path)) return route;
    return undefined;
  };
  return { routes, find, methodsOf: (path) => methods.filter((method) => find(method, path)) };
}
