import { hasHeader, headerValues, namesInConnection } from '../lib/headers.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { isCredential, isForwarding, isHopByHop, isRelayNoise } from './header-names.ts';

export interface DroppedHeader {
  name: string;
  why: string;
}

export interface ReplayHeaderRules {
  method: string;
  bodyBytes: number;
  /** Host header of the target. */
  authority: string;
  /** Whether Cookie and Authorization may go there: loopback, or a host the user allowed. */
  credentials: boolean;
  dropRelayNoise: boolean;
  /** What the sender saw; it takes the place of what relays wrote. */
  origin: {
    /** Address of the sender; null where only a relay is known. */
    sender: string | null;
    publicHost: string | null;
    /** Add X-Forwarded-* where none was captured: true for captures from the tunnel. */
    add: boolean;
  };
  /** Null sends no trace of Backstitch. */
  mark: {
    installId: string;
    /** null for a request made from nothing. */
    captureId: string | null;
    number: number;
    mode: 'exact' | 'edited' | 'resigned';
  } | null;
  /** Pairs a person wrote: they keep the value they were given. */
  isOwn?: (pair: HeaderPair) => boolean;
}

/** What becomes of one captured pair: sent (perhaps with another value), dropped, or both noted. */
interface Step {
  keep?: HeaderPair;
  drop?: string;
}

// Empty requests of these methods go without a length unless one was captured; Node agrees.
const LENGTH_OPTIONAL = new Set(['OPTIONS', 'TRACE']);
const NO_LENGTH_WHEN_EMPTY = new Set(['GET', 'HEAD', 'DELETE']);

/**
 * Captured header pairs as they are sent again: order, spelling, duplicates and bytes stay, except
 * for what the table of header rules in NOTES.md says. Pure; the result is all that goes out.
 */
export function replayHeaders(
  captured: readonly HeaderPair[],
  rules: ReplayHeaderRules,
): { headers: HeaderPair[]; dropped: DroppedHeader[] } {
  const judge = createJudge(captured, rules);
  const headers: HeaderPair[] = [];
  const dropped: DroppedHeader[] = [];
  for (const pair of captured) {
    const { keep, drop } = judge(pair);
    if (keep !== undefined) headers.push(keep);
    if (drop !== undefined) dropped.push({ name: pair[0], why: drop });
  }
  addMissing(headers, rules);
  return { headers, dropped };
}

function createJudge(
  captured: readonly HeaderPair[],
  rules: ReplayHeaderRules,
): (pair: HeaderPair) => Step {
  const listed = namesInConnection(captured);
  const length = writesLength(captured, rules) ? String(rules.bodyBytes) : null;
  const lengthHasPlace = hasHeader(captured, 'content-length');
  const written = new Set<string>();
  /** Writes the value where the header stood first; later ones of the name are dropped. */
  const once = (pair: HeaderPair, value: string, why: string): Step => {
    const name = pair[0].toLowerCase();
    if (written.has(name)) return { drop: why };
    written.add(name);
    return { keep: [pair[0], value] };
  };
  const frame = (pair: HeaderPair, name: string): Step => {
    if (length === null) return { drop: 'no body is sent' };
    if (name === 'content-length') return once(pair, length, 'the length is stated once');
    // A chunked body is sent with its length, which takes the place if it has none of its own.
    const instead = lengthHasPlace ? {} : once(['Content-Length', ''], length, '');
    return { ...instead, drop: 'the body is sent whole, with Content-Length' };
  };
  return (pair) => {
    const name = pair[0].toLowerCase();
    const own = rules.isOwn?.(pair) ?? false;
    // Before Connection is heard: a sender that lists Host or Content-Length there loses neither.
    if (name === 'content-length' || name === 'transfer-encoding') return frame(pair, name);
    if (name === 'host')
      return once(pair, own ? pair[1] : rules.authority, 'a request has one Host');
    if (isHopByHop(name)) return { drop: 'belongs to one connection only' };
    if (listed.has(name)) return { drop: 'named in Connection: belongs to one connection only' };
    if (name === 'expect') return { drop: 'the body is sent without asking first' };
    if (name === 'backstitch-replay' && rules.mark !== null)
      return { drop: 'of an earlier replay' };
    if (own) return { keep: pair };
    if (isForwarding(name)) {
      return once(pair, forwardedValue(name, pair[1], rules), 'replaced by what the sender saw');
    }
    if (rules.dropRelayNoise && isRelayNoise(name)) return { drop: 'added by a relay on the way' };
    if (!rules.credentials && isCredential(name))
      return { drop: 'this host was not allowed to see it' };
    return { keep: pair };
  };
}

/**
 * Node adds `Transfer-Encoding: chunked` to a body without a stated length, so every request with
 * a body states it, and so does an empty one of a method that usually carries a body.
 */
function writesLength(captured: readonly HeaderPair[], rules: ReplayHeaderRules): boolean {
  if (rules.bodyBytes > 0) return true;
  const method = rules.method.toUpperCase();
  if (NO_LENGTH_WHEN_EMPTY.has(method)) return false;
  return !LENGTH_OPTIONAL.has(method) || hasHeader(captured, 'content-length');
}

function addMissing(headers: HeaderPair[], rules: ReplayHeaderRules): void {
  const { origin, mark } = rules;
  if (!hasHeader(headers, 'host')) headers.unshift(['Host', rules.authority]);
  if (!hasHeader(headers, 'content-length') && writesLength(headers, rules)) {
    headers.push(['Content-Length', String(rules.bodyBytes)]);
  }
  if (origin.add) {
    const add = (name: string, value: string | null): void => {
      if (value !== null && !hasHeader(headers, name)) headers.push([name, value]);
    };
    add('X-Forwarded-For', origin.sender);
    add('X-Forwarded-Proto', origin.publicHost === null ? null : 'https');
    add('X-Forwarded-Host', origin.publicHost);
  }
  if (mark !== null) addMarks(headers, mark);
  // Said here rather than by Node, so that the record shows every header that went out.
  headers.push(['Connection', 'close']);
}

function addMarks(headers: HeaderPair[], mark: NonNullable<ReplayHeaderRules['mark']>): void {
  const via = `backstitch-${mark.installId}`;
  // A replay is begun by a person: one entry of ours is enough, however often it was replayed. A
  // second one is left to mean a loop.
  const named = headerValues(headers, 'via').some((value) => value.includes(via));
  if (!named) headers.push(['Via', `1.1 ${via}`]);
  const { captureId, number, mode } = mark;
  const of = captureId === null ? '' : `req=${captureId}; `;
  headers.push(['Backstitch-Replay', `${of}n=${number}; mode=${mode}`]);
}

/** The captured value stays where nothing better is known. */
function forwardedValue(name: string, captured: string, rules: ReplayHeaderRules): string {
  const { sender, publicHost } = rules.origin;
  if (name === 'x-forwarded-for') return sender ?? captured;
  if (publicHost === null) return captured;
  if (name === 'x-forwarded-proto') return 'https';
  if (name === 'x-forwarded-host') return publicHost;
  const parts = [`host="${publicHost}"`, 'proto=https'];
  if (sender !== null) parts.unshift(`for=${sender.includes(':') ? `"[${sender}]"` : sender}`);
  return parts.join(';');
}
