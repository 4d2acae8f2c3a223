import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { LeaseTable } from "./lease-table.js";
import { OrdinalList } from "./ordinal-list.js";

const steps = fc.array(fc.record({ at: fc.nat(40), add: fc.boolean() }), { maxLength: 400 });

describe("OrdinalList", () => {
  it("is a sorted set, whoever comes and leaves", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const real = new OrdinalList();
        const model = new Set<number>();
        for (const { at, add } of list) {
          if (add) model.add(at);
          else model.delete(at);
          if (add) real.add(at, `job-${at}`);
          else real.remove(at);
          expect(real.size).toBe(model.size);
          expect([...real]).toEqual([...model].sort((one, other) => one - other).map((each) => `job-${each}`));
        }
      }),
    );
  });

  it("forgets those that have left once they outnumber the others, and takes one back in its place", () => {
    const list = new OrdinalList();
    for (let ordinal = 0; ordinal < 500; ordinal++) list.add(ordinal, `job-${ordinal}`);
    for (let ordinal = 0; ordinal < 490; ordinal += 2) list.remove(ordinal);
    for (let ordinal = 1; ordinal < 490; ordinal += 2) list.remove(ordinal);
    list.add(17, "job-17");
    expect([...list].slice(0, 3)).toEqual(["job-17", "job-490", "job-491"]);
  });
});

describe("LeaseTable", () => {
  it("knows what has ended, and never says too late when the next ends", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ job: fc.nat(5), end: fc.option(fc.nat(30)) }), { maxLength: 60 }), (list) => {
        const real = new LeaseTable();
        const model = new Map<string, number>();
        for (const [now, { job, end }] of list.entries()) {
          const jobId = `job-${job}`;
          if (end === null) real.delete(jobId);
          else real.set(jobId, end);
          if (end === null) model.delete(jobId);
          else model.set(jobId, end);
          const ends = [...model.values()];
          expect(real.nextEndMs ?? Infinity).toBeLessThanOrEqual(Math.min(...ends));
          const ended = [...model].filter(([, endMs]) => endMs <= now / 2).map(([id]) => id);
          expect([...real.ended(now / 2)].sort()).toEqual(ended.sort());
          expect(real.nextEndMs === undefined).toBe(ends.length === 0);
        }
      }),
    );
  });
});
