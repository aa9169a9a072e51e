import { exec, type JsonValue } from 'jsonpath-rfc9535';
import { z } from 'zod';
import type { Portable } from '../../interchange/portable.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { bodyText } from '../body-text.ts';
import { untrusted } from '../untrusted.ts';
import { excerpt, MOST_CHARS } from '../size.ts';
import { type Answer, tool } from '../tool.ts';
import { Id, known, summaryOf } from './shapes.ts';

/** What stands around an excerpt. */
const AROUND_CHARS = 700;

export const Part = z.enum(['summary', 'headers', 'body', 'reply', 'stages']);

export const getCapture = tool({
  name: 'get_capture',
  title: 'Read a capture',
  description:
    'One part of a captured webhook: summary, headers, body, reply (what was answered), or stages ' +
    '(what happened to it, and why it was refused). Long bodies come in pieces: pass `nextOffset` as `offset`. ' +
    '`path` picks values out of a JSON body: $.data.object.id',
  input: z.object({
    id: Id,
    part: Part.default('summary'),
    path: z.string().max(500).optional().describe('JSON path (RFC 9535), for body and reply'),
    offset: z.number().int().min(0).default(0).describe('first character wanted'),
    maxChars: z.number().int().min(100).max(MOST_CHARS).default(8000),
  }),
  calls: ['captures.get'],
  async run({ id, part, path, offset, maxChars }, { engine, capture, cut, signal }) {
    const whole = await capture(id);
    const most = Math.min(maxChars, MOST_CHARS - AROUND_CHARS);
    switch (part) {
      case 'summary': {
        const { replayCount } = await engine('captures.get')({ id }, signal);
        return {
          ...summaryOf(whole, cut),
          httpVersion: whole.httpVersion,
          contentEncoding: whole.contentEncoding,
          bodySha256: whole.bodySha256,
          headers: whole.headers.length,
          replays: replayCount,
          viaTunnel: whole.viaTunnel,
          ...(whole.note !== '' && { note: cut.text(whole.note) }),
          redacted: whole.redacted.map(({ rule, count }) => ({ rule, count })),
        };
      }
      case 'headers': {
        const { headers, trailers } = whole;
        const text = JSON.stringify(trailers.length > 0 ? { headers, trailers } : headers);
        return { id, part, ...piece(text, offset, most) };
      }
      case 'body':
        return { id, part, ...(await bodyOf(whole.headers, whole.body, path, offset, most)) };
      case 'reply':
        return { id, part, ...(await replyOf(whole, path, offset, most)) };
      case 'stages':
        return {
          id,
          part,
          status: whole.status,
          decidedBy: whole.decidedBy,
          stages: whole.stages.map(({ note, ...stage }) => ({
            ...stage,
            untrusted: untrusted(note),
          })),
          untrusted: untrusted(whole.reason ?? ''),
        };
      default:
        return part satisfies never;
    }
  },
});

async function replyOf(
  { reply, replyBody }: Portable,
  path: string | undefined,
  offset: number,
  most: number,
): Promise<Answer> {
  if (reply === null) return { problem: 'Nothing was answered: the sender left, or still waits.' };
  const { status, headers, completed, sizeBytes } = reply;
  const body = await bodyOf(headers, replyBody ?? new Uint8Array(), path, offset, most);
  return {
    status,
    completed,
    sizeBytes,
    headers: { untrusted: untrusted(headers).slice(0, 4000) },
    ...body,
  };
}

async function bodyOf(
  headers: Portable['headers'],
  bytes: Uint8Array,
  path: string | undefined,
  offset: number,
  most: number,
): Promise<Answer> {
  const { kind, encoding, text, problem } = await bodyText(headers, bytes);
  const facts = known({ kind, encoding, problem });
  return { ...facts, ...piece(path === undefined ? text : foundBy(text, path), offset, most) };
}

function piece(text: string, offset: number, most: number): Answer {
  const { piece: shown, nextOffset } = excerpt(text, offset, most, untrusted);
  return { totalChars: text.length, offset, nextOffset, untrusted: shown };
}

/**
 * What a path finds, as a JSON list; numbers as they were written.
 *
 * @throws BackstitchError BAD_INPUT
 */
function foundBy(text: string, path: string): string {
  // Their expressions may take for ever on a text that a stranger chose.
  if (/\b(?:match|search)\s*\(/.test(path)) throw badPath('match() and search() are not offered.');
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    throw badPath('This body is not JSON.');
  }
  const places: (string | number)[][] = [];
  try {
    exec(value, path, (_found, at) => {
      places.push([...at]);
    });
  } catch {
    throw badPath(`“${path}” is not a JSON path.`);
  }
  const exact: unknown = parseWithSource(text, (_key, one, { source }) =>
    typeof one === 'number' && source !== undefined ? rawJson(source) : one,
  );
  return JSON.stringify(
    places.map((at) =>
      at.reduce<unknown>((held, step) => (held as Record<string | number, unknown>)[step], exact),
    ),
  );
}

// Numbers that JavaScript would round stay as they are. Newer than the types we build with.
const rawJson = Reflect.get(JSON, 'rawJSON') as (source: string) => unknown;
const parseWithSource = JSON.parse as (
  text: string,
  revive: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

const badPath = (message: string): BackstitchError =>
  new BackstitchError('BAD_INPUT', message, {
    hint: 'A path begins with $: $.data.object.id, $.items[*].price, $..email.',
    field: 'path',
  });
