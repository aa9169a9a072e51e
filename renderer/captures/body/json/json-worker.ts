import { type DecodedText, decodeText } from '../../../../main/decode/charsets/charset.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { JsonAhead } from './json-ahead.ts';
import { buffersOf, type JsonDocument, type JsonModel } from './node-table.ts';
import { parseJson } from './parse-json.ts';
import { prettyJson } from './pretty-json.ts';

export type JsonRequest =
  /** Let the engine compile the parser while the body is on its way. */
  | { kind: 'warm-up' }
  /** Get a body, and read it while it comes. */
  | { kind: 'fetch'; address: string }
  /** @property bytes null for those that were fetched here. */
  | { kind: 'open'; bytes: Uint8Array | null; told: Told; many: boolean }
  | { kind: 'pretty' };

export type JsonReply =
  /** A copy; null where they are not to be had. */
  | { kind: 'fetched'; bytes: Uint8Array<ArrayBuffer> | null }
  | { kind: 'opened'; decoded: DecodedText; model: JsonModel }
  | { kind: 'pretty'; text: string };

/** One worker reads one body, and keeps its text for what is asked later. */
let text = '';
let many = false;
let doc: JsonDocument | null = null;
let fetched: { bytes: Uint8Array; ahead: JsonAhead } | null = null;

/** The model went to the page whole, without a copy: the first later question reads it again. */
function documentHere(): JsonDocument {
  doc ??= { text, model: parseJson(text, { many }) };
  return doc;
}

function answer(reply: JsonReply, transfer: ArrayBufferLike[] = []): void {
  self.postMessage(reply, { transfer: transfer.filter((one) => one instanceof ArrayBuffer) });
}

function open(request: Extract<JsonRequest, { kind: 'open' }>): void {
  const bytes = request.bytes ?? fetched?.bytes ?? new Uint8Array();
  const decoded = decodeText(bytes, request.told);
  ({ text } = decoded);
  ({ many } = request);
  const ahead = request.bytes === null && !many ? fetched?.ahead.modelOf(text) : null;
  fetched = null;
  const model = ahead ?? parseJson(text, { many });
  answer({ kind: 'opened', decoded, model }, buffersOf(model));
}

/** @returns null where the answer is not what was asked for, or not as long as it says. */
async function fetchBody(address: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const asked = fetch(address);
  warmUp();
  const { ok, headers, body } = await asked;
  const reader = body?.getReader();
  if (!ok || reader === undefined) return null;
  const bytes = new Uint8Array(Number(headers.get('content-length')));
  const ahead = new JsonAhead(bytes.length);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (filled + value.length > bytes.length) return null;
    bytes.set(value, filled);
    filled += value.length;
    ahead.take(bytes, filled);
  }
  if (filled < bytes.length) return null;
  fetched = { bytes, ahead };
  return bytes.slice();
}

let isWarm = false;

/** A first run over ten megabytes takes three times as long as later ones. */
function warmUp(): void {
  if (isWarm) return;
  isWarm = true;
  const sample = { id: 1, name: 'a\n', list: [1.5, true, null, -2e3], more: { deep: [{}, []] } };
  parseJson(
    JSON.stringify(
      Array.from({ length: 4000 }, () => sample),
      null,
      1,
    ),
  );
}

self.addEventListener('message', ({ data }: MessageEvent<JsonRequest>) => {
  switch (data.kind) {
    case 'warm-up':
      return warmUp();
    case 'fetch':
      // Cut off in the middle: what is asked next says that the connection is gone, or works.
      return void fetchBody(data.address)
        .catch(() => null)
        .then((bytes) => answer({ kind: 'fetched', bytes }, bytes === null ? [] : [bytes.buffer]));
    case 'open':
      return open(data);
    case 'pretty':
      return answer({ kind: 'pretty', text: prettyJson(documentHere()) });
  }
});
