import { parseTree, type Node, type ParseError, printParseErrorCode } from 'jsonc-parser';

/** A JSON value that kept the order of its fields, integer-like names too. */
export type Json =
  | { kind: 'object'; fields: readonly { name: string; value: Json }[] }
  | { kind: 'array'; items: readonly Json[] }
  | { kind: 'scalar'; value: string | number | boolean | null | bigint };

export type Parsed =
  | { ok: true; expression: Json }
  | { ok: false; message: string; from: number; to: number };

export const TRUE: Json = { kind: 'scalar', value: true };

const MAX_DEPTH = 100;

/**
 * Reads the text of a JSON expression. Absent, `null` and `{}` are true; a string that holds JSON
 * counts as what it holds, as old exports stored `when`.
 */
export function parseExpression(text: string): Parsed {
  if (text.trim() === '') return { ok: true, expression: TRUE };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: false, allowTrailingComma: false });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const from = error?.offset ?? 0;
    const what = error === undefined ? 'no value' : wordsOf(printParseErrorCode(error.error));
    return {
      ok: false,
      message: `This is not JSON: ${what}.`,
      from,
      to: from + (error?.length ?? 1),
    };
  }
  const expression = toJson(root, text, 0);
  if (expression === undefined) {
    return { ok: false, message: 'It is nested too deep.', from: 0, to: text.length };
  }
  if (expression.kind === 'scalar' && typeof expression.value === 'string') {
    return parseExpression(expression.value);
  }
  const isEmpty = expression.kind === 'object' && expression.fields.length === 0;
  const isNull = expression.kind === 'scalar' && expression.value === null;
  return { ok: true, expression: isEmpty || isNull ? TRUE : expression };
}

const wordsOf = (code: string): string => code.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function toJson(node: Node, text: string, depth: number): Json | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (node.type === 'object') {
    const fields = new Map<string, Json>();
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      const read = value === undefined ? undefined : toJson(value, text, depth + 1);
      if (key === undefined || read === undefined) return undefined;
      // Of a name that stands twice the last one counts, at its own place.
      fields.delete(String(key.value));
      fields.set(String(key.value), read);
    }
    return { kind: 'object', fields: [...fields].map(([name, value]) => ({ name, value })) };
  }
  if (node.type === 'array') {
    const items: Json[] = [];
    for (const child of node.children ?? []) {
      const item = toJson(child, text, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind: 'array', items };
  }
  return { kind: 'scalar', value: scalar(node, text) };
}

/** Whole numbers beyond 2^53 stay exact. */
function scalar(node: Node, text: string): string | number | boolean | null | bigint {
  if (node.type !== 'number') return node.value as string | boolean | null;
  const written = text.slice(node.offset, node.offset + node.length);
  const value = Number(written);
  return /^-?\d+$/.test(written) && !Number.isSafeInteger(value) ? BigInt(written) : value;
}

/** The plain value of a parsed JSON, for comparisons. */
export function plain(json: Json): unknown {
  if (json.kind === 'scalar') return json.value;
  if (json.kind === 'array') return json.items.map(plain);
  const out: Record<string, unknown> = {};
  for (const { name, value } of json.fields) {
    Object.defineProperty(out, name, {
      value: plain(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return out;
}
