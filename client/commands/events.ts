import { Command, InvalidArgumentError } from "commander";
import type { LedgerEvent } from "../../generated/jobspec/types.js";
import { followEvents, readEvents } from "../jobspec/events.js";
import { connect, expectDaemon, withAccessOptions, type AccessOptions } from "./connection.js";
import { runCommand } from "./run-command.js";
import { headLine, rowLine, type Column } from "./table.js";
import { processTerminal, type Terminal } from "./terminal.js";

interface EventsArguments extends AccessOptions {
  readonly follow?: boolean;
  readonly after?: string;
  readonly job?: string;
  readonly limit?: number;
}

const COLUMNS: readonly Column<LedgerEvent>[] = [
  { title: "TIME", width: 30, text: (event) => event.occurred_at },
  { title: "EVENT", width: 17, text: (event) => event.event_type },
  { title: "JOB", width: 24, text: (event) => event.job_id },
  { title: "ID", text: (event) => event.event_id },
];

/** Runs `specwright events ...`; resolves with the exit code. */
export function runEvents(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  return runCommand(argv, terminal, () =>
    withAccessOptions(new Command("specwright events"))
      .description("Print the events of a JobSpec daemon's ledger in their order.")
      .option("--follow", "go on with further events, also when the daemon is restarted, until interrupted")
      .option("--after <event-id>", "only the events behind this one")
      .option("--job <job-id>", "only the events of this job")
      .option("--limit <count>", "end after so many events", parseCount)
      .addHelpText("after", "\nExit codes: 0 done, 1 refused or failed, 2 wrong arguments, 3 no daemon, 4 not known.")
      .action((options: EventsArguments) => printEvents(options, terminal)),
  );
}

async function printEvents(options: EventsArguments, terminal: Terminal): Promise<void> {
  const { follow, after, job, json, limit = Infinity } = options;
  const connection = await connect(options, terminal);
  await expectDaemon(connection, terminal);
  const reading = { ...connection.patience, ...(after !== undefined && { after }) };
  const events = follow ? followEvents(connection.client, reading) : readEvents(connection.client, reading);
  if (!json) await terminal.print(headLine(COLUMNS));
  let count = 0;
  for await (const event of events) {
    if (job !== undefined && event.job_id !== job) continue;
    await terminal.print(json ? JSON.stringify(event) : rowLine(COLUMNS, event));
    count += 1;
    if (count >= limit) return;
  }
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("Not a positive number.");
  return Number(text);
}
