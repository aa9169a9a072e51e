import type {
  CloudEventsShape,
  ExportFormat,
  FixtureRunner,
} from '../../../preload/contract/interchange/exports.ts';
import type { Portable } from '../portable.ts';
import { cloudEvent } from './cloud-events/write.ts';
import { CSV_HEAD, csvRow } from './csv.ts';
import { writeFixtures } from './fixtures/write.ts';
import { HAR_END, harEntry, harStart } from './har.ts';
import { HTTP_FILE_START, httpFileRequest } from './http-file/write.ts';
import { ndjsonLine, ndjsonMeta } from './ndjson.ts';
import { openApiOf } from './openapi/write.ts';
import { writeTextWithFiles } from './parts/text-with-files.ts';
import { writePostman } from './postman/collection.ts';
import { writeRaw } from './raw.ts';
import { type Spool, writeShare } from './share.ts';

/** What every file says of where it comes from. */
export interface WriteMeta {
  version: string;
  createdAt: number;
  /** Name of the profile by which it was cut. */
  redaction: string;
}

export interface WriteHow {
  meta: WriteMeta;
  spool: Spool;
  options: { runner: FixtureRunner | null; shape: CloudEventsShape };
  /** Names of the headers that prove who sent it, in lower case. */
  signatureHeaders: (provider: string) => readonly string[];
  /** Told of a file that turns out to be a zip, since one file cannot hold it. */
  isZip: () => void;
}

type Write = (
  captures: AsyncIterable<Portable>,
  how: WriteHow,
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
    write: (captures, { meta, spool }) =>
      writeShare(captures, { ...meta, app: `Backstitch ${meta.version}` }, spool),
  },
  ndjson: {
    extension: 'ndjson',
    mediaType: 'application/x-ndjson',
    async *write(captures, { meta: { version, ...meta } }) {
      yield ndjsonMeta({ app: `Backstitch ${version}`, ...meta });
      for await (const capture of captures) yield ndjsonLine(capture);
    },
  },
  har: {
    extension: 'har',
    mediaType: 'application/json',
    async *write(captures, { meta }) {
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
  http: {
    extension: 'http',
    mediaType: 'text/plain; charset=utf-8',
    write: (captures, { spool, isZip }) =>
      writeTextWithFiles({
        captures,
        name: 'captures.http',
        each: (capture, add) => spool.append(httpFileRequest(capture, add)),
        async *text() {
          yield `${HTTP_FILE_START}\n`;
          yield* spool.read();
        },
        isZip,
      }),
  },
  fixtures: {
    extension: 'zip',
    mediaType: 'application/zip',
    write: (captures, { options, signatureHeaders }) =>
      writeFixtures(captures, { runner: options.runner, signatureHeaders }),
  },
  postman: {
    extension: 'postman_collection.json',
    mediaType: 'application/json',
    write: (captures, { spool, isZip }) => writePostman(captures, spool, isZip),
  },
  cloudevents: {
    extension: 'json',
    mediaType: 'application/cloudevents-batch+json',
    async *write(captures, { options: { shape } }) {
      if (shape === 'batch') yield '[\n';
      let between = '';
      for await (const capture of captures) {
        yield between + cloudEvent(capture);
        between = shape === 'batch' ? ',\n' : '\n';
      }
      yield shape === 'batch' ? '\n]\n' : '\n';
    },
  },
  openapi: {
    extension: 'openapi.json',
    mediaType: 'application/json',
    async *write(captures, { meta }) {
      yield await openApiOf(captures, meta.version);
    },
  },
  raw: {
    extension: 'txt',
    mediaType: 'text/plain',
    write: (captures, { isZip }) => writeRaw(captures, isZip),
  },
};
