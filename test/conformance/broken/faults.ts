/** One promise broken on purpose, and the case that has to notice it. */
export interface Fault {
  readonly breaks: string;
  readonly caughtBy: string;
}

/** What the model daemon can be made to do wrong. */
export const FAULTS = {
  "lost-on-kill": { breaks: "acknowledges before it stores", caughtBy: "2.durability.kill" },
  "lost-on-restart": { breaks: "stores nothing", caughtBy: "2.durability.restart" },
  "keys-forgotten": { breaks: "knows no key after a restart", caughtBy: "2.idempotency.after-restart" },
  "history-compacted": { breaks: "drops old events at a restart", caughtBy: "2.durability.restart" },
  "ids-repeat": { breaks: "counts its ids from 1 after a restart", caughtBy: "2.durability.ids-after-restart" },
  "key-race": { breaks: "looks keys up before it waits", caughtBy: "2.idempotency.key-under-concurrency" },
  "key-ignored": { breaks: "makes two jobs of one key", caughtBy: "2.idempotency.same-key" },
  "id-ignored": { breaks: "accepts a job id twice", caughtBy: "2.idempotency.same-job-id" },
  "retry-recorded": {
    breaks: "writes an event for a repeated request",
    caughtBy: "2.idempotency.retry-is-not-recorded",
  },
  "refusal-stored": { breaks: "stores what it refuses", caughtBy: "2.bodies.unknown-job-type" },
  "payload-changed": { breaks: "keeps texts as ASCII", caughtBy: "2.payload.round-trip" },
  "auth-after-body": { breaks: "reads the body before it asks for the token", caughtBy: "2.auth.before-body" },
  "bearer-rescues": { breaks: "takes a bearer token beside a wrong header", caughtBy: "2.auth.header-before-bearer" },
  "origin-trusted": { breaks: "lets pages of a browser in", caughtBy: "2.auth.browser-origin" },
  "cancel-unguarded": { breaks: "cancels without a token", caughtBy: "3.cancel.auth" },
  "events-reversed": { breaks: "lists the newest event first", caughtBy: "2.events.order" },
  "since-inclusive": { breaks: "begins a page one event early", caughtBy: "2.events.limit" },
  "status-lies": { breaks: "shows queued jobs as completed", caughtBy: "2.events.status-follows-events" },
  "count-lies": { breaks: "counts one event too many", caughtBy: "1.observe.event-count" },
  "damage-hidden": { breaks: "says that a damaged ledger is fine", caughtBy: "1.degraded.ready" },
  "damage-unlisted": { breaks: "does not list damaged lines", caughtBy: "1.degraded.events" },
  "no-allow": { breaks: "answers 405 without Allow", caughtBy: "1.methods.not-allowed" },
  "media-type": { breaks: "sends JSON as text", caughtBy: "1.contract.getDaemonHealth" },
  "status-201": { breaks: "answers with a status that is not declared", caughtBy: "2.contract.submitJob" },
  "null-lists": { breaks: "writes empty lists as null", caughtBy: "1.contract.getDaemonStatus" },
  "cancel-overrides": { breaks: "cancels what has ended", caughtBy: "3.worker.cancel-completed" },
  "cancel-twice": { breaks: "writes a second cancellation", caughtBy: "3.cancel.again" },
  "stale-token": { breaks: "believes the worker of an earlier claim", caughtBy: "3.leases.reclaim" },
  "epoch-stays": { breaks: "does not raise the epoch", caughtBy: "3.leases.reclaim" },
  "no-expiry": { breaks: "lets leases last for ever", caughtBy: "3.leases.expiry" },
  "expired-revived": { breaks: "revives a lease that has run out", caughtBy: "3.leases.expiry" },
  "expiry-unrecorded": { breaks: "does not record the end of a lease", caughtBy: "3.leases.history" },
  "exhausted-blocks": { breaks: "stops at a job without attempts", caughtBy: "3.leases.exhausted-is-passed-over" },
  "never-exhausted": { breaks: "gives a job out for ever", caughtBy: "3.leases.exhausted" },
  "claim-race": { breaks: "gives a job to two workers", caughtBy: "3.worker.concurrently" },
  "claim-again": { breaks: "makes a new claim of a repeated request", caughtBy: "3.worker.claim-again" },
  "two-outcomes": { breaks: "accepts a second outcome", caughtBy: "3.worker.one-outcome" },
  "wrong-order": { breaks: "gives out the newest job first", caughtBy: "3.worker.order" },
  "snapshot-invalid": { breaks: "gives resources the kind of another list", caughtBy: "4.openclaw.valid" },
  "snapshot-id-fixed": { breaks: "gives every snapshot the same id", caughtBy: "4.openclaw.snapshot-id" },
  "projection-stale": { breaks: "leaves cancelled jobs queued in projections", caughtBy: "4.projections.terminal" },
  "family-mixed": { breaks: "lists dream jobs among rpi runs", caughtBy: "4.projections.families" },
  "allow-list-open": { breaks: "lets OpenClaw start every type", caughtBy: "4.trigger.not-allowed" },
  "trigger-unready": { breaks: "triggers on a damaged ledger", caughtBy: "4.trigger.not-ready" },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;
