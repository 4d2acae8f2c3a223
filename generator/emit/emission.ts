import type { Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { Schema } from "../model/schema.js";
import type { Names } from "../naming.js";

/** What every emitter of one contract is given. */
export interface Emission {
  readonly api: Api;
  readonly names: Names;
  /** The contract as the user named it; it stands in the first line of each file. */
  readonly source: string;
  /** Where emitted files find the copy of `templates/runtime`, relative to themselves: `../runtime/`. */
  readonly runtime: string;
}

/** Knows the check of each schema that emitted code needs, and with that which checks to emit. */
export interface Checks {
  /**
   * Name of the exported function that checks values of `schema` travelling in a direction; undefined when every value
   * is valid. `name` is used for a schema that has no name of its own: `SubmitJobBody` gives `checkSubmitJobBody`.
   */
  checkFor(schema: Schema, use: { readonly direction: Direction; readonly name: string }): string | undefined;
}

/** A module that runs: its code as JavaScript, and the declarations that compilers and editors read in its place. */
export interface EmittedModule {
  readonly javascript: string;
  readonly declarations: string;
}
