import type {
  TraceExport,
  TraceExportInput,
} from '../../../preload/contract/captures/trace-export.ts';
import type { HeaderRow } from './header-rows.tsx';

/** The export as it stands in its form. */
export interface TraceForm {
  endpoint: string;
  headers: HeaderRow[];
  search: string;
  /** Of a hundred traces; null while nothing is typed. */
  percent: number | null;
}

export const formOf = ({ endpoint, headers, search, share }: TraceExport): TraceForm => ({
  endpoint: endpoint ?? '',
  headers: headers.map(({ name, last4 }) => ({ name, value: '', last4 })),
  search,
  percent: Math.round(share * 10_000) / 100,
});

/** What is sent: rows without a name are none, and an empty value of a kept header stays as it is. */
export const inputOf = ({ endpoint, headers, search, percent }: TraceForm): TraceExportInput => ({
  endpoint: endpoint.trim() === '' ? null : endpoint.trim(),
  headers: headers
    .filter(({ name }) => name.trim() !== '')
    .map(({ name, value, last4 }) => (value === '' && last4 !== null ? { name } : { name, value })),
  search,
  share: Math.min(100, Math.max(0, percent ?? 100)) / 100,
});
