import { writeHead } from "../kernel/ledger/head.js";
import type { PlacedFile } from "../kernel/ledger/ledger-file.js";
import { pathsOf } from "../kernel/ledger/ledger-file.js";
import type { ByteSource } from "../kernel/ledger/lines.js";
import type { Storage } from "../kernel/ports/storage.js";
import { DAEMON_DIRECTORY, LEDGER_FILE, ledgerPlace } from "../jobspec/ledger-place.js";
import { copyBytes, freeName } from "../kernel/ledger/copy.js";
import type { SurveyedLedger } from "./survey-ledger.js";
import { CHECKPOINT_FILE, surveyLedger } from "./survey-ledger.js";

/** Bytes that are to become blanks, by their offsets in the ledger. */
interface Blank {
  readonly start: number;
  readonly end: number;
}

/** A file that is written anew. */
export interface RewriteStep extends PlacedFile {
  readonly kind: "rewrite";
  /** Lines that become blanks: as long as they were, so that nothing behind them moves. */
  readonly blanks: readonly Blank[];
  /** So many blank bytes stand for what is missing before the file. */
  readonly missing: number;
}

/** A file that cannot be read at its place. */
export interface AsideStep {
  readonly kind: "put aside";
  readonly name: string;
  readonly reason: string;
}

/** What a repair does to one file. */
export type RepairStep = RewriteStep | AsideStep;

/** Something about a ledger that only a person can put right. */
export class RepairError extends Error {
  constructor(fault: string) {
    super(fault);
    this.name = "RepairError";
  }
}

/** What a repair did. */
export interface Repaired {
  readonly events: number;
  /** Where the files as they were are kept. */
  readonly copies: readonly string[];
}

/** A blank line that stands for missing bytes holds at most this many. */
const FILLER_LINE_BYTES = 4096;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const QUARANTINE = `${DAEMON_DIRECTORY}/quarantine`;
const TEMPORARY_FILE = "ledger.repair.tmp";
const TEMPORARY = `${DAEMON_DIRECTORY}/${TEMPORARY_FILE}`;
/** Each round can show what another one hid: a file behind one that was put aside. */
const MAX_ROUNDS = 10;

/**
 * What a repair would do to the files; none when only the head has to be written anew. Throws {@link RepairError} when
 * the file that grows is not where it should be: whether it or another one does not belong here nobody can tell.
 */
export function planRepair(found: SurveyedLedger): RepairStep[] {
  const aside = filesToPutAside(found);
  const misplaced = aside.find(({ name }) => name === LEDGER_FILE);
  if (misplaced !== undefined) {
    const advice = "take the file that does not belong here out of the directory, then repair again";
    throw new RepairError(`${LEDGER_FILE}: ${misplaced.reason}; ${advice}`);
  }
  const steps: RepairStep[] = [...aside];
  let end = Math.min(0, found.bytes.start);
  for (const file of found.files) {
    const missing = file.base - end;
    end = file.base + file.bytes;
    const blanks = blanksIn(found, file);
    if (aside.some(({ name }) => name === file.name) || (blanks.length === 0 && missing === 0)) continue;
    steps.push({ kind: "rewrite", ...file, blanks, missing });
  }
  return steps;
}

/** Files that are not read at all, or not to their end. */
function filesToPutAside({ files, scan, bytes }: SurveyedLedger): AsideStep[] {
  const isWhole = (name: string): boolean =>
    files.some((file) => file.name === name) && bytes.faults.every((fault) => fault.name !== name);
  const faults = scan.faults.filter(({ name }) => !isWhole(name));
  return faults.map(({ name, error }) => ({ kind: "put aside", name, reason: error }));
}

function blanksIn({ scan }: SurveyedLedger, { base, bytes }: PlacedFile): Blank[] {
  const blanks = scan.corrupt.map(({ offset, length }) => ({ start: offset, end: offset + length }));
  return blanks.filter(({ start }) => base <= start && start < base + bytes);
}

/**
 * Blanks every line that is no event, fills what is missing between files with blanks, and puts aside what cannot be
 * read at its place; every file that is touched is copied to `quarantine/` first. A crash leaves each file as it was or
 * as it is to be. Resolves with undefined when there is no ledger; throws {@link RepairError} when it has to be decided
 * by hand. The caller holds the lock.
 *
 * What stood in damaged lines is gone from the ledger: jobs may be missing, and a key may be given away again.
 */
