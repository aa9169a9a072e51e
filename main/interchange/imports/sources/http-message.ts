import type { HeaderPair } from '../../../../preload/contract/shapes.ts';
import { fieldValue } from '../../../decode/field-value.ts';

/** A message of HTTP/1 with its first line in three parts. */
export interface Message {
  start: [string, string, string];
  headers: HeaderPair[];
  body: Buffer;
}

/** Reads a whole message as RFC 9112 has it: order, case and duplicates of headers stay. Undefined if it is none. */
export function readMessage(bytes: Buffer): Message | undefined {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const isLf = crlf < 0 || (lf >= 0 && lf < crlf);
  const end = isLf ? lf : crlf;
  const head = bytes.toString('latin1', 0, end < 0 ? bytes.length : end);
  const [first = '', ...lines] = head.split(/\r?\n/);
  const start = /^(\S+) +(\S+) *(.*)$/.exec(first);
  if (start === null) return undefined;
  const headers: HeaderPair[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const last = headers.at(-1);
    // A line that begins with a space goes on with the one above (obs-fold).
    if (/^[ \t]/.test(line) && last !== undefined) last[1] = `${last[1]} ${line.trim()}`;
    else if (colon > 0) headers.push([line.slice(0, colon), fieldValue(line.slice(colon + 1))]);
    else if (line !== '') return undefined;
  }
  return {
    start: [start[1] ?? '', start[2] ?? '', start[3] ?? ''],
    headers,
    body: end < 0 ? Buffer.alloc(0) : bytes.subarray(end + (isLf ? 2 : 4)),
  };
}
