import type { ContractError } from "./contract-error.js";
import { Cursor } from "./cursor.js";
import { describedObjects } from "./references.js";
import type { Source } from "./source.js";

/** Stands for where a contract's files lie, which their references do not need to know. */
const HERE = "contract:///";

/** Both give a schema a plain name. */
const ANCHORS = ["$anchor", "$dynamicAnchor"] as const;

/** Schemas that name themselves by `$id` (JSON Schema 2020-12 section 8.2.1), and documents that do by `$self`. */
export class Resources {
  readonly #byUri = new Map<string, Cursor>();
  /** The URI of each object that has one. */
  readonly #uriOf = new Map<unknown, string>();
  /** Schemas with a `$dynamicAnchor`, by the URI of their resource. */
  readonly #dynamic = new Map<string, Map<string, Cursor>>();

  /**
   * Takes in what a file names, and gives what is wrong with that. Files that name nothing cost no more than a look at
   * their text.
   */
  add(source: Source): ContractError[] {
    if (source.mentions("$id") || source.mentions("$self")) this.#nameAll(new Cursor(source, source.root));
    return source.mentions("$dynamicAnchor") ? this.#anchorAll(new Cursor(source, source.root)) : [];
  }

  #nameAll(root: Cursor): void {
    const self = root.isObject ? root.get("$self")?.value : undefined;
    this.#name(root, resolved(typeof self === "string" ? self : root.source.file, HERE) ?? HERE);
    for (const object of describedObjects(root)) {
      const id = object.get("$id")?.value;
      const uri = typeof id === "string" ? resolved(id, this.#baseOf(object)) : undefined;
      if (uri !== undefined) this.#name(object, uri.replace(/#$/, ""));
    }
  }

  #anchorAll(root: Cursor): ContractError[] {
    return [...describedObjects(root)].flatMap((object) => {
      const name = object.get("$dynamicAnchor")?.value;
      if (typeof name !== "string") return [];
      const base = this.#resourceOf(object);
      const anchors = this.#dynamic.get(base) ?? new Map<string, Cursor>();
      if (anchors.has(name)) return [object.error(`"$dynamicAnchor": "${name}" stands twice in a schema of one $id`)];
      this.#dynamic.set(base, anchors.set(name, object));
      return [];
    });
  }

  /** Schemas with a `$dynamicAnchor` in the resource that a value is in, by its name. */
  dynamicAnchors(cursor: Cursor): ReadonlyMap<string, Cursor> {
    return this.#dynamic.get(this.#resourceOf(cursor)) ?? new Map();
  }

  /** Schemas with a `$dynamicAnchor` of that name in any resource. */
  dynamicAnchorsNamed(name: string): Cursor[] {
    return [...this.#dynamic.values()].flatMap((anchors) => anchors.get(name) ?? []);
  }

  #name(cursor: Cursor, uri: string): void {
    this.#byUri.set(uri, cursor);
    this.#uriOf.set(cursor.value, uri);
  }

  /** What the URI of a reference, without its fragment, names; undefined when that is a file's affair. */
  find(reference: Cursor): Cursor | undefined {
    if (this.#byUri.size === 0) return undefined;
    const [uri = ""] = reference.string().split("#");
    const base = this.#baseOf(reference);
    return this.#byUri.get(uri === "" ? base : (resolved(uri, base) ?? ""));
  }

  /**
   * The schema that a plain name in a fragment means: one with that `$anchor` or `$dynamicAnchor` (section 8.2.2) in
   * the resource `root`, not in another one that stands inside.
   */
  anchored(root: Cursor, name: string): Cursor | undefined {
    const base = this.#resourceOf(root);
    for (const object of describedObjects(root)) {
      const isNamed = ANCHORS.some((key) => object.get(key)?.value === name);
      if (isNamed && this.#resourceOf(object) === base) return object;
    }
    return undefined;
  }

  /** The URI that references below a value start from. */
  #baseOf({ parent, source }: Cursor): string {
    return parent === undefined ? (resolved(source.file, HERE) ?? HERE) : this.#resourceOf(parent);
  }

  /** The URI of the resource that a value is, or is in. */
  #resourceOf(cursor: Cursor): string {
    let around: Cursor | undefined = cursor;
    while (around !== undefined && !this.#uriOf.has(around.value)) around = around.parent;
    return this.#uriOf.get(around?.value) ?? resolved(cursor.source.file, HERE) ?? HERE;
  }
}

function resolved(uri: string, base: string): string | undefined {
  return URL.canParse(uri, base) ? new URL(uri, base).href : undefined;
}
