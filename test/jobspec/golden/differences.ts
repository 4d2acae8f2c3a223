/** A decision to answer otherwise than the recorded reference daemon. */
export interface Difference {
  readonly title: string;
  /** Names of recorded cases; `*` stands for anything. Each matches a case, and every case it matches differs. */
  readonly cases: readonly string[];
  readonly reference: string;
  readonly ours: string;
  readonly reason: string;
}

/** Every recorded case on which this daemon differs, by decision. */
export const DIFFERENCES: readonly Difference[] = [
  {
    title: "Ledger faults do not name absolute paths",
    cases: ["ledger-io: ledger path is a directory: *"],
    reference: "The message of a fault contains the absolute path of the ledger.",
    ours: "The path is relative to the project: `scan ledger: read .agents/daemon/ledger.jsonl: is a directory`.",
    reason: "A reply should not tell a client where on the disk a project lies. Status and shape are the same.",
  },
  {
    title: "Only the holder of a claim speaks for a job",
    cases: ["queue: heartbeat on a queued (never claimed) job *", "queue: complete of a queued (never claimed) job *"],
    reference: "A job that nobody holds accepts an empty token with epoch 0.",
    ours: "It is fenced off: `claim token or lease epoch mismatch`.",
    reason: "A fence that an empty token passes is none: an unclaimed job could be completed.",
  },
  {
    title: "An exhausted job does not hide the jobs behind it",
    cases: ["queue: claim_next with an exhausted head *"],
    reference: "A claim of the next job that meets a job without attempts left fails it and returns nothing.",
    ours: "It fails that job and gives out the next one.",
    reason: "A worker would be told that there is no work while there is.",
  },
  {
    title: "Event ids never repeat",
    cases: ["collision: event_id collision after restart: *", "collision: heartbeat with that token fails the fence"],
    reference:
      "After a restart a claim can get an event id that is taken; it is dropped, and its token is in no ledger.",
    ours: "An id that is taken is passed over; the claim is stored.",
    reason: "A worker would hold a token that the next heartbeat refuses.",
  },
  {
    title: "Generated job ids skip those that exist",
    cases: ["collision: generated job_id equal to an existing *"],
    reference: "A submission without an id is answered with an unrelated job that a caller had given the same id.",
    ours: "The next free id is taken and the job accepted.",
    reason: "The caller's job would never run.",
  },
  {
    title: "Long lines",
    cases: [
      "ledger-big: payload making a >64KiB ledger line: submit",
      "ledger-big: after: ready",
      "ledger-big: after: events",
      "ledger-big: after: submit",
      "ledger-big: after: trigger",
    ],
    reference:
      "A record above 64 KiB is stored, refused with 500, and makes the ledger unreadable until it is edited by " +
      "hand.",
    ours:
      "Lines up to 16 MiB are read, as in later versions of the reference, and no request body is longer than 1 " +
      "MiB.",
    reason: "One submission would stop the daemon for good.",
  },
  {
    title: "Job types the contract does not know",
    cases: [
      "ledger-futuretype: * GET /v1/status",
      "ledger-futuretype: * POST *",
      "ledger-line: payload job_type unknown: *",
      "ledger-line: payload job_type empty: *",
      "ledger-line: payload job_type number: *",
    ],
    reference:
      "A valid event whose payload names such a type makes every read fail with 500 while mutations are taken.",
    ours:
      "The type is passed over. The job shows in the projections without a type; it is no job of the queue " +
      "(`queue.jobs` needs a type by contract), and cancelling it answers 404.",
    reason: "One record of a newer version must not take the daemon down.",
  },
  {
    title: "The last line without a newline",
    cases: [
      "ledger-tail: append after a missing final newline *",
      "ledger-tail: after gluing: events",
      "ledger-tail: truncated last line: *",
    ],
    reference:
      "The next record is glued to it; both are lost, and the client gets 500 for an event that is on disk. A " +
      "partial line keeps the daemon unready for good.",
    ours:
      "A complete line gets its newline before the next record. A partial one was never acknowledged: it is copied " +
      "to `quarantine/` and cut, and the daemon is ready.",
    reason: "An acknowledged event must be found again, and a crash in the midst of a write is no damage.",
  },
  {
    title: "Projections and queue agree",
    cases: [
      "project: event after terminal: *",
      "upstream-compat: upstream compat: retry_waiting without exhaustion",
      "upstream-compat: upstream compat: capped job is retry_waiting with retry_exhausted",
    ],
    reference:
      "A running job whose lease has run out is `retry_waiting` in the queue and `running` in the projections; after " +
      "its end a job's row is frozen in the queue and goes on changing in the projections.",
    ours: "Both show the same status, and both are frozen at the end.",
    reason: "Two answers about one job at one moment cannot both be right.",
  },
  {
    title: "Job ids are trimmed once, everywhere",
    cases: ["submit-ws: padded job_id*", "cancel: cancel wrong type"],
    reference:
      "A padded id is stored trimmed and looked up untrimmed: 500 for a stored job, one more record per retry.",
    ours: "202, and a retry finds the job. The last case has a cancel by a padded id in its history; it cancels here.",
    reason: "A durable job must not be reported as failed.",
  },
  {
    title: "A member that occurs twice",
    cases: ["submit-json: duplicate payload objects are merged"],
    reference: "Two `payload` objects in one body are merged, an effect of Go's decoder.",
    ours: "The last one counts, as for every other member.",
    reason: "RFC 8259 leaves it open; merging is nobody's intention.",
  },
  {
    title: "Paths outside of the contract",
    cases: ["route: path cleaning *", "route: unknown route *"],
    reference: "`404 page not found` as plain text; paths with `//` or `..` are redirected.",
    ours: "404 in the contract's error shape; no redirects.",
    reason: "Clients can read every error in one way.",
  },
];

