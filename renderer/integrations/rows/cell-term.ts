import type { Integration } from '../../../preload/contract/integrations.ts';
import type { Cell, TableColumn } from '../../../preload/contract/integrations/rows.ts';

const LONGEST = 200;

/** A step of a name as a search reads it back. */
const quotedName = (step: string): string =>
  /[\s:."]/.test(step) ? `"${step.replaceAll(/["\\]/g, '\\$&')}"` : step;

const quotedValue = (value: string): string =>
  /^[^\s",*<>\\][^\s",*\\]*$/.test(value) && !value.includes('..')
    ? value
    : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;

/**
 * The search that finds captures of an integration with a value of a column; null for what a search cannot
 * name: no value, JSON, times that are kept otherwise than they were sent, columns that were added to each row.
 */
export function cellTerm(
  { endpointId, nested }: Pick<Integration, 'endpointId' | 'nested'>,
  table: string,
  { base, type }: Pick<TableColumn, 'base' | 'type'>,
  value: Cell,
): string | null {
  if (base === null || value === null || type === 'json' || type === 'timestamp') return null;
  const text = String(value);
  if (text === '' || text.length > LONGEST || /[\r\n]/.test(text)) return null;
  const steps = nested === 'json' ? [base] : [...tableSteps(table), ...base.split('__')];
  if (steps.includes('')) return null;
  return `endpoint:${quotedValue(endpointId)} body.${steps.map(quotedName).join('.')}:${quotedValue(text)}`;
}

/** Rows of `data__order__items` come from `order.items` of an event. */
const tableSteps = (table: string): string[] =>
  table.startsWith('data__') ? table.slice('data__'.length).split('__') : [];
