/** One measurement of a candidate. */
export interface Sample {
  readonly requestsPerSecond: number;
  /** Processor time of the server. */
  readonly cpuMicroseconds: number;
}

/** A candidate's measurements, one per round. */
export interface Series {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/**
 * A table in Markdown: medians over the rounds, the spread, and ratios to the first candidate. A ratio is the median
 * of the ratios within each round, since what else the machine does changes from round to round.
 */
export function table(title: string, series: readonly Series[], unit = "request"): string {
  const [base] = series;
  const rows = series.map(({ name, samples }) => [
    name,
    ...columns(samples, base?.samples ?? [], { value: (sample) => sample.requestsPerSecond, digits: 0 }),
    ...columns(samples, base?.samples ?? [], { value: (sample) => sample.cpuMicroseconds, digits: 1 }),
  ]);
  const baseName = base?.name ?? "";
  const head = [
    title,
    `${unit}s/s`,
    "least to most",
    `of ${baseName}`,
    `CPU µs per ${unit}`,
    "least to most",
    `of ${baseName}`,
  ];
  return markdownTable(head, rows);
}

/** Rows below a head; all columns but the first to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows]
    .map((row) => `| ${row.join(" | ")} |\n`)
    .join("");
}

/** How many times `of` the value of `name` is: median of the rounds. */
export function ratio(
  series: readonly Series[],
  pair: { name: string; of: string },
  value: (sample: Sample) => number,
): number {
  const find = (name: string): readonly Sample[] => series.find((candidate) => candidate.name === name)?.samples ?? [];
  return ratioOfSamples(find(pair.name), find(pair.of), value);
}

interface Column {
  readonly value: (sample: Sample) => number;
  readonly digits: number;
}

function columns(samples: readonly Sample[], base: readonly Sample[], { value, digits }: Column): string[] {
  const values = samples.map(value);
  return [
    median(values).toFixed(digits),
    `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`,
    ratioOfSamples(samples, base, value).toFixed(2),
  ];
}

function ratioOfSamples(
  samples: readonly Sample[],
  base: readonly Sample[],
  value: (sample: Sample) => number,
): number {
  return median(
    samples.flatMap((sample, round) => {
      const other = base[round];
      return other === undefined ? [] : [value(sample) / value(other)];
    }),
  );
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = low] = sorted.slice(Math.max(0, Math.ceil(sorted.length / 2) - 1), middle + 1);
  return (low + high) / 2;
}

/** An aim, and whether this run meets it. */
export function verdict(isMet: boolean, aim: string): string {
  return `(aim: ${aim}): ${isMet ? "met" : "missed"}`;
}
