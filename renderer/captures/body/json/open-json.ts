import { type DecodedText, decodeText } from '../../../../main/decode/charsets/charset.ts';
import type { Told } from '../../../../main/decode/told.ts';
import type { JsonReply, JsonRequest } from './json-worker.ts';
import type { JsonDocument } from './node-table.ts';
import { parseJson } from './parse-json.ts';
import { prettyJson } from './pretty-json.ts';

export interface OpenJson {
  doc: JsonDocument;
  decoded: DecodedText;
  pretty: () => Promise<string>;
}

// Below this everything is done within a few milliseconds; a worker would only add its start.
const WORKER_FROM_BYTES = 200_000;

function openHere(bytes: Uint8Array, told: Told, many: boolean): OpenJson {
  const decoded = decodeText(bytes, told);
  const doc = { text: decoded.text, model: parseJson(decoded.text, { many }) };
  return {
    doc,
    decoded,
    pretty: async () => prettyJson(doc),
  };
}

type Ask = (request: JsonRequest, transfer?: Transferable[]) => Promise<JsonReply>;

interface Reader {
  worker: Worker;
  ask: Ask;
}

/** Is warm and has no body yet. */
let spare: Reader | null = null;
/** Has got a body that nobody opened yet. */
let ahead: (Reader & { bytes: Uint8Array; letGo: ReturnType<typeof setTimeout> }) | null = null;

/** How long a body that was read ahead waits for somebody who opens it. */
const WAIT_MS = 10_000;

function startReader(): Reader {
  const worker = new Worker(new URL('./json-worker.ts', import.meta.url), { type: 'module' });
  return { worker, ask: asker(worker) };
}

/** Starts a worker while a body of this size is still on its way: that takes as long as the body. */
export function expectJson(sizeBytes: number): void {
  if (sizeBytes < WORKER_FROM_BYTES || spare !== null) return;
  spare = startReader();
  post(spare.worker, { kind: 'warm-up' });
}

function takeReader(): Reader {
  const reader = spare ?? startReader();
  spare = null;
  return reader;
}

function post(worker: Worker, request: JsonRequest, transfer: Transferable[] = []): void {
  worker.postMessage(request, transfer);
}

/** One question at a time to a worker that answers in order. */
function asker(worker: Worker): Ask {
  const waiting: { resolve: (reply: JsonReply) => void; reject: (error: Error) => void }[] = [];
  worker.addEventListener('message', (event: MessageEvent<JsonReply>) => {
    waiting.shift()?.resolve(event.data);
  });
  worker.addEventListener('error', (event) => {
    const error = new Error(event.message || 'The JSON reader stopped.');
    for (const one of waiting.splice(0)) one.reject(error);
  });
  return (request, transfer = []) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      post(worker, request, transfer);
    });
}

function letAheadGo(): void {
  clearTimeout(ahead?.letGo);
  ahead?.worker.terminate();
  ahead = null;
}

/**
 * Gets a large body beside the page, where it is read as JSON while it comes.
 *
 * @returns null where plain HTTP does not have it.
 */
export async function fetchAhead(address: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = takeReader();
  const reply = await reader.ask({ kind: 'fetch', address }).catch(() => null);
  if (reply?.kind !== 'fetched' || reply.bytes === null) {
    reader.worker.terminate();
    return null;
  }
  letAheadGo();
  ahead = { ...reader, bytes: reply.bytes, letGo: setTimeout(letAheadGo, WAIT_MS) };
  return reply.bytes;
}

/** The worker that has these bytes already, or another one with what to send it. */
function readerOf(bytes: Uint8Array): { reader: Reader; copy: Uint8Array | null } {
  if (ahead?.bytes !== bytes) return { reader: takeReader(), copy: bytes.slice() };
  const reader = ahead;
  clearTimeout(reader.letGo);
  ahead = null;
  return { reader, copy: null };
}

async function openInWorker(
  bytes: Uint8Array,
  told: Told,
  many: boolean,
  signal: AbortSignal,
): Promise<OpenJson> {
  const { reader, copy } = readerOf(bytes);
  const { worker, ask } = reader;
  signal.addEventListener('abort', () => worker.terminate(), { once: true });
  const transfer = copy === null ? [] : [copy.buffer as ArrayBuffer];
  const opened = await ask({ kind: 'open', bytes: copy, told, many }, transfer);
  if (opened.kind !== 'opened') throw new Error('The JSON reader answered out of turn.');
  const { decoded, model } = opened;
  return {
    doc: { text: decoded.text, model },
    decoded,
    pretty: async () => {
      const reply = await ask({ kind: 'pretty' });
      return reply.kind === 'pretty' ? reply.text : '';
    },
  };
}

/**
 * Reads JSON, off the page's thread when it is large.
 *
 * @param signal ends the worker; abort it when the document is no longer shown.
 */
export async function openJson(
  bytes: Uint8Array,
  told: Told,
  many: boolean,
  signal: AbortSignal,
): Promise<OpenJson> {
  if (bytes.length < WORKER_FROM_BYTES) return openHere(bytes, told, many);
  return openInWorker(bytes, told, many, signal);
}
