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

let spare: Worker | null = null;

function startWorker(): Worker {
  return new Worker(new URL('./json-worker.ts', import.meta.url), { type: 'module' });
}

/** Starts a worker while a body of this size is still on its way: that takes as long as the body. */
export function expectJson(sizeBytes: number): void {
  if (sizeBytes >= WORKER_FROM_BYTES) spare ??= startWorker();
}

function takeWorker(): Worker {
  const worker = spare ?? startWorker();
  spare = null;
  return worker;
}

/** One question at a time to a worker that answers in order. */
function asker(
  worker: Worker,
): (request: JsonRequest, transfer?: Transferable[]) => Promise<JsonReply> {
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
      worker.postMessage(request, transfer);
    });
}

async function openInWorker(
  bytes: Uint8Array,
  told: Told,
  many: boolean,
  signal: AbortSignal,
): Promise<OpenJson> {
  const worker = takeWorker();
  signal.addEventListener('abort', () => worker.terminate(), { once: true });
  const ask = asker(worker);
  const copy = bytes.slice();
  const opened = await ask({ kind: 'open', bytes: copy, told, many }, [copy.buffer]);
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
