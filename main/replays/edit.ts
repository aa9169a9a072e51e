import type { ReplayEdit } from '../../preload/contract/replay-request.ts';
import type { CaptureId, HeaderPair } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import type { SentBody } from '../outbound/send-body.ts';
import { isSendablePath } from '../outbound/target.ts';

/** What a replay needs of a capture. The engine fulfils it; captures are not known in this room. */
export interface CaptureForReplay {
  /** null where it was made from nothing. */
  id: CaptureId | null;
  method: string;
  /** As it stood on the request line, latin1. */
  target: string;
  headers: HeaderPair[];
  body: SentBody;
  /** What arrived beside the body, as far as it was kept; null where nothing did. */
  surplus?: Buffer | null;
  /** What the sender was answered. */
  status: number | null;
  endpointId: string | null;
  /** Who sent it, as far as it can be told. */
  provider: string | null;
  viaTunnel: boolean;
  remoteAddress: string;
  /** The sender's address as a relay told it. */
  reportedClient: string | null;
  /** Only the first part of the body was kept. */
  cut: boolean;
}

/** A capture with the edit laid over it. */
export interface EditedRequest {
  method: string;
  target: string;
  headers: HeaderPair[];
  body: SentBody;
  /** True where something really differs from the capture. */
  edited: boolean;
  bodyEdited: boolean;
  /** True for a header pair that a person wrote. */
  isOwn: (pair: HeaderPair) => boolean;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// What Node lets through, and llhttp: tab, printable ASCII and the upper half of latin1.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Lays an edit over a capture, which stays as it is.
 *
 * @throws BackstitchError REPLAY_INVALID, naming the field
 */
export async function applyEdit(
  capture: CaptureForReplay,
  edit: ReplayEdit = {},
): Promise<EditedRequest> {
  const method = readMethod(edit.method ?? capture.method);
  const target = edit.target === undefined ? capture.target : readPath(edit.target);
  const headers = edit.headers === undefined ? capture.headers : readHeaders(edit.headers);
  const body = (await readBody(edit)) ?? capture.body;
  const asCaptured = new Set(capture.headers.map(pairKey));
  const bodyEdited = !sameBody(body, capture.body);
  return {
    method,
    target,
    headers,
    body,
    bodyEdited,
    edited:
      bodyEdited ||
      method !== capture.method ||
      target !== capture.target ||
      headers.map(pairKey).join('\n') !== capture.headers.map(pairKey).join('\n'),
    isOwn: (pair) => !asCaptured.has(pairKey(pair)),
  };
}

function readMethod(method: string): string {
  if (!TOKEN.test(method)) {
    throw invalid('edit.method', `"${method}" is not a method: letters, digits and - only.`);
  }
  // CONNECT asks for a tunnel through a proxy; there is no answer to show.
  if (method.toUpperCase() === 'CONNECT')
    throw invalid('edit.method', 'CONNECT cannot be sent again.');
  return method.toUpperCase();
}

function readPath(target: string): string {
  if (!target.startsWith('/') && target !== '*') {
    throw invalid('edit.target', 'The path starts with /.');
  }
  if (!isSendablePath(target)) {
    throw invalid(
      'edit.target',
      'The path contains a space or a character that must be percent-encoded.',
    );
  }
  return target;
}

function readHeaders(headers: readonly HeaderPair[]): HeaderPair[] {
  for (const [i, [name, value]] of headers.entries()) {
    if (!TOKEN.test(name)) {
      throw invalid(
        `edit.headers.${i}.0`,
        `"${name}" is not a header name: letters, digits and - only.`,
      );
    }
    if (!VALUE.test(value)) {
      throw invalid(
        `edit.headers.${i}.1`,
        `The value of ${name} contains a line break, a control character or one outside Latin-1.`,
      );
    }
  }
  return [...headers];
}

async function readBody(edit: ReplayEdit): Promise<SentBody | undefined> {
  if (edit.body !== undefined && edit.bodyText !== undefined) {
    throw invalid('edit.bodyText', 'Send the body as bytes or as text, not both.');
  }
  if (edit.bodyText !== undefined)
    return { kind: 'memory', bytes: Buffer.from(edit.bodyText, 'utf8') };
  if (edit.body === undefined) return undefined;
  return { kind: 'memory', bytes: Buffer.from(await edit.body.arrayBuffer()) };
}

function sameBody(a: SentBody, b: SentBody): boolean {
  if (a === b) return true;
  return a.kind === 'memory' && b.kind === 'memory' && a.bytes.equals(b.bytes);
}

function pairKey([name, value]: HeaderPair): string {
  return `${name}: ${value}`;
}

function invalid(field: string, message: string): BackstitchError {
  return new BackstitchError('REPLAY_INVALID', message, { field });
}
