/**
 * One fact, as it is stored: the reference daemon's record, field for field.
 *
 * Ids keep the white space a foreign writer may have left around them; whoever folds events trims.
 */
export interface LedgerEvent {
  readonly schema_version: 1;
  readonly event_id: string;
  readonly request_id: string;
  readonly job_id: string;
  readonly event_type: string;
  /** RFC 3339 with a zone. */
  readonly occurred_at: string;
  readonly actor: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A line that is no event. The line stays where it is; it is reported, never repaired in silence. */
export interface CorruptRecord {
  /** 1-based; blank lines count. */
  readonly lineNumber: number;
  readonly error: string;
  /** Where the line is in the file. */
  readonly offset: number;
  readonly length: number;
}
