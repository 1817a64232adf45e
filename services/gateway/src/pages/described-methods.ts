/**
 * The methods of each address, out of the paths of an OpenAPI document: a route takes more than its
 * service does.
 */
import { isObject } from "./merge-openapi.ts";

export type MethodsOf = (path: string) => ReadonlySet<string>;

/**
 * What answers GET answers HEAD. A path that is described by its name is no value of another's
 * parameter.
 */
export function describedMethods(described: Readonly<Record<string, unknown>>): MethodsOf {
  const paths = Object.entries(described).map(([template, item]) => {
    const names = Object.keys(isObject(item) ? item : {}).map((name) => name.toUpperCase());
    return { path: template, segments: template.split("/"), names: names.includes("GET") ? [...names, "HEAD"] : names };
  });
  return (path) => {
    const segments = path.split("/");
    const known = paths.find((each) => each.path === path);
    const taking = known ? [known] : paths.filter((each) => isOf(segments, each.segments));
    return new Set(taking.flatMap(({ names }) => names));
  };
}

function isOf(segments: readonly string[], template: readonly string[]): boolean {
  const isSame = (part: string, index: number) => part === segments[index] || /^\{[^}]*\}$/.test(part);
  return segments.length === template.length && template.every(isSame);
}
