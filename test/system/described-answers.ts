/**
 * The merged OpenAPI document as a judge: is this answer one that the operation says it gives, with
 * nothing beside it?
 */
import assert from "node:assert/strict";
import { bodyChecker } from "@pms/kit/validation/validator";
import type { Answer } from "./caller.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document that is read by its own rules, where a wrong guess fails the test
export type Document = any;
export const methods = ["get", "post", "put", "patch", "delete"] as const;

export type Judge = {
  operations: readonly string[];
  /**
   * Throws unless the status is listed by its number, and media type and body are those described.
   */
  check(operation: string, answer: Answer): void;
};

export function judgeBy(document: Document): Judge {
  const closed = closeObjects(document);
  const operations = Object.entries<Document>(document.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return {
    operations,
    check(operation, answer) {
      const [method = "", path = ""] = operation.split(" ");
      const described = closed.paths[path][method.toLowerCase()].responses[answer.status];
      assert.ok(
        described,
        `${operation} does not say that it may answer ${answer.status}: ${answer.text.slice(0, 300)}`,
      );
      const content = described.content;
      const [type = ""] = (answer.headers.get("content-type") ?? "").split(";");
      assert.equal(answer.text !== "", content !== undefined, `${operation}: ${answer.text.slice(0, 300)}`);
      if (!content) return;
      assert.ok(content[type], `${operation} ${answer.status}: ${type} is not described`);
      const schema = { ...content[type].schema, components: closed.components };
      const faults = bodyChecker(schema)(answer.body ?? answer.text);
      assert.deepEqual(faults, [], `${operation} ${answer.status}: ${answer.text.slice(0, 500)}`);
    },
  };
}

/** A copy in which no object may have more than what is described of it. */
function closeObjects(value: Document): Document {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, closeObjects(inner)]));
  const isShape = copy.type === "object" && typeof copy.properties === "object" && !("additionalProperties" in copy);
  return isShape ? { ...copy, additionalProperties: false } : copy;
}
