import { JSONPathEnvironment, type JSONValue } from "json-p3";
import { isObject, type Json } from "../json.js";
import { Matcher, type Expected, type Query } from "../suite/case.js";
import { VARIABLE } from "../suite/scope.js";

const JSON_PATH = new JSONPathEnvironment({ maxRecursionDepth: 1000 });

/** What templates are filled with. A text that is one variable becomes its value; in a longer one it becomes text. */
export class Variables {
  readonly #values: Readonly<Record<string, Json>>;

  constructor(values: Readonly<Record<string, Json>>) {
    this.#values = values;
  }

  with(values: Readonly<Record<string, Json>>): Variables {
    return new Variables({ ...this.#values, ...values });
  }

  /** All of them, for queries over them. */
  get document(): Json {
    return this.#values;
  }

  text(template: string): string {
    return template.replace(VARIABLE, (_, name: string, path: string) => {
      const value = this.#lookUp(name, path);
      return typeof value === "string" ? value : JSON.stringify(value);
    });
  }

  /** Fills every text in a value. */
  value(template: Json): Json {
    return this.expected(template) as Json; // no matcher goes in, so none comes out
  }

  /** Fills every text in what is to be compared with. */
  expected(template: Expected): Expected {
    if (typeof template === "string") return this.#whole(template);
    if (template instanceof Matcher) return new Matcher(template.name, this.expected(template.argument));
    if (Array.isArray(template)) return template.map((item: Expected) => this.expected(item));
    if (!isObject(template)) return template;
    const members = Object.entries(template as Readonly<Record<string, Expected>>);
    return Object.fromEntries(members.map(([name, member]) => [name, this.expected(member)]));
  }

  /** What a query finds: its value when it is singular (undefined when there is none), else the list of values. */
  find({ text, constant }: Query, document: Json | undefined): Json | undefined {
    const query = constant ?? JSON_PATH.compile(this.#query(text));
    // The library's type of JSON differs from ours in nothing but readonly.
    const values = query.query(document as JSONValue).values() as Json[];
    return query.singularQuery() ? values[0] : values;
  }

  /** A query has its variables between single quotes; an id may have any characters. */
  #query(template: string): string {
    return template.replace(VARIABLE, (variable) =>
      JSON.stringify(this.text(variable)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'"),
    );
  }

  #whole(template: string): Json {
    const [match] = template.matchAll(VARIABLE);
    if (match?.[0] === template) return this.#lookUp(match[1] ?? "", match[2] ?? "");
    return this.text(template);
  }

  /** Null for what is not there: a case that goes on from there fails at its next comparison. */
  #lookUp(name: string, path: string): Json {
    const steps = [name, ...Array.from(path.matchAll(/[\w-]+/g), ([step]) => step)];
    return steps.reduce<Json>((value, step) => {
      const container = value as Readonly<Record<string, Json>> | null; // lists have their indexes as names
      return (typeof container === "object" ? container?.[step] : undefined) ?? null;
    }, this.#values);
  }
}
