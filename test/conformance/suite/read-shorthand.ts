import { Matcher, type Expected, type Finding, type SendStep } from "./case.js";
import type { Entry } from "./entry.js";
import { readExpected } from "./read-expected.js";
import type { Scope } from "./scope.js";

/** How far a status may lag behind the events. */
const LAG_MS = 5_000;

/** `history: { job: [types] }`: the events of each job, in order; those about projections are passed over. */
export function readHistory(step: Entry, jobs: Entry, scope: Scope): SendStep {
  const findings = [...jobs.members()].map(([job, types]): Finding => {
    const events = `$.events[?@.job_id=='${quoted(job)}' && search(@.event_type, '^job')].event_type`;
    return { place: types.place, query: scope.query(types, events), expected: readExpected(types, scope) };
  });
  return reading("listDaemonEvents", step, findings);
}

/** `queue: { job: { member: value } }`: what the queue shows of each job, at the latest after some seconds. */
export function readQueue(step: Entry, jobs: Entry, scope: Scope): SendStep {
  const findings = [...jobs.members()].flatMap(([job, row]) =>
    [...row.members()].map(([member, value]): Finding => {
      const query = scope.query(value, `$.queue.jobs[?@.job_id=='${quoted(job)}'].${member}`);
      return { place: value.place, query, expected: found(readExpected(value, scope)) };
    }),
  );
  return { ...reading("getDaemonStatus", step, findings), withinMs: LAG_MS };
}

/** The one value that a query for a member of a row has to find, or none. */
function found(value: Expected): Expected {
  const isLists = value instanceof Matcher && ["absent", "optional"].includes(value.name);
  if (!isLists) return [value];
  return value.name === "absent" ? value : new Matcher("optional", [value.argument]);
}

/** A text between single quotes of a query. */
function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}

function reading(operation: string, { place }: Entry, body: readonly Finding[]): SendStep {
  return {
    ...{ kind: "send", place, target: { kind: "operation", id: operation }, credentials: undefined, body: undefined },
    ...{ parameters: { path: new Map(), query: new Map(), headers: new Map() }, times: undefined, meanwhile: [] },
    ...{ cut: false, withinMs: undefined, assume: undefined, save: [] },
    expect: { status: 200, headers: new Map(), body },
  };
}
