import type { ImportFormat } from '../../../preload/contract/interchange/imports.ts';
import { readHar } from '../formats/har-read.ts';
import { readNdjson } from '../formats/ndjson.ts';
import { looksLikeCurl } from '../../curl/read-curl.ts';
import { readCurl } from './curl.ts';
import { readShare } from './share/read-share.ts';
import type { ImportSource, Reader } from './source.ts';
import { readHookdeck } from './sources/hookdeck.ts';
import { readMockoon } from './sources/mockoon.ts';
import { readNgrok } from './sources/ngrok.ts';
import { readWebhookSite } from './sources/webhook-site.ts';
import { isZip, zipFormat } from './texts/archive.ts';
import { isHttpFile, isRawMessage, keysOf } from './texts/detect.ts';
import { cloudEvents, fixtures, httpFiles, postman, rawMessages } from './texts/texts.ts';

const HEAD_BYTES = 64 * 1024;
const NO_CUTS =
  'Such files do not say what was cut out before they were written: then a signature cannot match.';
const NO_ORDER = 'Such files keep headers without their order and case.';

/**
 * Every kind of file that is read, in the order in which they are asked whether a file is theirs. A name
 * in quotes is no part of a text in JSON, where quotes are escaped.
 */
export const READERS: Record<ImportFormat, Reader> = {
  backstitch: {
    detect: isZip,
    read: readShare,
    notes: [],
  },
  fixtures: {
    detect: (head) => {
      const keys = keysOf(head);
      return keys.has('backstitch') && keys.has('signatureHeaders');
    },
    read: fixtures,
    notes: [NO_CUTS],
  },
  ndjson: {
    detect: (head) => /^\s*\{\s*"backstitch"\s*:\s*1\b/.test(head),
    read: ({ chunks }) => readNdjson(chunks()),
    notes: [],
  },
  har: {
    detect: (head) => /^\s*\{\s*"log"\s*:\s*\{/.test(head),
    read: ({ chunks }) => readHar(chunks()),
    notes: [],
  },
  postman: {
    detect: (head) =>
      keysOf(head).has('info') && /"schema"\s*:\s*"[^"]{1,80}collection\\?\/v2\.\d/.test(head),
    read: postman,
    notes: [NO_CUTS, 'A collection keeps no times: they are that of the import.'],
  },
  cloudevents: {
    detect: (head) => {
      const keys = keysOf(head);
      return keys.has('specversion') && keys.has('type');
    },
    read: cloudEvents,
    notes: [NO_CUTS, 'Data that stands as JSON in an event is written again: spaces may differ.'],
  },
  'webhook.site': {
    detect: (head) =>
      /^\s*\{/.test(head) && /"data"\s*:\s*\[/.test(head) && /"uuid"\s*:/.test(head),
    read: ({ chunks }) => readWebhookSite(chunks()),
    notes: [NO_ORDER, 'Bytes that are not UTF-8 are lost in them.'],
  },
  ngrok: {
    detect: (head) =>
      /^\s*\{/.test(head) && /"requests"\s*:\s*\[/.test(head) && /"(?:uri|raw)"\s*:/.test(head),
    read: ({ chunks }) => readNgrok(chunks()),
    notes: [],
  },
  hookdeck: {
    detect: (head) =>
      /^\s*\{/.test(head) &&
      /"models"\s*:\s*\[/.test(head) &&
      /"(?:ingested_at|source_id|verified)"\s*:/.test(head),
    read: ({ chunks }) => readHookdeck(chunks()),
    notes: [NO_ORDER, 'Hookdeck rewrites JSON bodies: their bytes are not the original ones.'],
  },
  mockoon: {
    detect: (head) =>
      (/^\s*\[/.test(head) && /"urlPath"\s*:/.test(head)) ||
      (/^\s*\{/.test(head) && /"app"\s*:\s*"mockoon-server"/.test(head)),
    read: readMockoon,
    notes: [
      NO_ORDER,
      'Mockoon may have masked headers before it wrote the file, and decodes replies and queries.',
    ],
  },
  curl: {
    detect: looksLikeCurl,
    read: readCurl,
    notes: ['A command says what it sends, and not when: the time is that of the import.'],
  },
  http: { detect: isHttpFile, read: httpFiles, notes: [NO_CUTS] },
  raw: {
    detect: isRawMessage,
    read: rawMessages,
    notes: [NO_CUTS, 'A message has no time: it is that of the import.'],
  },
};

/** The kind of a file by what is in it; undefined where it is none that is read. */
export async function formatOfFile(source: ImportSource): Promise<ImportFormat | undefined> {
  const format = formatOf(await source.slice(0, HEAD_BYTES));
  return format === 'backstitch' ? zipFormat(source) : format;
}

/** The kind of a file by its first bytes, all zips taken for shares; undefined where it is none that is read. */
export function formatOf(head: Uint8Array): ImportFormat | undefined {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  const formats = Object.keys(READERS) as ImportFormat[];
  return formats.find((format) => READERS[format].detect(text));
}
