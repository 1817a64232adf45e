/** Which methods an address takes: the difference between 404 and 405 (RFC 9110, 15.5.6). */
import type { FastifyInstance } from "fastify";

/** To be called before the routes are added. @returns the methods of the routes that take this path; none when it is nobody's. */
export function collectMethods(app: FastifyInstance): (path: string) => string[] {
  const routes: { method: string; path: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    const path = new RegExp(
      `^${url
        .replaceAll(/[.+()[\]]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll(/:\w+/g, "[^/]+")}$`,
    );
    for (const each of [method].flat()) routes.push({ method: each, path });
  });
  return (path) => [...new Set(routes.filter((route) => route.path.test(path)).map(({ method }) => method))].sort();
}
