import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { bad } from '../refusals.ts';

type Cell = (capture: CaptureSummary & { extra?: Record<string, string> }) => string;

/** Columns of a line about a capture. Others' text is made harmless where it is printed. */
const COLUMNS: Readonly<Record<string, Cell>> = {
  id: ({ id }) => id,
  time: ({ receivedAt }) => localTime(receivedAt),
  method: ({ method }) => method,
  status: ({ status, failure }) => (status === null ? (failure ?? '…') : String(status)),
  target: ({ target }) => target,
  path: ({ target }) => target.split('?', 1)[0] ?? '',
  endpoint: ({ endpointName }) => endpointName,
  provider: ({ provider }) => provider ?? '',
  event: ({ eventType }) => eventType ?? '',
  signature: ({ signature }) => signature ?? '',
  type: ({ contentType }) => contentType ?? '',
  size: ({ sizeBytes }) => String(sizeBytes),
  duration: ({ durationMs }) => (durationMs === null ? '' : `${Math.round(durationMs)}ms`),
  reason: ({ reason }) => reason ?? '',
};
const USUAL = ['time', 'status', 'method', 'target', 'event', 'id'];
/** What the engine reads for the list on top, at most eight. */
const EXTRA = /^(?:header|query|body)\..+|^(?:deliveryId|attempt|note|source|statusText)$/i;

/**
 * Reads `--columns`.
 *
 * @throws BackstitchError BAD_ARGUMENT
 */
export function readColumns(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(name in COLUMNS) && !EXTRA.test(name));
  if (unknown === undefined) return names;
  throw bad(
    `There is no column “${unknown}”.`,
    `Columns: ${Object.keys(COLUMNS).join(', ')}; of a list also header.x, query.x, body.a.b.`,
  );
}

/** Those of the columns that the engine has to be asked for. */
export const extraColumns = (columns: readonly string[] = []): string[] =>
  columns.filter((name) => !(name in COLUMNS));

/** A capture as one line; the usual columns are as wide as most of their values, chosen ones are not. */
export function captureLine(
  capture: CaptureSummary & { extra?: Record<string, string> | undefined },
  columns?: readonly string[],
): string {
  const { extra = {} } = capture;
  const cellOf = (name: string): string =>
    COLUMNS[name]?.({ ...capture, extra }) ?? extra[name] ?? '';
  if (columns !== undefined) return columns.map(cellOf).join('  ');
  const [time = '', status = '', method = '', ...rest] = USUAL.map(cellOf);
  return [time, status.padEnd(3), method.padEnd(6), ...rest.filter((cell) => cell !== '')].join(
    '  ',
  );
}

function localTime(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${day} ${time}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
