import { describe, expect, it } from "vitest";
import { parseCases } from "./read-suite.js";

const OPERATIONS: Readonly<Record<string, "jobspec" | "worker">> = { submitJob: "jobspec", claimJob: "worker" };

function read(text: string, file = "2-topic.yaml") {
  return parseCases(file, text, (id) => OPERATIONS[id]);
}

/** A file with one case of these steps; they begin in line 6, column 9. */
function withSteps(steps: string): string {
  const lines = steps.split("\n").map((line) => `      ${line}`);
  return `cases:\n  - name: one\n    title: One\n    basis: { contract: x }\n    steps:\n${lines.join("\n")}\n`;
}

describe("a case file", () => {
  it("gives each case its id, level, needs and steps", () => {
    const [one] = read(
      `before:\n  - { send: claimJob, expect: 200 }\n${withSteps("- do: restart\n- { send: submitJob, expect: 202 }")}`,
    );
    expect(one).toMatchObject({ id: "2.topic.one", level: 2, title: "One" });
    expect([...(one?.needs ?? [])]).toEqual(["worker", "restart"]);
    expect(one?.steps.map(({ kind }) => kind)).toEqual(["send", "control", "send"]);
  });

  it.each([
    ["cases: [", "1:9: Flow sequence"],
    ["cases:\n  - title: x", '2:5: "name" is missing'],
    ["cases:\n  - { name: A, title: x, basis: { contract: x }, steps: [] }", '2:13: "A" is no name of a case'],
    ["cases:\n  - { name: a, title: x, basis: {}, steps: [{ do: kill }] }", "2:33: a case rests on a sentence"],
    ["cases:\n  - { name: a, title: x, basis: { contract: x }, steps: [] }", "2:57: a case without steps"],
    ["cases: 5", "1:8: expected a list, not a scalar"],
    ["case: []", '1:1: unknown field "case"; known are cases, before'],
    [`${withSteps("- do: restart")}${withSteps("- do: kill").slice("cases:\n".length)}`, '7:5: there is a case "2.'],
  ])("%j is refused", (text, message) => {
    expect(() => read(text)).toThrow(`2-topic.yaml:${message}`);
  });

  it.each(["topic.yaml", "5-topic.yaml", "2-Topic.yaml"])("is not called %s", (file) => {
    expect(() => read(withSteps("- do: kill"), file)).toThrow(`${file}:1:1: the name of a case file is`);
  });
});

describe("a step", () => {
  it.each([
    ["- sent: submitJob", '6:9: unknown field "sent"; known are check, history, queue, do, verify'],
    ["- {}", "6:9: a step has one of send, check, history, queue, do, verify"],
    ["- { do: restart, check: {} }", "6:9: a step has one of"],
    ["- do: stop", '6:13: expected one of restart, kill, damage, not "stop"'],
    ["- { send: submitJobs, expect: 202 }", '6:17: no contract has an operation "submitJobs"'],
    ["- { send: submitJob, expects: 202 }", '6:28: unknown field "expects"'],
    ["- { send: submitJob }", "6:9: a request without expect, assume or save shows nothing"],
    ["- { send: submitJob, cut: true, expect: 202 }", "6:9: a request that is cut has no reply"],
    ["- { send: submitJob, cut: 1 }", "6:33: expected true or false, not 1"],
    ["- { send: submitJob, times: -1, expect: 202 }", "6:35: expected a count, not -1"],
    ["- { send: submitJob, within: soon, expect: 202 }", '6:36: expected a time such as "500 ms"'],
    ["- { send: submitJob, credentials: root, expect: 202 }", "6:41: expected one of token, bearer, wrong, "],
    ["- { send: submitJob, body: !gzip x, expect: 202 }", "6:40: unknown tag !gzip; a body is JSON, !text"],
    ['- { send: submitJob, body: !hex "0", expect: 202 }', "6:39: expected pairs of hex digits"],
    ["- { send: submitJob, body: { a: !match x }, expect: 202 }", "6:46: a !match makes no sense here"],
    ['- { send: submitJob, body: { a: "${job}" }, expect: 202 }', '6:39: nothing was saved as "job" before'],
    ['- { send: submitJob, body: { a: "${job" }, expect: 202 }', "6:39: not a variable: ${job"],
    ["- { send: submitJob, save: { token: $.a } }", '6:34: "token" is given; take another name'],
    ["- { send: submitJob, save: { a: a.b } }", "6:39: not a JSONPath query:"],
    ["- { send: submitJob, expect: { body: { $.a..: 1 } } }", "6:53: not a JSONPath query:"],
    ["- { send: submitJob, expect: !matches x }", "6:45: unknown tag !matches; known are !absent, !present"],
    ["- { send: submitJob, expect: !in 5 }", "6:40: !in takes a list"],
    ["- { send: submitJob, expect: !count many }", "6:43: !count takes a number"],
    ['- { send: submitJob, expect: { body: { $.a: !match "(" } } }', "6:58: !match takes a pattern"],
    ["- { send: submitJob, expect: { body: { $.a: !type text } } }", "6:57: !type takes one of string"],
    ["- { send: submitJob, expect: !absent 5 }", "6:44: !absent takes no argument"],
    ["- { send: submitJob, times: 2, meanwhile: [ do: kill ], expect: 1 }", "6:9: meanwhile goes with a single"],
    ['- history: { "${job}": [] }', '6:30: nothing was saved as "job" before'],
    ["- queue: { job: queued }", "6:23: expected a map, not a scalar"],
    ["- verify: nothing", "6:17: expected one of status-follows-events"],
  ])("%s is refused", (step, message) => {
    expect(() => read(withSteps(step))).toThrow(`2-topic.yaml:${message}`);
  });

  it("knows what was saved before, not after", () => {
    const use = '- { send: submitJob, body: { a: "${job.id[0]}" }, expect: 202 }';
    const save = "- { send: submitJob, save: { job: $.job } }";
    expect(read(withSteps(`${save}\n${use}`))).toHaveLength(1);
    expect(() => read(withSteps(`${use}\n${save}`))).toThrow('nothing was saved as "job" before');
  });
});
