import { crc32 } from "node:zlib";

/**
 * What this ledger adds behind the reference's fields of a record: `,"at":A,"durable":D,"crc":"xxxxxxxx"`.
 *
 * It lets recovery tell a torn tail, which it may cut, from corruption, which it must report, and makes every line
 * say where it belongs. Readers that do not know it drop it.
 */
export interface Seal {
  /** Offset of the line's own first byte. */
  readonly at: number;
  /** How many bytes of the file were known to be synced when the line was written. */
  readonly durable: number;
  /** CRC-32 (IEEE) of the line's bytes before `,"crc"`. */
  readonly crc: number;
}

/** A seal that holds, with the length of what stands before it; or why it does not hold. */
export type SealReading =
  | { readonly kind: "sealed"; readonly seal: Seal; readonly recordBytes: number }
  | { readonly kind: "broken"; readonly error: string };

/** Written after a sync when nothing waits: an empty line proves that every byte before it was synced. */
export const MARK = "\n\n";

/** How many bytes a seal takes at most: two numbers of 16 digits. */
export const MAX_SEAL_BYTES = 70;

const CRC_HEAD = Buffer.from(',"crc":"');
const CRC_DIGITS = 8;
/** Bytes from `,"crc"` to the end of the line. */
const CRC_BYTES = CRC_HEAD.length + CRC_DIGITS + 2;
const QUOTE = 0x22;
const BRACE = 0x7d;
const AT_HEAD = Buffer.from(',"at":');
const DURABLE_HEAD = Buffer.from(',"durable":');
const ZERO = 0x30;
const NINE = 0x39;

/** Seals the line of a record: takes it without seal and newline, gives it with both. */
export function sealLine(line: string, at: number, durable: number): string {
  const covered = `${line.slice(0, -1)},"at":${at},"durable":${durable}`;
  return `${covered},"crc":"${formatCrc(crc32(covered))}"}\n`;
}

/** Eight lower-case hexadecimal digits. */
export function formatCrc(crc: number): string {
  return crc.toString(16).padStart(CRC_DIGITS, "0");
}

/** Checks the seal of a line (without its newline) that starts at `offset`; undefined when it does not end in one. */
export function readSeal(line: Buffer, offset: number): SealReading | undefined {
  const reading = readSealAnywhere(line);
  if (reading?.kind !== "sealed" || reading.seal.at === offset) return reading;
  return broken(`written for byte ${reading.seal.at}, found at byte ${offset}`);
}

/** As {@link readSeal}, wherever the line is found. */
export function readSealAnywhere(line: Buffer): SealReading | undefined {
  const end = line.length - CRC_BYTES;
  if (!endsInSeal(line, end)) return undefined;
  const crc = crc32(line.subarray(0, end));
  if (crc !== parseCrc(line, end + CRC_HEAD.length)) return broken("checksum does not match");
  const durableAt = numberStart(line, end);
  const atEnd = durableAt - DURABLE_HEAD.length;
  const atStart = numberStart(line, atEnd);
  const isWhole = endsWith(line, durableAt, DURABLE_HEAD) && endsWith(line, atStart, AT_HEAD);
  if (!isWhole || durableAt === end || atStart === atEnd) return broken("position is missing");
  const at = readNumber(line, atStart, atEnd);
  const seal = { at, durable: readNumber(line, durableAt, end), crc };
  return { kind: "sealed", seal, recordBytes: atStart - AT_HEAD.length };
}

/** The line of a record as the reference would have written it: without its seal, if it has one. */
export function cutSeal(line: string): string {
  if (line.slice(-CRC_BYTES, -CRC_BYTES + CRC_HEAD.length) !== ',"crc":"') return line;
  const end = line.lastIndexOf(',"at":');
  return `${line.slice(0, end)}}`;
}

/** True when there is anything of a seal in a line that cannot be read. */
export function showsSeal(line: Buffer): boolean {
  return SEAL_PARTS.some((part) => line.includes(part));
}

const SEAL_PARTS = [CRC_HEAD, DURABLE_HEAD, AT_HEAD];

function endsInSeal(line: Buffer, end: number): boolean {
  if (end <= 0 || line[line.length - 1] !== BRACE || line[line.length - 2] !== QUOTE) return false;
  return endsWith(line, end + CRC_HEAD.length, CRC_HEAD);
}

/** True when `text` stands before `end`. */
function endsWith(line: Buffer, end: number, text: Buffer): boolean {
  const start = end - text.length;
  if (start < 0) return false;
  for (let index = 0; index < text.length; index++) if (line[start + index] !== text[index]) return false;
  return true;
}

/** Where the digits before `end` begin; `end` when there are none. */
function numberStart(line: Buffer, end: number): number {
  let start = end;
  while (start > 0 && isDigit(line[start - 1] ?? 0)) start--;
  return start;
}

function readNumber(line: Buffer, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index++) value = value * 10 + (line[index] ?? 0) - ZERO;
  return value;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** NaN for anything but eight lower-case digits. */
function parseCrc(line: Buffer, start: number): number {
  let value = 0;
  for (let index = start; index < start + CRC_DIGITS; index++) {
    const code = line[index] ?? 0;
    const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

function broken(fault: string): SealReading {
  return { kind: "broken", error: `sealed record is damaged: ${fault}` };
}
