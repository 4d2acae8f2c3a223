import { expect, it } from "vitest";
import { ratio, table } from "./report.js";

const base = { name: "base", samples: [100, 200, 400].map(sampleOf) };
const twice = { name: "twice", samples: [200, 400, 900].map(sampleOf) };

function sampleOf(requestsPerSecond: number): { requestsPerSecond: number; cpuMicroseconds: number } {
  return { requestsPerSecond, cpuMicroseconds: 1000 / requestsPerSecond };
}

it("gives medians, spreads and ratios within rounds", () => {
  const lines = table("GET /x", [base, twice]).split("\n");
  expect(lines[0]).toContain("| GET /x | requests/s |");
  expect(lines[3]).toBe("| twice | 400 | 200 to 900 | 2.00 | 2.5 | 1.1 to 5.0 | 0.50 |");
});

it("takes the mean of the middle two of an even number of rounds", () => {
  const series = [
    { name: "a", samples: [1, 2, 3, 10].map(sampleOf) },
    { name: "b", samples: [1, 1, 1, 1].map(sampleOf) },
  ];
  expect(ratio(series, { name: "a", of: "b" }, (sample) => sample.requestsPerSecond)).toBe(2.5);
});
