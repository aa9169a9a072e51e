import { type DecodedText, decodeText } from '../charset.ts';
import type { JsonDocument, JsonModel } from './node-table.ts';
import { parseJson } from './parse-json.ts';
import { prettyJson } from './pretty-json.ts';
import { searchNodes } from './search-nodes.ts';

export type JsonRequest =
  | { kind: 'open'; bytes: Uint8Array; contentType: string | null; many: boolean }
  | { kind: 'search'; needle: string }
  | { kind: 'pretty' };

export type JsonReply =
  | { kind: 'opened'; decoded: DecodedText; model: JsonModel }
  | { kind: 'found'; nodes: Uint32Array }
  | { kind: 'pretty'; text: string };

/** The document of this worker: one worker reads one body and keeps it for searches. */
let doc: JsonDocument = { text: '', model: parseJson('') };

function answer(request: JsonRequest): JsonReply {
  switch (request.kind) {
    case 'open': {
      const decoded = decodeText(request.bytes, request.contentType);
      doc = { text: decoded.text, model: parseJson(decoded.text, { many: request.many }) };
      return { kind: 'opened', decoded, model: doc.model };
    }
    case 'search':
      return { kind: 'found', nodes: searchNodes(doc, request.needle) };
    case 'pretty':
      return { kind: 'pretty', text: prettyJson(doc) };
  }
}

// The page keeps a copy of the columns, so that rows are drawn without asking; copying typed
// arrays is a plain copy of memory.
self.addEventListener('message', (event: MessageEvent<JsonRequest>) => {
  self.postMessage(answer(event.data), { transfer: [] });
});
