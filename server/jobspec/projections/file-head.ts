import type { Storage } from "../../kernel/ports/storage.js";
import { parseTimestamp } from "../../kernel/timestamp.js";
import type { FileProjection } from "./file-paths.js";
import { FILE_PATHS } from "./file-paths.js";

/** What a projection's file says of itself. */
export interface FileHead {
  /** Of the last event that it shows; undefined when it shows none. */
  readonly lastEventId: string | undefined;
  /** When it was made, in milliseconds since the epoch. */
  readonly madeMs: number;
}

/** A file as an object, whose members are looked at one by one. */
export type FileMembers = Readonly<Record<string, unknown>>;

/** The member of each file that is made from jobs alone; what tells of the file comes before it. */
const CONTENT: Readonly<Record<FileProjection, string>> = {
  "daemon-job-status": "jobs",
  "openclaw-snapshot": "resources",
  "daemon-status": "job_counts",
};

/** Bytes within which the content begins, unless ids are of extraordinary length. */
const HEAD_BYTES = 16 * 1024;

/** Reads what tells of a file, and no more; "missing" for none, "unreadable" for one that does not say it. */
export async function findHead(storage: Storage, name: FileProjection): Promise<FileHead | "missing" | "unreadable"> {
  try {
    const text = await textBefore(storage, FILE_PATHS[name], `,"${CONTENT[name]}":`);
    if (text === undefined) return "missing";
    return headOf(JSON.parse(`${text}}`) as FileMembers) ?? "unreadable";
  } catch {
    // Whatever it is, it is about to be replaced.
    return "unreadable";
  }
}

/** Takes it from the members of a file; undefined when they do not say when it was made. Throws when they are none. */
export function headOf(members: FileMembers): FileHead | undefined {
  // The snapshot's is where the contract of OpenClaw has it.
  const { last_event_id: id } = members["source"] === undefined ? members : (members["source"] as FileMembers);
  const madeMs = parseTimestamp(String(members["generated_at"] ?? members["rebuilt_at"]));
  return madeMs === undefined ? undefined : { lastEventId: typeof id === "string" ? id : undefined, madeMs };
}

async function textBefore(storage: Storage, path: string, mark: string): Promise<string | undefined> {
  const file = await storage.open(path);
  if (file === undefined) return undefined;
  const bytes = await file.read(0, HEAD_BYTES).finally(() => file.close());
  // Without the mark it is no JSON.
  return bytes.toString("utf8", 0, bytes.indexOf(mark));
}
