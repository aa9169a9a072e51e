// cspell:ignore datacontenttype httpmethod httptarget httpheaders captureid
import { parseMediaType } from '../../../decode/media-type.ts';
import type { Portable } from '../../portable.ts';
import { base64Of, isExactText, utf8Text } from '../kept-bytes.ts';

/**
 * One capture as an event of CloudEvents 1.0 in the JSON format. What an event does not have stands in extensions: the
 * request line, the id of the capture, and the headers as a text of JSON.
 */
export function cloudEvent(capture: Portable): string {
  const { id, deliveryId, endpointId, provider, eventType, body, contentType } = capture;
  const isTyped = provider !== null && eventType !== null;
  return JSON.stringify({
    specversion: '1.0',
    id: clean(deliveryId ?? '') || id,
    source: `urn:backstitch:${encodeURIComponent(endpointId ?? 'inbox')}`,
    type: isTyped ? clean(`${provider}.${eventType}`) : 'backstitch.capture',
    time: new Date(capture.receivedAt).toISOString(),
    ...(contentType && { datacontenttype: clean(contentType) }),
    httpmethod: clean(capture.method),
    httptarget: escaped(capture.target),
    httpheaders: asciiJson(capture.headers),
    captureid: id,
    ...dataOf(body, contentType),
  });
}

function dataOf(body: Uint8Array, contentType: string | null): Record<string, unknown> {
  if (body.length === 0) return {};
  const { essence } = parseMediaType(contentType);
  if (/[/+]json$/.test(essence) && isExactText(body)) {
    const text = utf8Text(body);
    if (survives(text)) return { data: JSON.parse(text) as unknown };
  }
  return { data_base64: base64Of(body) };
}

/**
 * Whether JSON says the same once it was parsed and written again. `1.0`, 20 digits, a key twice and keys that are
 * numbers (they change their order) do not; space between tokens is nobody's data.
 */
function survives(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    // Null would be no data at all. In lists, so that what is nested too deeply for an event is found here.
    return value !== null && JSON.stringify([[[value]]]) === `[[[${withoutSpace(text)}]]]`;
  } catch {
    // Not JSON, whatever its header says.
    return false;
  }
}

/** JSON without the space between its tokens. Strings are stepped over. */
const withoutSpace = (json: string): string =>
  json.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\r\n]+/g, (_, string?: string) => string ?? '');

/** Strings of CloudEvents hold no control characters. */
const clean = (text: string): string => text.replace(/\p{Cc}/gu, ' ').trim();

/** A target as it is where it is plain text, else its bytes percent-encoded. */
const escaped = (latin1: string): string =>
  /^[\x21-\x7E]*$/.test(latin1)
    ? latin1
    : latin1.replace(/[^\x21-\x7E]/g, (char) => `%${hex(char.charCodeAt(0), 2).toUpperCase()}`);

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[^\x20-\x7E]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`);
