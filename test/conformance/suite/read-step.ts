import type { Body, Control, Credentials, Fields, RequestTarget, Saved, SendStep, Step, Verification } from "./case.js";
import type { Entry } from "./entry.js";
import { readExpectation, readFindings } from "./read-expected.js";
import { readHistory, readQueue } from "./read-shorthand.js";
import type { Scope } from "./scope.js";

const CREDENTIALS: readonly Credentials[] = ["token", "bearer", "wrong", "shortened", "altered", "other-case", "none"];
const CONTROLS: readonly Control[] = ["restart", "kill", "damage"];
const VERIFICATIONS: readonly Verification[] = ["status-follows-events"];
const SEND_FIELDS = [
  ...["send", "credentials", "path", "query", "headers", "body"],
  ...["times", "cut", "within", "assume", "expect", "save", "meanwhile"],
];

/** Reads one step. What it saves is known to the steps behind it. */
export function readStep(entry: Entry, scope: Scope): Step {
  const { place } = entry;
  const members = entry.members();
  if (members.has("send")) return readSend(entry, scope);
  const fields = entry.fields(["check", "history", "queue", "do", "verify"]);
  if (fields.size !== 1) return entry.fail("a step has one of send, check, history, queue, do, verify");
  const [history, queue] = [fields.get("history"), fields.get("queue")];
  if (history !== undefined) return readHistory(entry, history, scope);
  if (queue !== undefined) return readQueue(entry, queue, scope);
  const check = fields.get("check");
  if (check !== undefined) return { kind: "check", place, findings: readFindings(check, scope) };
  const control = fields.get("do");
  if (control !== undefined) return { kind: "control", place, control: oneOf(control, CONTROLS) };
  const verify = fields.get("verify");
  return { kind: "verify", place, name: oneOf(verify ?? entry, VERIFICATIONS) };
}

function readSend(entry: Entry, scope: Scope): SendStep {
  const fields = entry.fields(SEND_FIELDS, ["send"]);
  const part = <Value>(name: string, read: (field: Entry) => Value): Value | undefined => {
    const field = fields.get(name);
    return field === undefined ? undefined : read(field);
  };
  const free = (name: string): Fields => part(name, (field) => readFields(field, scope)) ?? new Map();
  const step: SendStep = {
    kind: "send",
    place: entry.place,
    target: readTarget(fields.get("send") ?? entry, scope),
    credentials: part("credentials", (field) => oneOf(field, CREDENTIALS)),
    parameters: { path: free("path"), query: free("query"), headers: free("headers") },
    body: part("body", (field) => readBody(field, scope)),
    times: part("times", (field) => field.count()),
    cut: part("cut", (field) => field.flag()) ?? false,
    withinMs: part("within", readDuration),
    assume: part("assume", (field) => readExpectation(field, scope)),
    expect: part("expect", (field) => readExpectation(field, scope)),
    save: part("save", (field) => readSaved(field, scope)) ?? [],
    meanwhile: part("meanwhile", (field) => field.list().map((inner) => readStep(inner, scope))) ?? [],
  };
  const looksAtReply = step.expect !== undefined || step.assume !== undefined || step.save.length > 0;
  if (step.cut && looksAtReply) entry.fail("a request that is cut has no reply to look at");
  const isOne = step.times === undefined && !step.cut;
  if (!isOne && step.meanwhile.length > 0) entry.fail("meanwhile goes with a single request that has a reply");
  if (!step.cut && !looksAtReply) entry.fail("a request without expect, assume or save shows nothing");
  return step;
}

function readTarget(entry: Entry, scope: Scope): RequestTarget {
  const text = entry.text();
  const match = /^([A-Z]+) (\/\S*)$/.exec(text);
  if (match !== null) return { kind: "path", method: match[1] ?? "", path: scope.template(entry, match[2]) };
  return { kind: "operation", id: scope.operation(entry) };
}

function readFields(entry: Entry, scope: Scope): Fields {
  return new Map([...entry.members()].map(([name, value]) => [name, scope.value(value)]));
}

function readBody(entry: Entry, scope: Scope): Body {
  switch (entry.tag) {
    case undefined:
      return { kind: "json", value: scope.value(entry) };
    case "!text":
      return { kind: "text", text: scope.template(entry, String(entry.scalar() ?? "")) };
    case "!hex":
      return {
        kind: "hex",
        hex: /^([0-9a-f]{2})*$/.exec(entry.text())?.[0] ?? entry.fail("expected pairs of hex digits"),
      };
    case "!padded":
    case "!filled": {
      const fields = entry.fields(["bytes", "value"], ["bytes", "value"]);
      const [bytes = entry, value = entry] = [fields.get("bytes"), fields.get("value")];
      return { kind: entry.tag === "!padded" ? "padded" : "filled", bytes: bytes.count(), value: scope.value(value) };
    }
    default:
      return entry.fail(`unknown tag ${entry.tag}; a body is JSON, !text, !hex, !padded or !filled`);
  }
}

function readSaved(entry: Entry, scope: Scope): readonly Saved[] {
  const saved = [...entry.members()].map(([name, field]): Saved => {
    const [, from, text] = /^(headers )?(.*)$/s.exec(field.text()) ?? [];
    return { name, query: scope.query(field, text ?? ""), from: from === undefined ? "body" : "headers" };
  });
  for (const { name } of saved) scope.define(entry, name);
  return saved;
}

function readDuration(entry: Entry): number {
  const match = /^(\d+) ?(ms|s)$/.exec(entry.text());
  if (match === null) return entry.fail('expected a time such as "500 ms" or "5 s"');
  return Number(match[1]) * (match[2] === "s" ? 1000 : 1);
}

function oneOf<Name extends string>(entry: Entry, names: readonly Name[]): Name {
  const text = entry.text();
  return names.find((name) => name === text) ?? entry.fail(`expected one of ${names.join(", ")}, not "${text}"`);
}
