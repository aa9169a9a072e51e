import type { Item, Lexeme } from '../lex.ts';

/** What to write between two offsets instead; `label` says it on a button. */
export interface Repair {
  from: number;
  to: number;
  text: string;
  label: string;
}

/** A mistake, and what can be done about it without looking at captures. */
export interface Problem {
  from: number;
  to: number;
  message: string;
  repairs: Repair[];
  /** The term it stands in. */
  lexeme: Lexeme | null;
}

/** A mistake inside one term; caught where the term is read, it never leaves `parse`. */
export class Mistake extends Error {
  readonly from: number;
  readonly to: number;
  readonly repairs: Repair[];
  constructor(at: { from: number; to: number }, message: string, repairs: Repair[] = []) {
    super(message);
    this.from = at.from;
    this.to = at.to;
    this.repairs = repairs;
  }
}

/** The other text in place of a value. */
export const instead = ({ from, to }: Item, text: string): Repair => ({
  from,
  to,
  text,
  label: text,
});
