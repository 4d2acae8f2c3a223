/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Least width, for tables whose rows are not all known when the first is printed. */
  readonly width?: number;
  text(row: Row): string | number | undefined;
}

/** The lines of a table: a head, and a line for each row. Columns are as wide as their widest text. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => cell(column, row)))];
  const widths = columns.map(({ width = 0 }, index) =>
    Math.max(width, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  return cells.map((line) => joined(line, widths));
}

/** The head of a table whose rows come one by one. */
export function headLine<Row>(columns: readonly Column<Row>[]): string {
  return joined(
    columns.map(({ title }) => title),
    columns.map(widthOf),
  );
}

/** One row of such a table. */
export function rowLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  return joined(
    columns.map((column) => cell(column, row)),
    columns.map(widthOf),
  );
}

/** Names and values, one below the other; what is undefined is left out. */
export function listLines(values: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => {
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    return `${name.padEnd(width)}  ${printable(shown)}`;
  });
}

/** Text from elsewhere as a terminal may show it: what would move the cursor or colour the screen is written out. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

function widthOf({ width = 0, title }: Pick<Column<never>, "width" | "title">): number {
  return Math.max(width, title.length);
}

function cell<Row>(column: Column<Row>, row: Row): string {
  const text = String(column.text(row) ?? "");
  return text === "" ? "-" : printable(text);
}

function joined(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((text, index) => text.padEnd(widths[index] ?? 0))
    .join("  ")
    .trimEnd();
}
