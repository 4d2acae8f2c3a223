import { formatPlace } from "./document/contract-error.js";
import type { Contract } from "./document/contract.js";
import { emitClient } from "./emit/client.js";
import { emitClientExplain, ReplyChecks } from "./emit/client-explain.js";
import { emitClientObject } from "./emit/client-object.js";
import type { EmittedModule, Emission } from "./emit/emission.js";
import { emitEnums } from "./emit/enums.js";
import { emitMessages } from "./emit/messages.js";
import { emitOpenapi } from "./emit/openapi.js";
import { emitOpenapiFetch } from "./emit/openapi-fetch.js";
import { refuseUngenerable } from "./emit/refuse.js";
import { emitServer } from "./emit/server.js";
import { emitServers } from "./emit/servers.js";
import { emitTools } from "./emit/tools.js";
import { emitTypes } from "./emit/types.js";
import { emitValidatorDocument } from "./emit/validator-document.js";
import { ValidatorPlan } from "./emit/validators.js";
import { readApi } from "./model/read-api.js";
import { chooseNames } from "./naming.js";
import type { Step } from "./step.js";

/** What can be generated of a contract. `types` and the validators that the others need are always there. */
export const TARGETS = ["openapi", "server", "client", "tools"] as const;
export type Target = (typeof TARGETS)[number];

/** Clients of other packages that are generated beside the own one when they are asked for. */
export const OTHER_CLIENTS = ["openapi-fetch"] as const;
export type OtherClient = (typeof OTHER_CLIENTS)[number];

/** SDKs of other generators that are run when they are asked for. */
export const SDKS = ["hey-api"] as const;
export type Sdk = (typeof SDKS)[number];

/** Engines that may check requests before the own checks when they are asked for. */
export const ENGINES = ["express-openapi-validator"] as const;
export type Engine = (typeof ENGINES)[number];

export interface GenerateOptions {
  /** Names the contract in emitted identifiers: `jobspec` gives `createJobspecRouter`. */
  readonly name: string;
  /** The contract as the user named it; it stands in the first line of each file. */
  readonly source: string;
  /** Where the emitted files find the runtime, relative to themselves and ending in a slash: `../runtime/`. */
  readonly runtime: string;
  readonly targets: readonly Target[];
  readonly client?: OtherClient | undefined;
  readonly validation?: Engine | undefined;
  /** Told, as `file:line:column: note: what`, of what is generated but may surprise. */
  readonly tell?: (note: string) => void;
  readonly step?: Step;
}

/**
 * The files of a contract: path below the contract's folder to text, in a fixed order. Pure: the same contract and
 * options give the same bytes on every machine. Throws `ContractError` for what cannot be generated.
 */
export function generate(contract: Contract, options: GenerateOptions): Map<string, string> {
  return contract.withinStack(() => generateFiles(contract, options));
}

function generateFiles(contract: Contract, options: GenerateOptions): Map<string, string> {
  const { step = () => undefined } = options;
  step("operations and schemas");
  const api = readApi(contract, (whole) => refuseUngenerable(whole, contract.faults));
  // What several operations share is noted by each of them.
  const notes = new Map(api.notes.map((note) => [`${note.cursor.address} ${note.text}`, note]));
  for (const { cursor, text } of notes.values()) options.tell?.(`${formatPlace(cursor.place)}: note: ${text}`);
  const emission: Emission = {
    api,
    names: chooseNames(api, options.name),
    source: options.source,
    runtime: options.runtime,
  };
  const plan = ValidatorPlan.create(emission);
  const wants = new Set<Target>(options.targets);
  step("types");
  const files = new Map([["types.ts", emitTypes(emission)]]);
  const enums = emitEnums(emission);
  if (enums !== undefined) files.set("enums.ts", enums);
  const wantsFetch = options.client === "openapi-fetch";
  if (wants.has("openapi") || wantsFetch) files.set("openapi.ts", emitOpenapi(emission));
  if (wantsFetch) files.set("openapi-fetch.ts", emitOpenapiFetch(emission));
  // What asks that engine is a template, like the runtime.
  if (options.validation === "express-openapi-validator")
    setModule(files, "openapi-document", emitValidatorDocument(contract, options.source));
  step("server, client, tools");
  if (wants.has("server")) setModule(files, "server", emitServer(emission, plan));
  // Tools call the functions of the client.
  const wantsClient = wants.has("client") || wants.has("tools");
  const servers = emitServers(emission);
  if (wantsClient && servers !== undefined) files.set("servers.ts", servers);
  if (wantsClient) setClientFiles(files, emission, plan);
  if (wants.has("tools")) setModule(files, "tools", emitTools(emission, plan));
  if (wants.has("server") || wantsClient) {
    step("validators");
    const messages = emitMessages(emission, plan);
    if (messages !== undefined) setModule(files, "messages", messages);
    setModule(files, "validators", plan.emit());
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Code is JavaScript with declarations, which type-checkers pass over quickly (docs/decisions/0013). */
function setModule(files: Map<string, string>, name: string, { javascript, declarations }: EmittedModule): void {
  files.set(`${name}.js`, javascript);
  files.set(`${name}.d.ts`, declarations);
}

/** The client checks replies with code of its own, which names no faults and is small enough for browsers. */
function setClientFiles(files: Map<string, string>, emission: Emission, plan: ValidatorPlan): void {
  const quiet = plan.quiet();
  const checks = new ReplyChecks(quiet, plan);
  setModule(files, "client", emitClient(emission, checks));
  setModule(files, "client-object", emitClientObject(emission));
  setModule(files, "client-explain", emitClientExplain(emission, checks));
  setModule(files, "client-checks", quiet.emit());
}
