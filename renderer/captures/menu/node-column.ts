import type { JsonDocument } from '../body/json/node-table.ts';
import { isContainer, keyOf } from '../body/json/read-node.ts';

/** As long as the name of a column may be. */
const LONGEST = 300;

/**
 * The column that shows the value of a node in every capture: `body.customer.email`, with positions
 * where it stands in an array. Null for what holds others, and for a value without a name.
 */
export function nodeColumn(doc: JsonDocument, node: number): string | null {
  if (isContainer(doc, node)) return null;
  const steps: string[] = [];
  for (let at = node; (doc.model.parent[at] ?? -1) >= 0; at = doc.model.parent[at] ?? -1) {
    const key = keyOf(doc, at);
    if (key === '') return null;
    steps.unshift(key ?? String(doc.model.index[at] ?? 0));
  }
  const id = `body.${steps.join('.')}`;
  return steps.length === 0 || id.length > LONGEST ? null : id;
}
