import type { DestinationKind } from '../../../preload/contract/deliveries/engines.ts';
import { parseTarget, type ParsedTarget, type Target } from '../../outbound/target.ts';

/** Kinds that are no web server. */
export type EngineKind = Exclude<DestinationKind, 'http'>;

interface Scheme {
  plain: string;
  tls: string;
  port: number;
}

/** How addresses of brokers are written, and the port that goes without saying. */
export const SCHEMES: Readonly<Record<'nats' | 'kafka', Scheme>> = {
  nats: { plain: 'nats://', tls: 'tls://', port: 4222 },
  kafka: { plain: 'kafka://', tls: 'kafkas://', port: 9092 },
};

export type Places = { ok: true; targets: Target[]; isTls: boolean } | { ok: false; why: string };

/**
 * Reads the servers of an engine: `tls://a:4222,b:4222`. As targets they are `https:` where they speak TLS and
 * `http:` where not, so that the guard judges them as it judges web servers.
 */
export function readPlaces(kind: 'nats' | 'kafka', url: string): Places {
  const { plain, tls, port } = SCHEMES[kind];
  const text = url.trim();
  const scheme = [plain, tls].find((one) => text.toLowerCase().startsWith(one));
  if (scheme === undefined) return { ok: false, why: `Begin with ${plain} or ${tls}.` };
  const isTls = scheme === tls;
  const targets: Target[] = [];
  for (const [i, part] of text.split(',').entries()) {
    const trimmed = part.trim();
    const bare = trimmed.toLowerCase().startsWith(scheme) ? trimmed.slice(scheme.length) : trimmed;
    if (i > 0 && /:\/\//.test(bare)) return { ok: false, why: `Write ${scheme} for all hosts.` };
    const found = readPlace(bare, isTls, port);
    if (!found.ok) return found;
    targets.push(found.target);
  }
  return { ok: true, targets, isTls };
}

function readPlace(bare: string, isTls: boolean, defaultPort: number): ParsedTarget {
  if (bare.includes('@')) {
    return { ok: false, why: 'Credentials go into their own fields, not into the address.' };
  }
  const host = bare.replace(/\/$/, '');
  if (host === '' || /[/?#\s]/.test(host)) {
    return { ok: false, why: `“${bare}” is not a host: write host:port, several with commas.` };
  }
  const withPort = /^(?:\[[^\]]*\]|[^:]*)$/.test(host) ? `${host}:${defaultPort}` : host;
  const parsed = parseTarget(`${isTls ? 'https' : 'http'}://${withPort}`);
  if (!parsed.ok) return { ok: false, why: `“${bare}” is not a host: write host:port.` };
  // A URL drops the port that is usual for the web; here it is said.
  const { port } = parsed.target;
  return {
    ok: true,
    target: { ...parsed.target, authority: `${parsed.target.hostKey}:${port}`, path: '' },
  };
}

/** All servers of a URL of any kind, by how it begins; none where it cannot be read. */
export function targetsOf(url: string): Target[] {
  const kind = /^\s*(?:nats|tls):/i.test(url) ? 'nats' : /^\s*kafkas?:/i.test(url) ? 'kafka' : null;
  if (kind === null) {
    const parsed = parseTarget(url);
    return parsed.ok ? [parsed.target] : [];
  }
  const places = readPlaces(kind, url);
  return places.ok ? places.targets : [];
}

/** The first server of a destination: what lists, breaker and port watch speak of. */
export function firstTarget(kind: DestinationKind, url: string): ParsedTarget {
  if (kind === 'http' || kind === 'sqs') return parseTarget(url);
  const places = readPlaces(kind, url);
  if (!places.ok) return places;
  const [target] = places.targets;
  return target === undefined ? { ok: false, why: 'There is no host.' } : { ok: true, target };
}
