import type { ExportFormat } from '../../../preload/contract/interchange/exports.ts';
import type { Portable } from '../portable.ts';
import { CSV_HEAD, csvRow } from './csv.ts';
import { HAR_END, harEntry, harStart } from './har.ts';
import { ndjsonLine, ndjsonMeta } from './ndjson.ts';
import { type Spool, writeShare } from './share.ts';

/** What every file says of where it comes from. */
export interface WriteMeta {
  version: string;
  createdAt: number;
  /** Name of the profile by which it was cut. */
  redaction: string;
}

type Write = (
  captures: AsyncIterable<Portable>,
  meta: WriteMeta,
  spool: Spool,
) => AsyncIterable<string | Uint8Array>;

interface Format {
  extension: string;
  mediaType: string;
  write: Write;
}

/** How captures are written, by the name that stands in commands and in the contract. */
export const FORMATS: Record<ExportFormat, Format> = {
  backstitch: {
    extension: 'backstitch',
    mediaType: 'application/zip',
    write: (captures, meta, spool) =>
      writeShare(captures, { ...meta, app: `Backstitch ${meta.version}` }, spool),
  },
  ndjson: {
    extension: 'ndjson',
    mediaType: 'application/x-ndjson',
    async *write(captures, { version, ...meta }) {
      yield ndjsonMeta({ app: `Backstitch ${version}`, ...meta });
      for await (const capture of captures) yield ndjsonLine(capture);
    },
  },
  har: {
    extension: 'har',
    mediaType: 'application/json',
    async *write(captures, meta) {
      yield harStart(meta);
      let between = '';
      for await (const capture of captures) {
        yield between + harEntry(capture);
        between = ',\n';
      }
      yield HAR_END;
    },
  },
  csv: {
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    async *write(captures) {
      yield CSV_HEAD;
      for await (const capture of captures) yield csvRow(capture);
    },
  },
};
