import { decodeText } from '../../../../main/decode/charsets/charset.ts';
import { readForm } from '../../../../main/decode/form-fields.ts';
import { latin1Of } from '../../../../main/decode/latin1.ts';
import { parseMultipart } from '../../../../main/decode/multipart.ts';
import type { Told } from '../../../../main/decode/told.ts';
import { FORM_BYTES, fieldCells } from '../form/field-cells.ts';
import { partCells } from '../form/part-cells.ts';
import type { JsonDocument } from '../json/node-table.ts';
import { parseJson } from '../json/parse-json.ts';
import { prettyJson } from '../json/pretty-json.ts';
import { prettyXml } from '../text/xml-pretty.ts';
import { findNodes, type FoundNodes } from './find-nodes.ts';
import { bytePattern, type FindQuery, textPattern } from './find-query.ts';
import { findSpans, type FoundSpans } from './find-spans.ts';
import { joinCells } from './found-cells.ts';

/** The form of a body in which somebody looks: as its view shows it. */
export type FindPlace = 'tree' | 'json-text' | 'xml-text' | 'raw' | 'bytes' | 'fields' | 'parts';

export interface FindSource {
  bytes: Uint8Array<ArrayBuffer>;
  told: Told;
  /** Several JSON values one after another. */
  many: boolean;
}

export type FindRequest =
  | { kind: 'open'; source: FindSource }
  | { kind: 'find'; place: FindPlace; query: FindQuery };

export type FindReply =
  /** The body is read; from here on it is the pattern that takes time. */
  { kind: 'begun' } | FoundSpans | FoundNodes | { kind: 'failed'; message: string };

/** Gives the same again, without the work. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The forms of one body, each made when it is first looked into, by the same rules as on the page. */
function formsOf({ bytes, told, many }: FindSource) {
  const raw = once(() => decodeText(bytes, told).text);
  const json = once((): JsonDocument => ({ text: raw(), model: parseJson(raw(), { many }) }));
  return {
    json,
    texts: {
      raw,
      'json-text': once(() => (json().model.problem === null ? prettyJson(json()) : raw())),
      'xml-text': once(() => prettyXml(raw())),
      bytes: once(() => latin1Of(bytes)),
      fields: once(() =>
        joinCells(fieldCells(readForm(bytes.subarray(0, FORM_BYTES), told).fields)),
      ),
      parts: once(() => joinCells(partCells(bytes, parseMultipart(bytes, told).parts, told))),
    },
  };
}

let forms: ReturnType<typeof formsOf> | null = null;

function tell(reply: FindReply): void {
  self.postMessage(reply, { transfer: [] });
}

function find(place: FindPlace, query: FindQuery): FindReply {
  const made = place === 'bytes' ? bytePattern(query) : textPattern(query);
  if (!made.ok) return { kind: 'failed', message: made.message };
  if (forms === null) return { kind: 'failed', message: 'There is no body to look into.' };
  if (place === 'tree') {
    const doc = forms.json();
    tell({ kind: 'begun' });
    return findNodes(doc, made.pattern, !query.regex);
  }
  const text = forms.texts[place]();
  tell({ kind: 'begun' });
  return findSpans(text, made.pattern);
}

self.addEventListener('message', ({ data }: MessageEvent<FindRequest>) => {
  if (data.kind === 'open') forms = formsOf(data.source);
  else tell(find(data.place, data.query));
});
