import type { Span } from '../../../preload/contract/captures/trace.ts';
import { parseTarget } from '../../outbound/target.ts';
import type { Traced, TracedAttempt, TracedDelivery } from '../traced.ts';

export type Facts = Record<string, string | number | null | undefined>;

/** What a trace was put together of, by what its spans link to. */
export interface Known extends Partial<Pick<Traced, 'capture' | 'run' | 'load' | 'replays'>> {
  deliveries?: readonly TracedDelivery[];
}

/** How a reply that is wrong on purpose is noted, without which rule and draw it was. */
const ON_PURPOSE = /^on purpose: ([^(]+?) \(/;

/**
 * Facts of spans by the names that OpenTelemetry has for them, or that begin with `backstitch.`. They are named one
 * by one: queries, headers, bodies, arguments and results of calls, and the paths of destinations never leave.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/
 */
export function factsFor(known: Known): (span: Span) => Facts {
  const deliveries = new Map(known.deliveries?.map((one) => [one.delivery.id, one.delivery]));
  const attempts = new Map(
    known.deliveries?.flatMap((one) => one.attempts).map((attempt) => [attempt.id, attempt]),
  );
  const replays = new Map(known.replays?.map((replay) => [replay.id, replay]));
  return (span) => ({
    ...factsOf(span),
    'backstitch.state': span.state === 'ok' ? null : span.state,
  });

  function factsOf({ kind, name, link }: Span): Facts {
    switch (kind) {
      case 'request':
        return known.capture ? requestFacts(known.capture) : {};
      case 'stage':
        return { 'backstitch.stage': name };
      case 'run':
        return {
          'code.function.name': known.run?.name,
          'error.type': known.run?.error?.name,
        };
      case 'call': {
        const call = link?.page === 'call' ? known.run?.hostCalls[link.index] : undefined;
        return { 'error.type': call?.error?.code, 'backstitch.mode': call?.mode };
      }
      case 'load':
        return { 'backstitch.rows': known.load?.rows, 'backstitch.rejected': known.load?.rejects };
      case 'delivery': {
        const delivery = link?.page === 'delivery' ? deliveries.get(link.id) : undefined;
        return {
          'backstitch.destination': delivery?.destinationName,
          'backstitch.event': delivery?.eventType,
          'backstitch.attempts': delivery?.attempts,
          'backstitch.delivery.id': delivery?.id,
        };
      }
      case 'attempt': {
        const attempt = link?.page === 'attempt' ? attempts.get(link.attemptId) : undefined;
        return attempt ? sentFacts(attempt, attempt.method) : {};
      }
      case 'replay': {
        const replay = link?.page === 'replay' ? replays.get(link.id) : undefined;
        return replay ? sentFacts(replay, null) : {};
      }
    }
  }
}

function requestFacts(capture: Traced['capture']): Facts {
  const { id, method, target, status, failure, provider, eventType, signature } = capture;
  const { decidedBy, stages, imported } = capture;
  const respond = stages.find(({ stage, result }) => stage === 'respond' && result === 'failed');
  return {
    'http.request.method': method,
    'url.path': target.split('?', 1)[0],
    'http.response.status_code': status,
    'error.type': failure ?? (status !== null && status >= 500 ? String(status) : null),
    'backstitch.capture.id': id,
    'backstitch.provider': provider,
    'backstitch.event': eventType,
    'backstitch.signature': signature,
    'backstitch.origin':
      imported === undefined ? 'arrived' : imported.rebuilt ? 'rebuilt' : 'restored',
    'backstitch.stage': decidedBy,
    'backstitch.chaos': ON_PURPOSE.exec(respond?.note ?? '')?.[1],
  };
}

/** Of a URL its server only: paths of destinations hold secrets, as those of chat services do. */
function sentFacts(
  sent: Pick<TracedAttempt, 'url' | 'status'> & { outcome: string; error: string | null },
  method: string | null,
): Facts {
  const parsed = parseTarget(sent.url);
  const failed = sent.outcome !== 'delivered' && sent.outcome !== 'answered';
  return {
    'http.request.method': method,
    'server.address': parsed.ok ? parsed.target.hostname : null,
    'server.port': parsed.ok ? parsed.target.port : null,
    'http.response.status_code': sent.status,
    'error.type':
      sent.status !== null && sent.status >= 400
        ? String(sent.status)
        : failed
          ? sent.outcome
          : null,
  };
}

/** Moments of an attempt, ms after its start: what was done by then. */
export function momentsOf({ timings }: TracedAttempt): { name: string; ms: number }[] {
  const { dnsMs, connectMs, tlsMs, firstByteMs } = timings;
  let ms = 0;
  const phases = [
    { name: 'name looked up', took: dnsMs },
    { name: 'connected', took: connectMs },
    { name: 'TLS ready', took: tlsMs },
    { name: 'first byte', took: firstByteMs },
  ];
  return phases.flatMap(({ name, took }) => {
    if (took === null) return [];
    ms += took;
    return [{ name, ms }];
  });
}
