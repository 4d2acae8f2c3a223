/** How a text becomes a value: the types that a parameter's schema allows, as far as they change how a text is read. */
export type ValueForm = PrimitiveForm | ArrayForm | ObjectForm;

/** `number` and `boolean` fall back to the text, which the schema's check then refuses. */
export type PrimitiveForm = "string" | "number" | "boolean";

export interface ArrayForm {
  readonly items: ValueForm;
  /** Given when a single value may also stand alone. */
  readonly single?: PrimitiveForm;
}

export interface ObjectForm {
  readonly properties: Readonly<Record<string, ValueForm>>;
  /** Form of properties that are not named. */
  readonly rest: ValueForm;
  /** True where the schema says that there are properties which it does not name. */
  readonly isOpen?: true;
}

/** The value of a primitive's text. */
export function readPrimitive(text: string, form: PrimitiveForm): unknown {
  if (form === "number" && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (form === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** The value of texts that stand for one value: a list where the form is a list. */
export function readTexts(texts: readonly string[], form: ValueForm): unknown {
  if (typeof form === "string") return readPrimitive(texts[0] ?? "", form);
  if (!("items" in form)) return texts[0];
  if (form.single !== undefined && texts.length === 1) return readPrimitive(texts[0] ?? "", form.single);
  return texts.map((text) => readTexts([text], form.items));
}

/** The value of named texts. Repeated names make a list where the property is one. */
export function readPairs(pairs: readonly (readonly [string, string])[], form: ObjectForm): Record<string, unknown> {
  const grouped = new Map<string, string[]>();
  for (const [name, text] of pairs) grouped.set(name, [...(grouped.get(name) ?? []), text]);
  const entries = [...grouped].map(([name, texts]) => [name, readTexts(texts, propertyForm(form, name))] as const);
  return Object.fromEntries(entries);
}

/** The form of a property; that of unnamed ones where the object does not name it. */
export function propertyForm(form: ObjectForm, name: string): ValueForm {
  return (Object.hasOwn(form.properties, name) ? form.properties[name] : undefined) ?? form.rest;
}
