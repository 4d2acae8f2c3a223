import { isRequestOptional, parametersIn } from "../emit/operation-shape.js";
import { ProblemShapes } from "../emit/problems.js";
import { schemeSummary, usedSchemes } from "../emit/security-expression.js";
import { dereference, type Api } from "../model/api.js";
import { hasOnly } from "../model/keywords.js";
import { isOpen, type Operation } from "../model/operation.js";
import { compilePattern } from "../model/regular-expression.js";
import type { Names } from "../naming.js";
import { docComment, indentRest, propertyName } from "../source-file.js";
import { problemBody } from "./problem-body.js";

/** `src/handlers.ts` of a new project: a function per operation, none of them written yet. */
export function handlersFile({ operations }: Names): string {
  const entries = [...operations].flatMap(([operation, { call }]) => [
    ...docComment(operationLine(operation)).map((line) => `  ${line}`),
    `  ${call}: notImplemented,`,
  ]);
  return `import type { ApiHandlers } from "../generated/api/server.js";
import { notImplemented } from "../generated/runtime/refusal.js";
import type { Context } from "./context.js";

/**
 * A function per operation of the contract. Those that are \`notImplemented\` answer 501 in the contract's error shape;
 * write \`async (request, context) => ({ status: 200, body: ... })\` in their place.
 */
export const handlers: ApiHandlers<Context> = {
${entries.join("\n")}
};
`;
}

function operationLine({ method, path, summary }: Operation): string {
  const text = summary?.split("\n")[0]?.trim() ?? "";
  return `${method} ${path}${text === "" ? "" : `: ${text}`}`;
}

/** `src/policy.ts` of a new project: who may call, and how refusals are told. */
export function policyFile(api: Api, names: Names): string {
  const schemes = usedSchemes(api);
  const problems = new ProblemShapes(api, names).shapes;
  const security = schemes.flatMap(({ name, node }) => [
    ...docComment(schemeSummary(node)).map((line) => `    ${line}`),
    `    ${propertyName(name)}: (credential, { context }) => isToken(credential, context),`,
  ]);
  const bodies = problems.map(({ name, schema }) => {
    const body = indentRest(problemBody(api, schema), 2);
    const parameter = body.includes("refusal.") ? "refusal" : "";
    return `    ${propertyName(name)}: (${parameter}) => ${body.startsWith("{") ? `(${body})` : body},`;
  });
  return `import type { ApiRouterOptions } from "../generated/api/server.js";
import type { Context } from "./context.js";
${schemes.length === 0 ? "" : 'import { isToken } from "./token.js";\n'}
/** Who may call, and what requests that are refused are told. */
export const policy: Omit<ApiRouterOptions<Context>, "context"> = {
${section("Decide on credentials; only `true` lets a request pass.", "security", security)}${section(
    "Bodies of errors in the contract's shapes, for what the router refuses by itself.",
    "problems",
    bodies,
  )}};
`;
}

function section(comment: string, name: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `  /** ${comment} */\n  ${name}: {\n${lines.join("\n")}\n  },\n`;
}

/** A request that gets as far as a handler, and needs nothing but its path. */
export interface Probe {
  readonly method: string;
  readonly path: string;
}

/** The first operation that can be asked without credentials, body and required parameters outside of the path. */
export function findProbe(api: Api): Probe | undefined {
  for (const operation of api.operations) {
    const { method, path } = operation;
    const rest = { ...operation, parameters: operation.parameters.filter((parameter) => parameter.in !== "path") };
    if (!isOpen(operation) || method === "HEAD" || path.includes("#") || !isRequestOptional(rest)) continue;
    const values = parametersIn(operation, "path").map(({ name, schema }) => [name, sample(api, schema)] as const);
    if (values.some(([, value]) => value === undefined)) continue;
    const filled = values.reduce(
      (text, [name, value = ""]) => text.replace(`{${name}}`, () => encodeURIComponent(value)),
      path,
    );
    return { method, path: filled };
  }
  return undefined;
}

const TRIED = ["types", "enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength"] as const;

/** A value for a segment of a path; undefined where a guess may be wrong. */
function sample(api: Api, schema: Parameters<typeof dereference>[1]): string | undefined {
  const resolved = dereference(api, schema);
  if (!hasOnly(resolved, ...TRIED)) return undefined;
  const { types = ["string"], enum: values, format, pattern, minimum = 1, maximum = minimum } = resolved;
  const { minLength = 1, maxLength = Infinity } = resolved;
  const [first] = values ?? [];
  if (first !== undefined) return typeof first === "object" ? undefined : String(first);
  if (format === "uuid") return "00000000-0000-4000-8000-000000000000";
  if (types.includes("integer") || types.includes("number")) return minimum > maximum ? undefined : String(minimum);
  const text = "a".repeat(Math.max(minLength, 1));
  const isPlain = types.includes("string") && (format === undefined || /^(string|password)$/.test(format));
  const isFitting = text.length <= maxLength && (pattern === undefined || compilePattern(pattern)?.test(text) === true);
  return isPlain && isFitting ? text : undefined;
}
