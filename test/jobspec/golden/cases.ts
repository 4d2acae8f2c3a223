import { existsSync, readFileSync } from "node:fs";

/** Recorded exchanges of the reference daemon; the folder lies beside the repository and may be absent. */
const GOLDEN = new URL("../../../../shared/jobspec/golden.json", import.meta.url);

/** One request, as recorded. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
  /** Stands for a body that is too long to store. */
  readonly body_note?: string;
  readonly remote_addr?: string;
}

/** One call of the reference's in-process queue, as recorded. */
export interface RecordedOperation {
  readonly op: string;
  readonly actor?: string;
  readonly job_id?: string;
  readonly job_type?: string;
  readonly request_id?: string;
  readonly claim_token?: string;
  readonly lease_epoch?: number;
  readonly lease_ms?: number;
  readonly max_attempts?: number;
  readonly max_attempts_of_queue?: number;
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly failure?: { readonly code: string; readonly message: string; readonly retryable: boolean };
}

/** What happened before the case: a request, a queue call, time that passed, or a remark. */
export type Step =
  { readonly http: RecordedRequest } | RecordedOperation | { readonly advance_ms: number } | { readonly note: string };

/** What the reference answered. */
export interface Expected {
  readonly status?: number;
  readonly content_type?: string;
  readonly body?: unknown;
  readonly body_raw?: string;
  readonly allow?: string;
  readonly location?: string;
  /** Bytes of the ledger afterwards; null when there was no file. */
  readonly ledger_after?: string | null;
  readonly quarantine_after?: readonly string[];
  readonly error?: string | null;
  readonly result?: unknown;
}

/** One recorded case. */
export interface GoldenCase {
  readonly name: string;
  readonly group: string;
  readonly class: "contract" | "reference-quirk" | "reference-bug";
  readonly given: {
    readonly clock?: string;
    readonly mutation_token?: string;
    readonly ledger_raw?: string;
    readonly steps?: readonly Step[];
    readonly note?: string;
  };
  readonly request: RecordedRequest | RecordedOperation;
  readonly expect: Expected;
  readonly yaml_deviation?: readonly string[];
  readonly expect_later_upstream?: { readonly status: number; readonly body: unknown };
}

/** All recorded cases; none when the folder is absent. */
export function loadCases(): readonly GoldenCase[] {
  if (!existsSync(GOLDEN)) return [];
  // The file's shape is described beside it; a case that breaks it fails in its own test.
  return JSON.parse(readFileSync(GOLDEN, "utf8")) as GoldenCase[];
}

/** True for a case whose request goes over HTTP. */
export function isHttpCase(golden: GoldenCase): golden is GoldenCase & { readonly request: RecordedRequest } {
  return !("op" in golden.request);
}

/** The body to send; long ones are described as `<letter a, N times>`. */
export function bodyOf({ body, body_note }: RecordedRequest): string | undefined {
  if (body_note === undefined) return body ?? undefined;
  return body_note.replace(/<letter (\w), (\d+) times>/, (_all, letter: string, times: string) => {
    return letter.repeat(Number(times));
  });
}
