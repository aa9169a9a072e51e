import type { CodeLanguage } from '../ui/code/code-props.ts';
import type { DraftWords } from './draft-words.ts';

/** A draft that is one text: compared and merged as it stands. */
export const textWords = (language: CodeLanguage): DraftWords<string> => ({
  language,
  text: (text) => text,
  part: (text) => text,
  withPart: (text) => text,
});
