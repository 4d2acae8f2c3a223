import type { Contract } from "../document/contract.js";
import type { Cursor } from "../document/cursor.js";
import type { Api } from "../model/api.js";
import type { Direction } from "../model/direction.js";
import type { MediaType } from "../model/media-type.js";
import type { Operation } from "../model/operation.js";
import type { Parameter } from "../model/parameter.js";
import type { RequestBody } from "../model/request-body.js";
import type { Header, Response, StatusPattern } from "../model/response.js";
import type { Change } from "./rule.js";

/** A part of the contract in the old and the new one; absent where a contract has none. */
export interface Pair<T> {
  /** Which way the part travels. What a webhook or callback sends goes the way of a reply. */
  readonly direction: Direction;
  readonly old: T | undefined;
  readonly new: T | undefined;
}

/** A contract as read. */
export interface ContractSide {
  readonly contract: Contract;
  readonly api: Api;
}

export interface ContractPair {
  readonly old: ContractSide;
  readonly new: ContractSide;
}

export interface OperationPair extends Pair<Operation> {
  /** The day of the comparison, `2026-04-28`; sunset dates are held against it. */
  readonly today: string;
  readonly sides: ContractPair;
}

/** A media type where it stands. */
export interface Content {
  readonly cursor: Cursor;
  readonly media: MediaType;
}

/** A media type of a body, or the range that covers it in the other contract. */
export interface ContentPair extends Pair<Content> {
  /** True where nobody asks for a type: of what the server sends on its own account, a webhook or a callback. */
  readonly isUnasked: boolean;
  /** True for a range that only one contract has, while the other has media types within it. */
  readonly isPartial: boolean;
}

export interface ParameterPair extends Pair<Parameter> {
  readonly today: string;
}

/** Base URLs by how they read, and where they stand. */
export type Servers = ReadonlyMap<string, Cursor>;

export type BodyPair = Pair<RequestBody>;
/** What a status gets, as a range or `default` may say too. */
export interface ResponsePair extends Pair<Response> {
  readonly status: StatusPattern;
  /** True for a range such as `2XX` that only one contract has, while the other has statuses within it. */
  readonly isPartial: boolean;
}
export type HeaderPair = Pair<Header>;
/** A link of a response (OpenAPI 3.1 section 4.8.20). */
export interface LinkPair extends Pair<Cursor> {
  readonly name: string;
}

export type ServerPair = Pair<Servers>;

/** The changes that `say` tells of a part that only the new contract has. */
export function ifAdded<T>(pair: Pair<T>, say: (now: T) => Change | undefined): Change[] {
  return pair.old === undefined && pair.new !== undefined ? list(say(pair.new)) : [];
}

/** The changes that `say` tells of a part that only the old contract has. */
export function ifRemoved<T>(pair: Pair<T>, say: (old: T) => Change | undefined): Change[] {
  return pair.new === undefined && pair.old !== undefined ? list(say(pair.old)) : [];
}

/** The changes that `say` tells of a part that both contracts have. */
export function ifKept<T>(pair: Pair<T>, say: (old: T, now: T) => Change | undefined): Change[] {
  return pair.old !== undefined && pair.new !== undefined ? list(say(pair.old, pair.new)) : [];
}

function list(change: Change | undefined): Change[] {
  return change === undefined ? [] : [change];
}