/** Decisions that no recorded case of a contract shows, or that later versions of the reference share. */
const OTHERS: readonly string[] = [
  "An invalid `job_type`, a bad `request_id` and a missing `job_id` are 400 and cancelling an unknown job is 404, " +
    "with the reference's texts. The recorded version answers 500; its later versions answer as this daemon does.",
  "Empty lists are `[]`, as the contract says; the reference writes `null` in `/v1/events` and `/v1/status`.",
  "A body above 1 MiB is 413 in the contract's error shape, without the reference's additional members.",
  "Something after the JSON value of a body is an error (400 `invalid json`); the reference ignores it. Names of " +
    "members are case-sensitive.",
  "`job.lease_expired` is recorded when a lease runs out, within a tenth of a second, and then `job.failed` with " +
    "`retry_exhausted` if that was the last attempt; the reference never records the first and fails an exhausted " +
    "job only when somebody tries to claim it.",
  "Claim tokens are random; the reference's can be guessed. Numbers in event ids follow the count of valid " +
    "events, also for workers; the reference counts per worker.",
  "Repeating a claim under its request id, while its lease holds, gives the same claim again. Once that claim is " +
    "over the id is refused.",
  "A worker that reports on a job that has ended is refused (`job was cancelled`, `job has ended`), unless its claim " +
    "brought that end; the reference shows anybody who completes or fails an ended job its row, and looks at no token.",
  "A job that was never accepted with a type of the contract is not given to workers.",
  "Times that the reference takes though RFC 3339 does not have them (a comma, an offset of a whole day) are " +
    "shown in UTC. Nothing is stored behind the year 9999, so that claims are 503 then; the reference writes what it " +
    "cannot read again.",
  "A lease whose end is no time is shown as running and without its end, and may be claimed; the queue of the " +
    "reference shows `retry_waiting`, its projections `running`.",
  "Failure codes outside the contract become `request_rejected` in queue and projections, keeping their message. " +
    "OpenClaw's resources, where the contract allows any text, show them as they are.",
  "The `X-AgentOps-Failpoint` header counts only when the daemon was started with `--failpoints`.",
  "Quarantine copies are written at the first mutation after a start, not again at every one.",
  "Without a token the daemon makes one in `.agents/daemon/token` (mode 0600); the reference denies every mutation.",
  "`/v1/events` takes `since` and `limit`, as later versions of the reference do. Without a limit all events come, " +
    "as recorded; `limit=0` gives none.",
  "A ledger with damaged records of this daemon takes no mutations (503) until it is repaired; damaged lines of " +
    "other writers only make the daemon unready, as in the reference.",
  "The advertised files of `daemon-job-status`, `daemon-status` and `openclaw-snapshot` are written; the reference " +
    "writes none. While one cannot be written it is `stale`, also in `/v1/ready`, and the ledger has a " +
    "`projection.marked_stale`.",
  "A read whose `Host` is no name of this machine is 421: a web page could have made its own name lead here. " +
    "Mutations consult no `Host`, as in the reference; they need the token.",
  "What is no request (malformed, too slow, headers too large) is answered in the contract's error shape; the " +
    "reference answers in plain text.",
  "When the ledger cannot be written, a mutation is 503: `append ledger: ...` means that nothing was stored, " +
    "`sync ledger: ...; the outcome is unknown` means that repeating the request under its key is needed, and that " +
    "the daemon stops.",
];

/** The page `docs/jobspec-differences.md`. */
export function renderDifferences(): string {
  const sections = DIFFERENCES.map(({ title, cases, reference, ours, reason }) => {
    const list = cases.map((name) => `- \`${name}\``).join("\n");
    return `## ${title}\n\n**Reference.** ${reference}\n\n**Here.** ${ours}\n\n**Why.** ${reason}\n\n${list}\n`;
  });
  return [
    "# Differences from the reference daemon\n",
    "The JobSpec daemon answers as the reference daemon of 2026-04-30 was recorded, but where this page says",
    "otherwise. The page is made from `test/jobspec/golden/differences.ts`: a test runs every recorded case, and each",
    "case named here (`*` stands for anything) must differ, each other one must not.",
    "`UPDATE=1 npx vitest run test/jobspec` writes the page again.\n",
    ...sections,
    "## Decisions without a recorded case of their own\n",
    ...OTHERS.map((text) => `- ${text}`),
    "",
  ].join("\n");
}

/** The decision a recorded case falls under; undefined when it must be answered as recorded. */
export function differenceOf(name: string): Difference | undefined {
  return DIFFERENCES.find(({ cases }) => cases.some((pattern) => matches(pattern, name)));
}

/** True when a name is what a pattern with `*` says. */
export function matches(pattern: string, name: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "s").test(name);
}
