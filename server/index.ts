/**
 * What a program imports to run a JobSpec daemon inside itself, or to build another runtime on the same kernel.
 */
export type { Daemon, DaemonOptions } from "./jobspec/daemon.js";
export { BODY_LIMIT_BYTES, createDaemon } from "./jobspec/daemon.js";
export { JobspecRuntime } from "./jobspec/runtime.js";
export type { RequestLine } from "./http/server.js";
export { HttpServer } from "./http/server.js";

export type { Decider, Decision, Moment } from "./kernel/decider.js";
export type { CorruptRecord, LedgerEvent } from "./kernel/ledger/event.js";
export { FileLedger } from "./kernel/ledger/file-ledger.js";
export type { Ledger, LedgerErrorCode } from "./kernel/ledger/ledger.js";
export { LedgerError } from "./kernel/ledger/ledger.js";
export type { PipelineOptions } from "./kernel/pipeline.js";
export { Pipeline } from "./kernel/pipeline.js";
export type { Clock } from "./kernel/ports/clock.js";
export { systemClock } from "./kernel/ports/clock.js";
export type { DirectoryLock } from "./kernel/ports/directory-lock.js";
export { LockedError, lockDirectory } from "./kernel/ports/directory-lock.js";
export { fileStorage } from "./kernel/ports/file-storage.js";
export type { Identifiers } from "./kernel/ports/identifiers.js";
export { systemIdentifiers } from "./kernel/ports/identifiers.js";
export { MemoryStorage } from "./kernel/ports/memory-storage.js";
export type { Scheduler } from "./kernel/ports/scheduler.js";
export { systemScheduler } from "./kernel/ports/scheduler.js";
export type { Storage, StorageFile } from "./kernel/ports/storage.js";
export { formatTimestamp } from "./kernel/timestamp.js";
