import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';

export type ColumnId = 'endpoint' | 'size' | 'duration';

export type Column = {
  label: string;
  /** In pixels. */
  width: number;
  align: 'left' | 'right';
  text: (capture: CaptureSummary) => string;
};

/** What a row can show beside sender, event, path, status and time. */
export const COLUMNS: Record<ColumnId, Column> = {
  endpoint: { label: 'Endpoint', width: 120, align: 'left', text: (one) => one.endpointName },
  size: {
    label: 'Size',
    width: 56,
    align: 'right',
    text: (one) => formatBytes(one.sizeBytes),
  },
  duration: {
    label: 'Duration',
    width: 64,
    align: 'right',
    text: (one) => (one.durationMs === null ? '' : formatDuration(one.durationMs)),
  },
};
