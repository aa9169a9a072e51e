import type { ListedCapture } from '../../../preload/contract/captures.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';

export type Column = {
  label: string;
  /** To begin with, in pixels. */
  width: number;
  align: 'left' | 'right';
  /** Its values are wire data. */
  mono: boolean;
  text: (capture: ListedCapture) => string;
};

const own = (label: string, width: number, text: Column['text']): Column => ({
  label,
  width,
  align: 'left',
  mono: false,
  text,
});
const read = (id: string, label: string, width: number): Column => ({
  label,
  width,
  align: 'left',
  mono: true,
  text: ({ extra }) => extra?.[id] ?? '',
});

/** What a row can show beside sender, event, path, status and time, in the order it is offered. */
const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['endpoint', own('Endpoint', 120, (one) => one.endpointName)],
  ['method', own('Method', 64, (one) => one.method)],
  ['size', { ...own('Size', 60, (one) => formatBytes(one.sizeBytes)), align: 'right' as const }],
  [
    'duration',
    {
      ...own('Duration', 68, (one) =>
        one.durationMs === null ? '' : formatDuration(one.durationMs),
      ),
      align: 'right' as const,
    },
  ],
  ['contentType', own('Content type', 140, (one) => one.contentType ?? '')],
  ['deliveryId', read('deliveryId', 'Event id', 160)],
  ['attempt', read('attempt', 'Attempt', 64)],
  ['source', read('source', 'Source address', 120)],
  ['tunnel', own('Tunnel', 64, (one) => (one.viaTunnel ? 'Tunnel' : ''))],
  ['note', own('Note', 160, (one) => one.extra?.['note'] ?? '')],
  ['statusText', own('Status text', 110, (one) => one.extra?.['statusText'] ?? '')],
]);

/** Ids of the columns that have a name of their own. */
export const NAMED_COLUMNS: readonly string[] = [...COLUMNS.keys()];

const NAMED_VALUE = /^(header|query|body)\.(.+)$/s;

/** Whether a column shows the value of one header, query parameter or field of the body. */
export const isValueColumn = (id: string): boolean => NAMED_VALUE.test(id);

/** A column by its id: `size`, `header.x-shop`, `query.page`, `body.customer.email`. */
export function columnOf(id: string): Column {
  return COLUMNS.get(id) ?? read(id, NAMED_VALUE.exec(id)?.[2] ?? id, 140);
}

const READ: ReadonlySet<string> = new Set([
  'deliveryId',
  'attempt',
  'source',
  'note',
  'statusText',
]);

/** Whether its values come with the list only when they are asked for. */
export const isReadColumn = (id: string): boolean => READ.has(id) || isValueColumn(id);
