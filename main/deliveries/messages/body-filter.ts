import { evaluateText } from '../../expressions/evaluate.ts';
import { parseExpression } from '../../expressions/parse.ts';
import type { ExpressionScope } from '../../expressions/scope.ts';

/** Why a filter cannot be kept; null where it can. Empty: there is none. */
export function filterProblem(filter: string): string | null {
  if (filter.trim() === '') return null;
  const parsed = parseExpression(filter);
  return parsed.ok ? null : `It is not a JSON expression: ${parsed.message}.`;
}

/**
 * Whether a destination takes a body. A body that is not JSON has no fields, so that it passes only
 * where there is no filter, or one that asks for nothing.
 */
export async function takesBody(filter: string, body: Buffer): Promise<boolean> {
  if (filter.trim() === '') return true;
  return (await evaluateText(filter, scopeOf(body))).verdict;
}

function scopeOf(body: Buffer): ExpressionScope {
  return {
    plainPaths: 'root',
    documents: { root: parsed(body) },
    user: undefined,
    request: undefined,
    environment: { tag: '', values: {} },
    value: () => undefined,
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // Not JSON.
    return undefined;
  }
}
