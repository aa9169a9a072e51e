import type { SourceText } from './texts.ts';

/** A turn that must not come back, and what to say instead. */
export interface Turn {
  turn: RegExp;
  say: string;
}

/**
 * Words and turns that read as translated or old, in one place. They count in every text a person
 * sees; comments and names of code do not count.
 */
export const TURNS: readonly Turn[] = [
  { turn: /\banew\b/i, say: 'again' },
  { turn: /\bshall\b/i, say: 'the present tense, or "must"' },
  { turn: /\bwhoever\b/i, say: 'who it is: "the caller", "its senders"' },
  { turn: /\bthereof\b|\bwhereby\b|\btherein\b|\bhereby\b/i, say: '"of it", or a new sentence' },
  { turn: /\bis to be\b|\bare to be\b|\bis had\b|\bbe had\b/i, say: '"must be", or who does it' },
  { turn: /\bstops? to [a-z]+\b/i, say: '"stops …ing"' },
  { turn: /\bbegins? to (?:fail|work|answer)\b/i, say: '"starts …ing"' },
  { turn: /\bno more than that\b|\bso many\b/i, say: 'the number' },
  { turn: /\bmay not be granted\b/i, say: 'what happens: "if your name is taken"' },
  { turn: /\bhold together\b|\bholds? as a rule\b/i, say: '"all must match"' },
  { turn: /\btakes all that\b|\bbegin so\b/i, say: '"matches a prefix"' },
  { turn: /^Name of it$|\bText of it\b/i, say: 'a label of one word' },
  { turn: /\ball the same\b/i, say: '"still", "anyway"' },
  { turn: /\bin a line\b|\bone a line\b|\bin one line:/i, say: '"one per line"' },
  { turn: /\bwith commas between\b/i, say: '"separated by commas"' },
  { turn: /\bfor instance\b/i, say: '"e.g.", "for example" or "such as"' },
  { turn: /\bcalled otherwise\b/i, say: '"has another name", "rename"' },
  { turn: /\bbrought back\b/i, say: '"restored"' },
  { turn: /\bwent away\b/i, say: '"disconnected"' },
  { turn: /\bwas not accepted\b/i, say: '"does not match", "refused"' },
  { turn: /\bthis machine\b/i, say: '"this computer"' },
  { turn: /\bchanged meanwhile\b/i, say: '"changed in another window"' },
  { turn: /\bstands? in (?:its|clear|the)\b/i, say: '"is in", "appears in"' },
  { turn: /\b(?:must|can) stand (?!in\b)/i, say: '"must be", "goes"' },
  { turn: /\bnot here any ?more\b/i, say: '"no longer exists"' },
  { turn: /\bis there already\b|\bthere already is\b/i, say: '"exists already"' },
  { turn: /\bThere is an? .+ already\b/, say: '"A … named … exists already"' },
  { turn: /\bdoes not suffice\b/i, say: '"is not enough", "cannot"' },
  { turn: /\boops\b|\bsomething went wrong\b/i, say: 'what happened to what' },
];

/** Each text in which a turn stands, as `file:line "text": say …`, ready to read in a failure. */
export const turnsIn = (texts: readonly SourceText[], turns: readonly Turn[] = TURNS): string[] =>
  texts.flatMap(({ file, line, text }) =>
    turns
      .filter(({ turn }) => turn.test(text))
      .map(({ say }) => `${file}:${line} "${text}": say ${say}`),
  );