export async function repairLedger(storage: Storage): Promise<Repaired | undefined> {
  const copies: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = await surveyLedger(storage);
    if (found === undefined) return undefined;
    const steps = planRepair(found);
    if (round === 0) await forgetCheckpoint(storage);
    for (const step of steps) copies.push(await runStep(storage, found, step));
    await found.live?.close();
    if (steps.length > 0) continue;
    const { staysBytes: bytes, lines, events } = found.scan;
    await writeHead(storage, pathsOf(ledgerPlace(storage))[1], { bytes, lines, events });
    await storage.syncDirectory(DAEMON_DIRECTORY);
    return { events, copies };
  }
  throw new RepairError(`ledger: not sound after ${MAX_ROUNDS} rounds of repair`);
}

/** It is no more than a short cut, and may hold what a repair leaves out. */
async function forgetCheckpoint(storage: Storage): Promise<void> {
  const names = await storage.list(DAEMON_DIRECTORY);
  if (names.includes(CHECKPOINT_FILE)) await storage.remove(`${DAEMON_DIRECTORY}/${CHECKPOINT_FILE}`);
}

async function runStep(storage: Storage, { bytes }: SurveyedLedger, step: RepairStep): Promise<string> {
  const path = `${DAEMON_DIRECTORY}/${step.name}`;
  const copy = await keepCopy(storage, step.name);
  if (step.kind === "put aside") {
    await storage.remove(path);
  } else {
    await rewriteFile(storage, repaired(bytes, step), step);
    if (step.name.endsWith(".gz")) await storage.remove(path);
  }
  await storage.syncDirectory(DAEMON_DIRECTORY);
  return copy;
}

/** The new file under a name of its own, synced, then under the name of the old one, without `.gz`. */
async function rewriteFile(storage: Storage, source: ByteSource, step: RewriteStep): Promise<void> {
  const isLeft = (await storage.list(DAEMON_DIRECTORY)).includes(TEMPORARY_FILE);
  if (isLeft) await storage.remove(TEMPORARY);
  await copyBytes(source, { storage, path: TEMPORARY, endBytes: step.missing + step.bytes });
  await storage.rename(TEMPORARY, `${DAEMON_DIRECTORY}/${step.name.replace(/\.gz$/, "")}`);
  await storage.syncDirectory(DAEMON_DIRECTORY);
}

async function keepCopy(storage: Storage, name: string): Promise<string> {
  await storage.makeDirectory(QUARANTINE);
  const [, stem = "", extension = ""] = /^(.*?)(\.jsonl(?:\.gz)?)$/.exec(name) ?? [];
  const path = `${QUARANTINE}/${freeName(`${stem}-before-repair`, extension, await storage.list(QUARANTINE))}`;
  const file = await storage.open(`${DAEMON_DIRECTORY}/${name}`);
  if (file === undefined) throw new RepairError(`${name}: no such file or directory`);
  await copyBytes(file, { storage, path, endBytes: file.size() });
  await file.close();
  await storage.syncDirectory(QUARANTINE);
  await storage.syncDirectory(DAEMON_DIRECTORY);
  return path;
}

/** A file as a repair leaves it, its first byte at 0. */
function repaired(ledger: ByteSource, { base, missing, blanks }: RewriteStep): ByteSource {
  return {
    read: async (offset, length) => {
      if (offset < missing) return filler(offset, Math.min(length, missing - offset), missing);
      const at = base - missing + offset;
      const chunk = Buffer.from(await ledger.read(at, length));
      for (const { start, end } of blanks) {
        if (start < at + chunk.length && end > at) chunk.fill(SPACE, Math.max(0, start - at), end - at);
      }
      return chunk;
    },
  };
}

/** Blank lines; the last byte of all is a newline. */
function filler(offset: number, length: number, missing: number): Buffer {
  const blanks = Buffer.alloc(length, SPACE);
  for (let index = 0; index < length; index++) {
    const isEnd = (offset + index + 1) % FILLER_LINE_BYTES === 0 || offset + index + 1 === missing;
    if (isEnd) blanks[index] = NEWLINE;
  }
  return blanks;
}
