import type { Endpoint, EndpointFacts } from '../../../preload/contract/endpoints.ts';
import { replySummary } from '../reply-summary.ts';

/** An endpoint with all that its row says and the filter looks at. */
export interface Known {
  endpoint: Endpoint;
  /** What it answers, in words. */
  answer: string;
  sender: SenderWords;
  today: number;
  hours: readonly number[];
  /** Epoch ms; null where nothing of it is held. */
  lastHit: number | null;
  state: ReadonlySet<EndpointState>;
  /** Name, path, methods, sender and answer in lower case: what is typed is looked for here. */
  text: string;
}

export type EndpointState = 'on' | 'off' | 'never' | 'shadowed' | 'failing';

export interface SenderWords {
  /** '' where nobody is known. */
  label: string;
  /** Id of the one sender; null where there are several, or none. */
  provider: string | null;
  /** `98 % verified`, `no secret`, `refuses others`; '' where there is nothing to say. */
  share: string;
  tone: 'good' | 'bad' | 'muted';
}

interface Names {
  /** How a provider is called. */
  labelOf: (provider: string) => string;
  /** How a destination is called; undefined where it was deleted. */
  destinationOf: (id: string) => string | undefined;
}

/** @param facts by the id of the endpoint; what is missing is not known yet. */
export function knownOf(endpoint: Endpoint, facts: EndpointFacts | undefined, names: Names): Known {
  const answer = answerOf(endpoint, names);
  const sender = senderOf(facts, names);
  const hours = facts?.hours ?? [];
  const takes = endpoint.isInbox ? 'everything else' : endpoint.path;
  const words = [endpoint.name, takes, endpoint.methods.join(' '), sender.label, answer];
  return {
    endpoint,
    answer,
    sender,
    hours,
    today: hours.reduce((sum, count) => sum + count, 0),
    lastHit: facts?.newest?.at ?? null,
    state: statesOf(endpoint, facts),
    text: words.join('\n').toLowerCase(),
  };
}

function answerOf(endpoint: Endpoint, { destinationOf }: Names): string {
  const { forward } = endpoint;
  if (!forward) return replySummary(endpoint);
  return `→ ${destinationOf(forward.destinationId) ?? 'a deleted destination'}`;
}

function senderOf(facts: EndpointFacts | undefined, { labelOf }: Names): SenderWords {
  const known = facts?.senders.filter(({ provider }) => provider !== null) ?? [];
  const chosen = facts?.chosen ?? null;
  const ids = new Set([...(chosen ? [chosen.provider] : []), ...known.map((one) => one.provider)]);
  const sum = { verified: 0, failed: 0 };
  for (const { verified, failed } of known) {
    sum.verified += verified;
    sum.failed += failed;
  }
  const [only] = ids;
  const label =
    ids.size === 0 || only == null ? '' : ids.size === 1 ? labelOf(only) : `${ids.size} senders`;
  return {
    label,
    provider: ids.size === 1 ? (only ?? null) : null,
    ...shareOf(sum, chosen?.refuse === true, known.length > 0),
  };
}

/** How much of what was judged is verified. */
export function shareOf(
  { verified, failed }: { verified: number; failed: number },
  refuses = false,
  isSeen = true,
): Pick<SenderWords, 'share' | 'tone'> {
  const judged = verified + failed;
  if (judged > 0) {
    // Never rounded up to all of them while one failed, nor down to none while one did not.
    const percent = Math.round((100 * verified) / judged);
    const shown = failed > 0 ? Math.min(percent, 99) : percent;
    const share = verified > 0 ? Math.max(shown, 1) : 0;
    return { share: `${share} % verified`, tone: failed > 0 ? 'bad' : 'good' };
  }
  if (refuses) return { share: 'refuses others', tone: 'muted' };
  return { share: isSeen ? 'none verified' : '', tone: 'muted' };
}

function statesOf(endpoint: Endpoint, facts: EndpointFacts | undefined): Set<EndpointState> {
  const states = new Set<EndpointState>([endpoint.enabled ? 'on' : 'off']);
  if (endpoint.captureCount === 0) states.add('never');
  if (endpoint.shadowedBy !== null) states.add('shadowed');
  const newest = facts?.newest;
  if (newest && (newest.status === null || newest.status >= 400)) states.add('failing');
  return states;
}
