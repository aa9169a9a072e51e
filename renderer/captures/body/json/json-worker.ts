import { type DecodedText, decodeText } from '../../../../main/decode/charsets/charset.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { buffersOf, type JsonDocument, type JsonModel } from './node-table.ts';
import { parseJson } from './parse-json.ts';
import { prettyJson } from './pretty-json.ts';

export type JsonRequest =
  | { kind: 'open'; bytes: Uint8Array; told: Told; many: boolean }
  | { kind: 'pretty' };

export type JsonReply =
  | { kind: 'opened'; decoded: DecodedText; model: JsonModel }
  | { kind: 'pretty'; text: string };

/** One worker reads one body, and keeps its text for what is asked later. */
let text = '';
let many = false;
let doc: JsonDocument | null = null;

/** The model went to the page whole, without a copy: the first later question reads it again. */
function documentHere(): JsonDocument {
  doc ??= { text, model: parseJson(text, { many }) };
  return doc;
}

function open(request: Extract<JsonRequest, { kind: 'open' }>): void {
  const decoded = decodeText(request.bytes, request.told);
  ({ text } = decoded);
  ({ many } = request);
  const model = parseJson(text, { many });
  const reply: JsonReply = { kind: 'opened', decoded, model };
  self.postMessage(reply, {
    transfer: buffersOf(model).filter((one) => one instanceof ArrayBuffer),
  });
}

function answer(reply: JsonReply): void {
  self.postMessage(reply, { transfer: [] });
}

self.addEventListener('message', (event: MessageEvent<JsonRequest>) => {
  const { data } = event;
  if (data.kind === 'open') open(data);
  else answer({ kind: 'pretty', text: prettyJson(documentHere()) });
});

// The worker starts while the body is on its way. Reading something now lets the engine compile
// the parser before it counts: a first run over ten megabytes takes three times as long as later.
const sample = { id: 1, name: 'a\n', list: [1.5, true, null, -2e3], more: { deep: [{}, []] } };
parseJson(
  JSON.stringify(
    Array.from({ length: 4000 }, () => sample),
    null,
    1,
  ),
);
