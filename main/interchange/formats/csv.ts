import type { Portable } from '../portable.ts';

const COLUMNS: readonly [string, (capture: Portable) => string | number | null][] = [
  ['id', (c) => c.id],
  ['received_at', (c) => new Date(c.receivedAt).toISOString()],
  ['method', (c) => c.method],
  ['target', (c) => c.target],
  ['endpoint', (c) => c.endpointName],
  ['provider', (c) => c.provider],
  ['event', (c) => c.eventType],
  ['delivery_id', (c) => c.deliveryId],
  ['signature', (c) => c.signature],
  ['status', (c) => c.status],
  ['duration_ms', (c) => c.durationMs],
  ['content_type', (c) => c.contentType],
  ['size_bytes', (c) => c.sizeBytes],
  ['client', (c) => c.remoteAddress],
  ['reason', (c) => c.reason],
  ['note', (c) => c.note],
];

export const CSV_HEAD = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** One capture as one row of RFC 4180: what the list shows of it. */
export function csvRow(capture: Portable): string {
  return `${COLUMNS.map(([, of]) => cell(of(capture))).join(',')}\r\n`;
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
