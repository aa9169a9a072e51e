import { headerValue } from '../../wire/headers/header-values.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { decodeUtf8 } from '../edit/edit-body.ts';
import { formatHex } from '../../wire/hex-text.ts';
import { indentJson } from '../../wire/json/indent-json.ts';

/** An answer, kept or just received. */
export interface Answer {
  status: number;
  reason: string;
  headers: readonly HeaderPair[];
  body: Uint8Array;
}

export interface BodyText {
  text: string;
  language: 'json' | 'xml' | 'text';
}

const HEX_SHOWN_BYTES = 64_000;
const FORMATTED_UP_TO = 2_000_000;

/** Bytes of an answer as text to read: JSON indented, what is no text as hex. */
export function bodyText(body: Uint8Array, headers: readonly HeaderPair[]): BodyText {
  const text = decodeUtf8(body);
  if (text === null)
    return { text: formatHex(body.subarray(0, HEX_SHOWN_BYTES)), language: 'text' };
  const type = headerValue(headers, 'content-type')?.toLowerCase() ?? '';
  if (/[/+]xml|html/.test(type)) return { text, language: 'xml' };
  if (!/json/.test(type) && !/^\s*[[{]/.test(text)) return { text, language: 'text' };
  return indented(text);
}

function indented(text: string): BodyText {
  if (text.length > FORMATTED_UP_TO) return { text, language: 'json' };
  try {
    JSON.parse(text);
    return { text: indentJson(text), language: 'json' };
  } catch {
    // Not JSON after all: shown as it came.
    return { text, language: 'text' };
  }
}

/** An answer as one text, to be compared with another. */
export function answerText(answer: Answer): string {
  const head = `${answer.status} ${answer.reason}`.trimEnd();
  const lines = answer.headers.map(([name, value]) => `${name}: ${value}`);
  return [head, ...lines, '', bodyText(answer.body, answer.headers).text].join('\n');
}
