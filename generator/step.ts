/** Told, in a few words, what a long run does next. */
export type Step = (what: string) => void;
