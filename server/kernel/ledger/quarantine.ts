import type { Storage } from "../ports/storage.js";
import { faultReason } from "../ports/storage.js";
import { trimSpace } from "../white-space.js";
import type { CorruptRecord } from "./event.js";
import type { ByteSource } from "./lines.js";
import { canonicalJson } from "./record.js";

/** Where to copy corrupt lines from and to. */
export interface QuarantineRequest {
  readonly storage: Storage;
  /** The ledger's directory; copies go to `quarantine` inside it. */
  readonly directory: string;
  readonly bytes: ByteSource;
  readonly corrupt: readonly CorruptRecord[];
}

/**
 * Writes `quarantine/ledger-line-NNNNNN.json` for every corrupt line, in the reference's form: pretty JSON with the
 * sorted keys `error`, `line_number`, `raw` and a newline. Returns the records; where a copy failed, the record's
 * error says so.
 */
export async function quarantineLines(request: QuarantineRequest): Promise<CorruptRecord[]> {
  const records: CorruptRecord[] = [];
  for (const record of request.corrupt) {
    try {
      await quarantineLine(request, record);
      records.push(record);
    } catch (fault) {
      records.push({ ...record, error: `${record.error}; quarantine failed: ${faultReason(fault)}` });
    }
  }
  return records;
}

async function quarantineLine({ storage, directory, bytes }: QuarantineRequest, record: CorruptRecord): Promise<void> {
  const folder = `${directory}/quarantine`;
  await storage.makeDirectory(folder);
  const raw = trimSpace((await bytes.read(record.offset, record.length)).toString("utf8"));
  const name = `ledger-line-${String(record.lineNumber).padStart(6, "0")}.json`;
  const text =
    `{\n  "error": ${canonicalJson(record.error)},\n  "line_number": ${record.lineNumber},\n` +
    `  "raw": ${canonicalJson(raw)}\n}\n`;
  await storage.replace(`${folder}/${name}`, text);
}
