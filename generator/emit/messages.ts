import type { Operation } from "../model/operation.js";
import { valueName } from "../naming.js";
import { docComment, quote, SourceFile } from "../source-file.js";
import type { Checks, EmittedModule, Emission } from "./emission.js";
import { requestVariants, type BodyVariant } from "./operation-shape.js";

const CHECKS = "./validators.js";

/**
 * `messages`: functions that tell whether a value is what a webhook or callback carries as JSON, for whoever receives
 * it. Undefined when the contract has no such message.
 */
export function emitMessages(emission: Emission, checks: Checks): EmittedModule | undefined {
  const javascript = new SourceFile(emission.source);
  const declarations = new SourceFile(emission.source);
  let count = 0;
  for (const [message, { request }] of emission.names.messages) {
    const variants = requestVariants(message.requestBody?.content ?? []);
    const variant = variants.find(({ kind }) => kind === "json");
    if (variant === undefined) continue;
    count += 1;
    const name = valueName(`is-${request}-body`);
    const check = checkOf(variant, { checks, name: `${request}Body` });
    javascript.gap();
    javascript.print(check === undefined ? `export const ${name} = () => true;` : exported(check, name));
    const issues = declarations.use("Issues", `${emission.runtime}issues.js`);
    const type = bodyType(declarations.use(request, "./types.js"), variant, variants.length);
    declarations.gap();
    declarations.print(...docComment(summary(message)));
    declarations.print(`export declare function ${name}(value: unknown, issues?: ${issues}): value is ${type};`);
  }
  return count === 0 ? undefined : { javascript: javascript.toString(), declarations: declarations.toString() };
}

function checkOf({ schema }: BodyVariant, { checks, name }: { checks: Checks; name: string }): string | undefined {
  // The server sends it, as it sends replies.
  return schema === undefined ? undefined : checks.checkFor(schema, { direction: "reply", name });
}

function exported(check: string, name: string): string {
  return `export { ${check} as ${name} } from ${quote(CHECKS)};`;
}

/** The body in the type of the whole request; absence is for whoever reads it to see. */
function bodyType(request: string, { media }: BodyVariant, count: number): string {
  const own = count === 1 ? request : `Extract<${request}, { readonly contentType?: ${quote(media.type)} }>`;
  return `Exclude<${own}["body"], undefined>`;
}

function summary({ method, path }: Operation): string {
  return `Tells whether a value is the body of ${method} ${path}, and adds what is wrong with it to \`issues\`.`;
}
