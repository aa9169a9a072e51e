/** The first place where a text stops being JSON. Offsets are UTF-16 units, lines start at 1. */
export interface JsonMistake {
  at: number;
  line: number;
  column: number;
  message: string;
}

/**
 * Finds the first mistake in a JSON text.
 *
 * The engines' own messages name no place for about half of all mistakes, so the text is walked
 * again once it is known to be wrong. Nesting costs memory, never stack.
 *
 * @returns null when the text is JSON.
 */
export function findJsonMistake(text: string): JsonMistake | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    // Anything JSON.parse throws means "not JSON": the walk below says where and why.
    return place(text, walk(text));
  }
}

interface Found {
  at: number;
  message: string;
}

function place(text: string, { at, message }: Found): JsonMistake {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  return { at, line, column: at - before.lastIndexOf('\n'), message };
}

const SPACE = /[\t\n\r ]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// The longest run that may stand in a string: it ends before a quote or before the first mistake.
// Of the control characters (Cc) JSON forbids the first 32 only.
const STRING_RUN = /(?:[^"\\\p{Cc}]+|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;
const WORD = /[A-Za-z_$][\w$]*/y;

/** Length of what a sticky expression takes at a place; 0 when it does not match there. */
function takes(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.exec(text)?.[0].length ?? 0;
}

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'comma or end';

function walk(text: string): Found {
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  for (;;) {
    at += takes(SPACE, text, at);
    const char = text[at];
    if (char === undefined) return { at, message: unfinished(wanted, open) };
    const closes = closing(char, wanted, open);
    if (closes) {
      open.pop();
      wanted = 'comma or end';
      at += 1;
      continue;
    }
    if (wanted === 'comma or end') {
      if (char !== ',' || open.length === 0) return { at, message: afterValue(char, open) };
      wanted = open.at(-1) === '{' ? 'name' : 'value';
      at += 1;
      continue;
    }
    if (wanted === 'colon') {
      if (char !== ':') return { at, message: 'A colon belongs between a name and its value.' };
      wanted = 'value';
      at += 1;
      continue;
    }
    const naming: boolean = wanted === 'name' || wanted === 'name or }';
    if (!naming && (char === '{' || char === '[')) {
      open.push(char);
      wanted = char === '{' ? 'name or }' : 'value or ]';
      at += 1;
      continue;
    }
    const step = naming ? name(text, at) : scalar(text, at);
    if ('message' in step) return step;
    wanted = naming ? 'colon' : 'comma or end';
    at = step.to;
  }
}

function closing(char: string, wanted: Wanted, open: readonly string[]): boolean {
  if (char === '}') {
    return open.at(-1) === '{' && (wanted === 'comma or end' || wanted === 'name or }');
  }
  if (char !== ']') return false;
  return open.at(-1) === '[' && (wanted === 'comma or end' || wanted === 'value or ]');
}

function unfinished(wanted: Wanted, open: readonly string[]): string {
  if (wanted === 'comma or end') return `The text ends before ${open.at(-1) === '{' ? '}' : ']'}.`;
  if (wanted === 'colon') return 'The text ends before the colon and the value.';
  if (wanted === 'name' || wanted === 'name or }') return 'The text ends inside an object.';
  return open.length === 0 ? 'There is no value here.' : 'The text ends where a value belongs.';
}

function afterValue(char: string, open: readonly string[]): string {
  const inside = open.at(-1);
  if (inside === undefined) return 'Nothing may follow the end of the value.';
  const end = inside === '{' ? '}' : ']';
  if (char === '}' || char === ']') return `${end} is missing before ${char}.`;
  return `A comma or ${end} belongs here.`;
}

type Step = { to: number } | Found;

function name(text: string, at: number): Step {
  const char = text[at];
  if (char === '"') return string(text, at);
  if (char === "'") return { at, message: 'Use double quotes around names, not single ones.' };
  if (char === '}') return { at, message: 'Remove the comma before }.' };
  return { at, message: 'A name in double quotes belongs here.' };
}

function scalar(text: string, at: number): Step {
  const char = text[at] ?? '';
  if (char === '"') return string(text, at);
  if (char === "'") return { at, message: 'Use double quotes around text, not single ones.' };
  if (char === '/') return { at, message: 'JSON has no comments.' };
  if (char === ']' || char === '}') return { at, message: `A value belongs before ${char}.` };
  const digits = takes(NUMBER, text, at);
  if (digits > 0) return number(text, at, digits);
  if (char === '-' || char === '+' || char === '.') {
    return { at, message: 'A number starts with a digit, or with - and a digit.' };
  }
  const word = text.slice(at, at + takes(WORD, text, at));
  if (word === 'true' || word === 'false' || word === 'null') return { to: at + word.length };
  if (word !== '')
    return { at, message: `${shorten(word)} is not a JSON value; text needs quotes.` };
  return { at, message: 'A value belongs here.' };
}

function number(text: string, at: number, digits: number): Step {
  const to = at + digits;
  const next = text[to] ?? '';
  if (/\d/.test(next)) return { at, message: 'A number has no leading zeros.' };
  if (next === '.') return { at: to, message: 'A digit belongs after the decimal point.' };
  if (/[eE]/.test(next)) return { at: to, message: 'A digit belongs after the exponent sign.' };
  if (/[A-Za-z_$]/.test(next)) return { at: to, message: 'A number ends before this letter.' };
  return { to };
}

function string(text: string, at: number): Step {
  const to = at + 1 + takes(STRING_RUN, text, at + 1);
  const next = text[to];
  if (next === '"') return { to: to + 1 };
  if (next === '\\') {
    return { at: to, message: 'After a backslash only " \\ / b f n r t or u and four hex digits.' };
  }
  if (next === undefined) return { at, message: 'This text has no closing quote.' };
  if (next === '\n' || next === '\r') {
    return { at: to, message: 'A line break inside text is written \\n.' };
  }
  return { at: to, message: 'A control character inside text is written as \\u and four digits.' };
}

const shorten = (word: string): string => (word.length > 20 ? `${word.slice(0, 20)}…` : word);
