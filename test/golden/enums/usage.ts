import { listTasksOrderValues, State, stateValues } from "./enums.js";
import type { State as TaskState } from "./types.js";

export const all: readonly TaskState[] = stateValues;
export const done: TaskState = State.Done;
export const order: "asc" | "desc" = listTasksOrderValues[0];
