import { createHash } from 'node:crypto';
import { visit } from 'jsonc-parser';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { maskTarget } from '../../lib/secrets/url-secrets.ts';
import { readCall } from './routes.ts';

/** What of an arrival may hold a credential. */
interface Maskable {
  method: string;
  target: string;
  httpVersion: string;
  headers: HeaderPair[];
  body: Body;
  surplus?: { bytes: Buffer; sizeBytes: number } | null;
}

type Body =
  | { kind: 'memory'; bytes: Buffer; sizeBytes: number; sha256: string | null }
  | { kind: 'file'; file: string; sizeBytes: number; sha256: string | null };

const MASK = '****';
const QUOTED = JSON.stringify(MASK);
const CLIENT_API = /\/api\/client\/v2\.0\//i;
const IN_QUERY = ['stitch_at', 'baas_at', 'access_token', 'refresh_token'];
/** The call of a stream: base64 of JSON. */
const CALLS_IN_QUERY = ['stitch_request', 'baas_request'];
/** Names under which credentials go, at any depth. */
const CREDENTIAL =
  /^(?:.*password|.*secret|.*token|api[-_]?key|key|jwt.*|authorization|credentials?)$/i;
/** In the arguments of a function `key` is a word like any other. */
const IN_ARGUMENTS = /^(?:.*password|.*secret|.*token|api[-_]?key|jwt.*|authorization)$/i;
/** Providers whose fields are known. Of any other, all that is sent may be the credential. */
const KNOWN = new Set(['anon-user', 'local-userpass', 'api-key', 'custom-token']);

type Chosen = (path: readonly (string | number)[]) => boolean;

const named =
  (names: RegExp): Chosen =>
  (path) =>
    path.some((segment) => typeof segment === 'string' && names.test(segment));

/** All that is sent, but what says where it was sent from. */
const everything: Chosen = (path) => path[0] !== 'options';

/**
 * An arrival without the credentials of a client: before anything of it is written. What is no call
 * of the client API is handed back as it is.
 *
 * @param removeFile forgets a body that was too long to be held in memory
 */
export function withoutCredentials<T extends Maskable>(
  arrival: T,
  removeFile: (file: string) => void,
): T {
  if (arrival.httpVersion === '') return maskRaw(arrival);
  if (!CLIENT_API.test(arrival.target)) return maskSurplus(arrival);
  const call = readCall(arrival.method, arrival.target);
  if (call === null) return maskSurplus(arrival);
  const { body } = arrival;
  return maskSurplus({
    ...arrival,
    target: maskQuery(arrival.target),
    headers: arrival.headers.map(([name, value]): HeaderPair => [
      name,
      /^authorization$/i.test(name) ? value.replace(/(\S+\s+)?\S.*$/, `$1${MASK}`) : value,
    ]),
    body: body.sizeBytes === 0 ? body : maskBody(body, arrival.target, removeFile),
  });
}

/** Whether a target is one by which users of an app log in, are known, or stay so: such a capture leaves this computer in no way. */
export const isLogin = (target: string): boolean =>
  CLIENT_API.test(target) && /\/(?:auth|push)\//i.test(target);

function maskQuery(target: string): string {
  const start = target.indexOf('?');
  if (start < 0) return target;
  const masked = maskTarget(target, { names: IN_QUERY });
  const query = masked
    .slice(masked.indexOf('?') + 1)
    .split('&')
    .map(maskPiece);
  return `${masked.slice(0, masked.indexOf('?'))}?${query.join('&')}`;
}

function maskPiece(piece: string): string {
  const equals = piece.indexOf('=');
  const [[name, value] = ['', '']] = new URLSearchParams(piece);
  if (equals < 0 || !CALLS_IN_QUERY.includes(name)) return piece;
  const json = Buffer.from(value, 'base64').toString('utf8');
  const masked = maskJson(json, named(IN_ARGUMENTS));
  if (masked === json) return piece;
  const encoded = Buffer.from(masked ?? MASK, 'utf8').toString('base64');
  return `${piece.slice(0, equals + 1)}${encodeURIComponent(encoded)}`;
}

/** Which fields of a body hold credentials; null where what cannot be read may stay. */
function chosenOf(target: string): { chosen: Chosen; strict: boolean } {
  const provider = /\/auth\/providers\/([^/?#]+)\//i.exec(target)?.[1];
  if (provider !== undefined && !KNOWN.has(provider)) return { chosen: everything, strict: true };
  if (/\/auth\//i.test(target)) return { chosen: named(CREDENTIAL), strict: true };
  return { chosen: named(IN_ARGUMENTS), strict: /\/push\//i.test(target) };
}

function maskBody(body: Body, target: string, removeFile: (file: string) => void): Body {
  const { chosen, strict } = chosenOf(target);
  if (body.kind === 'file') {
    if (!strict) return body;
    // Nobody answers so long a credential; none of it is kept.
    removeFile(body.file);
    return inMemory(Buffer.from(`${MASK} (${body.sizeBytes} bytes were left out)`));
  }
  const text = body.bytes.toString('utf8');
  const masked = maskJson(text, chosen);
  if (masked === text) return body;
  if (masked === null) return strict ? inMemory(Buffer.from(MASK)) : body;
  return inMemory(Buffer.from(masked, 'utf8'));
}

const inMemory = (bytes: Buffer): Body => ({
  kind: 'memory',
  bytes,
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** JSON with some of its values masked, everything else byte for byte; null where it is no JSON. */
function maskJson(text: string, chosen: Chosen): string | null {
  const places: { from: number; to: number }[] = [];
  let broken = false;
  visit(
    text,
    {
      onLiteralValue(value, offset, length, _line, _character, path) {
        if (value === null || typeof value === 'boolean') return;
        if (chosen(path())) places.push({ from: offset, to: offset + length });
      },
      onError() {
        broken = true;
      },
    },
    { disallowComments: true },
  );
  if (broken) return null;
  let masked = '';
  let done = 0;
  for (const { from, to } of places) {
    masked += text.slice(done, from) + QUOTED;
    done = to;
  }
  return masked + text.slice(done);
}

const LINE = /(authorization:[ \t]*\w+[ \t]+)(\S+)/gi;

/** The head of a request that could not be read, or of one behind it; its length stays. */
function maskHeads(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  if (!CLIENT_API.test(text)) return bytes;
  const masked = text.replace(LINE, (_all, before: string, token: string) => {
    return before + '*'.repeat(token.length);
  });
  return masked === text ? bytes : Buffer.from(masked, 'latin1');
}

function maskRaw<T extends Maskable>(arrival: T): T {
  const { body } = arrival;
  if (body.kind === 'file') return maskSurplus(arrival);
  return maskSurplus({ ...arrival, body: { ...body, bytes: maskHeads(body.bytes) } });
}

function maskSurplus<T extends Maskable>(arrival: T): T {
  const { surplus } = arrival;
  if (!surplus) return arrival;
  return { ...arrival, surplus: { ...surplus, bytes: maskHeads(surplus.bytes) } };
}
