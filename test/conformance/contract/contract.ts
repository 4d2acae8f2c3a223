import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { jsonpatch, type JSONValue, type OpObject } from "json-p3";
import { parse } from "yaml";
import type { Level } from "../suite/case.js";
import { readOperations, type Operation } from "./operation.js";

/** Which of the two interfaces an operation belongs to. */
export type ContractName = "jobspec" | "worker";

const LEVELS: Readonly<Record<string, Level>> = { submitJob: 2, cancelJob: 3 };

/**
 * What JobSpec promises about replies, read from its documents by other means than those that servers are generated
 * with: a judge must not share the code that it judges. Schemas are ajv's work.
 */
export class Contract {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly #ajv: Ajv2020;

  private constructor(ajv: Ajv2020, operations: readonly Operation[]) {
    this.#ajv = ajv;
    this.operations = new Map(operations.map((operation) => [operation.id, operation]));
  }

  /** Reads `jobspec.yaml`, with the allowances of the suite, and `worker.yaml` from a folder. */
  static read(folder: string, allowances: string): Contract {
    // Documents of the package itself: two maps, and a list of patches.
    const read = (path: string): object => parse(readFileSync(path, "utf8")) as object;
    const jobspec = jsonpatch.apply(read(allowances) as OpObject[], read(join(folder, "jobspec.yaml")) as JSONValue);
    const worker = read(join(folder, "worker.yaml"));
    const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
    addFormats.default(ajv);
    ajv.addSchema(jobspec as object, "jobspec.yaml").addSchema(worker, "worker.yaml");
    return new Contract(ajv, [
      ...readOperations({ contract: "jobspec", document: jobspec, levelOf }),
      ...readOperations({ contract: "worker", document: worker, levelOf: () => 3 }),
    ]);
  }

  /** The contract that declares an operation. */
  contractOf(operationId: string): ContractName | undefined {
    return this.operations.get(operationId)?.contract;
  }

  /** The operation that a request reaches; with a wrong method, one of those that its path has. */
  at(method: string, target: string): Operation | undefined {
    const path = target.split("?")[0] ?? "";
    const here = [...this.operations.values()].filter(({ paths }) => paths.includes(path));
    return here.find((operation) => operation.method === method) ?? here[0];
  }

  /** What a schema of a document, by its JSON Pointer, has against a value; nothing for a value that keeps it. */
  faults(contract: ContractName, pointer: string, value: unknown): readonly string[] {
    const check = this.#ajv.getSchema(`${contract}.yaml#${encodeURI(pointer)}`);
    if (check === undefined) throw new Error(`${contract}.yaml has no schema at ${pointer}`);
    if (check(value) === true) return [];
    return (check.errors ?? []).map(({ instancePath, message = "", data }) => {
      const at = `$${instancePath.replaceAll("/", ".")}`;
      if (data === null && message === "must be array") return `${at} is null; an empty list is []`;
      return `${at} ${message}${isShort(data) ? `, is ${JSON.stringify(data)}` : ""}`;
    });
  }
}

function isShort(data: unknown): boolean {
  return data === null || ["string", "number", "boolean"].includes(typeof data);
}

function levelOf(id: string, path: string): Level {
  return LEVELS[id] ?? (path.startsWith("/openclaw/") ? 4 : 1);
}
