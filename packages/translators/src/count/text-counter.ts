/** Counts the tokens of a text. */
export type TextCounter = (text: string) => number;
