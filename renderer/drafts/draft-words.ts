import type { CodeLanguage } from '../ui/code/code-props.ts';

/** How a draft is shown and merged as text. */
export interface DraftWords<T> {
  language: CodeLanguage;
  /** All of it, to compare. */
  text: (value: T) => string;
  /** The part that is merged by hand, and the value with that part; null where it cannot be read. */
  part: (value: T) => string;
  withPart: (text: string, value: T) => T | null;
}
