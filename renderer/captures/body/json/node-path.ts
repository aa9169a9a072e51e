import type { JsonDocument } from './node-table.ts';
import { isContainer, keyOf, valueOf } from './read-node.ts';

type Step = { key: string } | { index: number };

function stepsTo(doc: JsonDocument, node: number): Step[] {
  const steps: Step[] = [];
  for (let at = node; (doc.model.parent[at] ?? -1) >= 0; at = doc.model.parent[at] ?? -1) {
    const key = keyOf(doc, at);
    steps.push(key === null ? { index: doc.model.index[at] ?? 0 } : { key });
  }
  return steps.toReversed();
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * The place of a node as a JSONPath with exactly one match, where keys are not repeated.
 * @see RFC 9535 §2.3: names outside letters, digits and _ go into brackets with quotes.
 */
export function jsonPath(doc: JsonDocument, node: number): string {
  let path = '$';
  for (const step of stepsTo(doc, node)) {
    if ('index' in step) path += `[${step.index}]`;
    else if (PLAIN_NAME.test(step.key)) path += `.${step.key}`;
    else path += `[${JSON.stringify(step.key)}]`;
  }
  return path;
}

/** Characters that would end a name in the search box; such a piece goes into quotes. */
function quoteName(name: string): string {
  return name
    .split('.')
    .map((piece) => (/[\s:"]/.test(piece) ? `"${piece.replace(/["\\]/g, '\\$&')}"` : piece))
    .join('.');
}

function quoteValue(value: string): string {
  const plain = /^[^\s",*<>\\][^\s",*\\]*$/.test(value) && !value.includes('..');
  return plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

const LONGEST_VALUE = 200;

/**
 * The term that finds captures with this value in the search box: `body.customer.id:42`. Null for
 * what the search cannot name: containers, values in no object, empty and long texts. Positions
 * in arrays are left out, as the search leaves them out.
 */
export function searchTerm(doc: JsonDocument, node: number): string | null {
  const keys = stepsTo(doc, node).flatMap((step) => ('key' in step ? [step.key] : []));
  if (isContainer(doc, node) || keys.length === 0 || keys.some((key) => key === '')) return null;
  // Escapes make the source at most six times as long as its text.
  if ((doc.model.end[node] ?? 0) - (doc.model.start[node] ?? 0) > 6 * LONGEST_VALUE) return null;
  const value = valueOf(doc, node);
  if (value === '' || value.length > LONGEST_VALUE || /[\r\n]/.test(value)) return null;
  return `body.${quoteName(keys.join('.'))}:${quoteValue(value)}`;
}
