import { isIP } from 'node:net';
import { classifyAddress } from './address.ts';

/** Where a request goes, taken apart once; the guard and the exchange read the same fields. */
export interface Target {
  protocol: 'http:' | 'https:';
  /** What is resolved and connected to: a name, or an address without brackets. */
  hostname: string;
  /** The host as allow lists know it: lower case, no port, no trailing dot, IPv6 in brackets. */
  hostKey: string;
  port: number;
  /** Value of the Host header. */
  authority: string;
  /** Raw path and query, as they go on the wire. */
  path: string;
}

export type ParsedTarget = { ok: true; target: Target } | { ok: false; why: string };

const ON_THE_WIRE = /^[\x21-\xff]+$/;

/**
 * Reads a URL that was typed. Odd spellings of addresses (`127.1`, `0x7f.1`, `2130706433`, IDN,
 * percent-encoding) come out in their one normal form; a fragment is dropped.
 */
export function parseTarget(typed: string): ParsedTarget {
  const text = typed.trim();
  if (!/^https?:\/\//i.test(text)) {
    return { ok: false, why: 'Write the URL with http:// or https:// in front.' };
  }
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return { ok: false, why: 'This is not a URL.' };
  if (url.username !== '' || url.password !== '') {
    return {
      ok: false,
      why: 'URLs with a user name or password are not sent. Use an Authorization header.',
    };
  }
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const defaultPort = protocol === 'https:' ? 443 : 80;
  return {
    ok: true,
    target: {
      protocol,
      hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      hostKey: hostKey(url.hostname),
      port: url.port === '' ? defaultPort : Number(url.port),
      authority: url.host,
      path: url.pathname + url.search,
    },
  };
}

/** The URL of a target, for people and for the record. */
export function targetUrl(target: Target): string {
  return `${target.protocol}//${target.authority}${target.path}`;
}

/** A host as typed; a port or a whole URL is taken too, since people paste them. */
export function parseHost(text: string): Target | undefined {
  const trimmed = text.trim();
  const parsed = parseTarget(trimmed.includes('://') ? trimmed : `https://${trimmed}`);
  return parsed.ok && parsed.target.hostKey !== '' ? parsed.target : undefined;
}

/** `localhost` and every name below it: they must lead to this machine, whatever a resolver says. */
export function isLoopbackName(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/i.test(hostname);
}

/** By its spelling: a name below `localhost`, or a loopback address. */
export function isThisMachine(target: Target): boolean {
  if (!isLiteral(target)) return isLoopbackName(target.hostname);
  return classifyAddress(target.hostname).kind === 'loopback';
}

/** True where the host is an address, so that no resolver is asked. */
export function isLiteral(target: Target): boolean {
  return isIP(target.hostname) !== 0;
}

/**
 * Puts the captured path and query behind those of the URL, byte for byte: the captured part is
 * never parsed, so `+`, `%20`, `&&` and the order stay.
 */
export function appendCaptured(path: string, captured: string): string {
  const { path: capturedPath, query: capturedQuery } = splitQuery(originForm(captured));
  const { path: base, query } = splitQuery(path);
  const joined = capturedPath === '' ? base : base.replace(/\/$/, '') + capturedPath;
  const queries = [query, capturedQuery].filter((part) => part !== undefined);
  return queries.length === 0 ? joined : `${joined}?${queries.join('&')}`;
}

/** True for what may stand between method and version on the request line. */
export function isSendablePath(path: string): boolean {
  return ON_THE_WIRE.test(path);
}

function hostKey(hostname: string): string {
  return hostname.toLowerCase().replace(/\.+$/, '');
}

/** `/path?query` or `?query` of any request target; '' where it has no path (`*`, `host:443`). */
function originForm(target: string): string {
  if (/^[/?]/.test(target)) return target;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?]*(.*)$/is.exec(target);
  return absolute?.[1] ?? '';
}

function splitQuery(target: string): { path: string; query: string | undefined } {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: undefined };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}
