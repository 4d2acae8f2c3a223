import { readTexts, type ObjectForm, type ValueForm } from "./parameter-form.js";
import type { BodyResult } from "./request-body.js";

/** The fields of an urlencoded or multipart body (RFC 7578) as an object; files are `File`s. */
export async function readForm(bytes: Buffer, contentType: string, form: ObjectForm): Promise<BodyResult<unknown>> {
  try {
    // The platform's own parser of both formats, the one behind `fetch`.
    const fields = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
    return { value: toObject(fields, form) };
  } catch {
    return { fault: "malformed", message: `the body is not ${contentType.split(";")[0] ?? "a form"}` };
  }
}

function toObject(fields: FormData, form: ObjectForm): Record<string, unknown> {
  const entries = [...new Set(fields.keys())].map((name) => {
    const own = Object.hasOwn(form.properties, name) ? form.properties[name] : undefined;
    return [name, toValue(fields.getAll(name), own ?? form.rest)] as const;
  });
  return Object.fromEntries(entries);
}

function toValue(values: readonly (string | File)[], form: ValueForm): unknown {
  if (values.some((value) => typeof value !== "string"))
    return typeof form !== "string" && "items" in form ? values : values[0];
  const texts = values.filter((value) => typeof value === "string");
  if (typeof form === "string" || "items" in form) return readTexts(texts, form);
  return parseObject(texts[0] ?? "");
}

/** An object in a form is written as JSON (OpenAPI 3.1 section 4.8.15). */
function parseObject(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The form with an empty text for each file, which is what a schema of type string says of them. */
export function withoutFiles(body: unknown): unknown {
  if (body instanceof Blob) return "";
  if (Array.isArray(body)) return body.map(withoutFiles);
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, value instanceof Object ? withoutFiles(value) : value]),
  );
}
