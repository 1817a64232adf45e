import type { SwaggerTransformObject } from "@fastify/swagger";
import { Problem } from "@pms/contracts/http/common";

type Json = { [name: string]: unknown };
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const valuesOf = (value: unknown): Json[] => (isObject(value) ? Object.values(value).filter(isObject) : []);

/**
 * One schema of a problem for all operations of the document, instead of a copy in each of their
 * answers.
 */
export const shareProblem: SwaggerTransformObject = (document) => {
  const whole: Json = "openapiObject" in document ? { ...document.openapiObject } : {};
  const answers = valuesOf(whole.paths)
    .flatMap(valuesOf)
    .flatMap(({ responses }) => valuesOf(responses));
  for (const { content } of answers) {
    const problem = isObject(content) && content["application/problem+json"];
    if (isObject(problem)) problem.schema = { $ref: "#/components/schemas/Problem" };
  }
  const components = isObject(whole.components) ? whole.components : {};
  const schemas = isObject(components.schemas) ? components.schemas : {};
  return { ...whole, components: { ...components, schemas: { ...schemas, Problem } } };
};
