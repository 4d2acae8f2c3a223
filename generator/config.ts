import { normalize } from "node:path";
import { Cursor } from "./document/cursor.js";
import { Source } from "./document/source.js";
import {
  ENGINES,
  OTHER_CLIENTS,
  SDKS,
  TARGETS,
  type Engine,
  type OtherClient,
  type Sdk,
  type Target,
} from "./generate.js";

/** `specwright.config.yaml`. */
export interface Config {
  /** Folder that holds nothing but generated files. */
  readonly out: string;
  readonly contracts: readonly ContractConfig[];
}

export interface ContractConfig {
  /** Name of the folder below `out`, and of the contract in emitted identifiers. */
  readonly name: string;
  /** Path of the OpenAPI document, as messages will name it. */
  readonly document: string;
  /** Paths of overlays, applied in this order. */
  readonly overlays: readonly string[];
  readonly targets: readonly Target[];
  /** Another client beside the own one. */
  readonly client?: OtherClient;
  /** An engine that checks requests before the own checks. */
  readonly validation?: Engine;
  /** Another generator's SDK beside the own client. */
  readonly sdk?: Sdk;
}

/** Keys of the configuration and of a contract in it; specwright.config.schema.json says the same for editors. */
export const CONFIG_KEYS = ["out", "contracts"];
export const CONTRACT_KEYS = ["document", "overlays", "targets", "client", "validation", "sdk"];

/** Reads a configuration. Throws `ContractError` with the place of what is wrong. */
export function readConfig(file: string, text: string): Config {
  const source = Source.parse(file, text);
  const root = new Cursor(source, source.root);
  root.allow(CONFIG_KEYS);
  const contracts = root.require("contracts", "the configuration").entries();
  if (contracts.length === 0) throw root.error("no contract is configured", "configuration");
  return {
    out: readOut(root.get("out")),
    contracts: contracts.map(([name, cursor]) => readContract(name, cursor)),
  };
}

function readOut(cursor: Cursor | undefined): string {
  if (cursor === undefined) return "generated";
  const out = cursor.string();
  // The folder of the configuration, or one above it.
  if (/^\.\.?([/\\]\.\.)*[/\\]?$/.test(normalize(out)))
    throw cursor.error("the folder holds nothing but generated files: name one of its own", "configuration");
  return out;
}

function readContract(name: string, cursor: Cursor): ContractConfig {
  cursor.allow(CONTRACT_KEYS);
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name === "runtime") {
    throw cursor.error(
      `"${name}" cannot name a folder: lower-case letters, digits and "-", and not "runtime"`,
      "configuration",
    );
  }
  const client = cursor.get("client");
  const validation = cursor.get("validation");
  const sdk = cursor.get("sdk");
  return {
    name,
    document: cursor.require("document", `contract "${name}"`).string(),
    overlays: (cursor.get("overlays")?.items() ?? []).map((overlay) => overlay.string()),
    targets:
      cursor
        .get("targets")
        ?.items()
        .map((target) => oneOf(target, TARGETS, "target")) ?? TARGETS,
    ...(client && { client: oneOf(client, OTHER_CLIENTS, "client") }),
    ...(sdk && { sdk: oneOf(sdk, SDKS, "sdk") }),
    ...(validation && { validation: oneOf(validation, ENGINES, "validation") }),
  };
}

function oneOf<Known extends string>(cursor: Cursor, all: readonly Known[], what: string): Known {
  const found = all.find((known) => known === cursor.value);
  if (found === undefined)
    throw cursor.error(`unknown ${what} ${cursor.describe()}; there are ${all.join(", ")}`, "configuration");
  return found;
}
