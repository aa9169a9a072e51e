import { FIRST_BODY } from '../../preload/rules/simulation-body.ts';
import type { SimulationInput, SimulationPlan } from '../../preload/contract/simulator.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { checkTargetUrl } from '../wire/target-url.ts';

/** The form as typed. Times are in seconds, shares in per cent. */
export interface Draft {
  to: 'intake' | 'url';
  path: string;
  url: string;
  /** What an event is made of. */
  source: 'body' | 'capture';
  /** Id of the capture that is played; '' for none so far. */
  captureId: string;
  /** Whether a capture goes out signed as its sender signs. */
  asSender: boolean;
  events: number | null;
  types: string;
  body: string;
  contentType: string;
  duplicatePercent: number | null;
  copies: number | null;
  duplicateWithin: number | null;
  latePercent: number | null;
  lateWithin: number | null;
  burstSize: number | null;
  burstSpread: number | null;
  burstGap: number | null;
  retries: string;
  timeout: number | null;
  signing: 'none' | 'standard';
  secret: string;
  checkUrl: string;
  checkPath: string;
  seed: number | null;
}

export const FIRST_DRAFT: Draft = {
  to: 'intake',
  path: '/simulator',
  url: '',
  source: 'body',
  captureId: '',
  asSender: true,
  events: 20,
  types: 'order.created, order.paid',
  body: FIRST_BODY,
  contentType: 'application/json',
  duplicatePercent: 30,
  copies: 1,
  duplicateWithin: 2,
  latePercent: 20,
  lateWithin: 3,
  burstSize: 5,
  burstSpread: 0.5,
  burstGap: 1,
  retries: '1, 2, 5',
  timeout: 10,
  signing: 'none',
  secret: '',
  checkUrl: '',
  checkPath: '',
  seed: 1,
};

/** Ways a provider behaves, to begin with. */
export const MANNERS: readonly {
  id: string;
  label: string;
  detail: string;
  set: Partial<Draft>;
}[] = [
  {
    id: 'orderly',
    label: 'Orderly',
    detail: 'Each event once, in order.',
    set: { events: 20, duplicatePercent: 0, latePercent: 0, burstSize: 1, burstGap: 0.2 },
  },
  {
    id: 'usual',
    label: 'Usual',
    detail: '30 % twice, 20 % late, in bursts of 5.',
    set: {
      events: 20,
      duplicatePercent: 30,
      copies: 1,
      duplicateWithin: 2,
      latePercent: 20,
      lateWithin: 3,
      burstSize: 5,
      burstSpread: 0.5,
      burstGap: 1,
    },
  },
  {
    id: 'race',
    label: 'Race',
    detail: 'Each of 50 twice at the same moment.',
    set: {
      events: 50,
      duplicatePercent: 100,
      copies: 1,
      duplicateWithin: 0,
      latePercent: 0,
      burstSize: 10,
      burstSpread: 0,
      burstGap: 0.5,
    },
  },
  {
    id: 'storm',
    label: 'Storm',
    detail: '1,000 events in bursts of 200.',
    set: {
      events: 1000,
      duplicatePercent: 20,
      copies: 3,
      duplicateWithin: 5,
      latePercent: 20,
      lateWithin: 5,
      burstSize: 200,
      burstSpread: 0,
      burstGap: 2,
    },
  },
];

/** Names of fields as the engine names them, so that its objections find their place too. */
export type Problems = ReadonlyMap<string, string>;

export interface ReadDraft {
  problems: Problems;
  /** Null while its figures cannot be read. */
  plan: SimulationPlan | null;
  /** Null while there are problems. */
  input: SimulationInput | null;
}

const ms = (seconds: number | null): number => Math.round((seconds ?? Number.NaN) * 1000);
const share = (percent: number | null): number => (percent ?? Number.NaN) / 100;

export function readSimulation(draft: Draft): ReadDraft {
  const problems = new Map<string, string>();
  const within = (field: string, value: number, low: number, high: number, words: string): void => {
    if (!(value >= low && value <= high)) problems.set(field, words);
  };
  const plan = readPlan(draft);
  const count = (value: number): number => (Number.isInteger(value) ? value : Number.NaN);
  within('events', count(plan.events), 1, 10_000, 'A whole number from 1 to 10,000.');
  within('seed', count(plan.seed), 0, 4_294_967_295, 'A whole number.');
  within('duplicates.share', plan.duplicates.share, 0, 1, 'From 0 to 100 %.');
  within('duplicates.copies', count(plan.duplicates.copies), 1, 5, 'From 1 to 5.');
  within('disorder.share', plan.disorder.share, 0, 1, 'From 0 to 100 %.');
  within('burst.size', count(plan.burst.size), 1, 1000, 'From 1 to 1,000.');
  for (const [field, span] of [
    ['duplicates.withinMs', plan.duplicates.withinMs],
    ['disorder.withinMs', plan.disorder.withinMs],
    ['burst.spreadMs', plan.burst.spreadMs],
    ['burst.gapMs', plan.burst.gapMs],
  ] as const) {
    within(field, span, 0, 600_000, 'From 0 to 600 seconds.');
  }
  const planned = problems.size === 0 ? plan : null;
  const rest = readMessage(draft, problems);
  return { problems, plan: planned, input: problems.size === 0 ? { ...plan, ...rest } : null };
}

function readPlan(draft: Draft): SimulationPlan {
  return {
    seed: draft.seed ?? Number.NaN,
    events: draft.events ?? Number.NaN,
    duplicates: {
      share: share(draft.duplicatePercent),
      copies: draft.copies ?? Number.NaN,
      withinMs: ms(draft.duplicateWithin),
    },
    disorder: { share: share(draft.latePercent), withinMs: ms(draft.lateWithin) },
    burst: {
      size: draft.burstSize ?? Number.NaN,
      spreadMs: ms(draft.burstSpread),
      gapMs: ms(draft.burstGap),
    },
  };
}

type Message = Omit<SimulationInput, keyof SimulationPlan>;

function readMessage(draft: Draft, problems: Map<string, string>): Message {
  const note = (field: string, words: string | null): void => {
    if (words !== null) problems.set(field, words);
  };
  if (draft.to === 'url') note('to.url', checkTargetUrl(draft.url));
  else note('to.path', /^\/[\x21-\x7e]*$/.test(draft.path) ? null : 'A path begins with /.');
  const eventTypes = listOf(draft.types);
  const isWritten = draft.source === 'body';
  const missing = isWritten && eventTypes.length === 0;
  note('eventTypes', missing ? 'Enter at least one, e.g. order.paid.' : null);
  if (isWritten && eventTypes.length > 20) note('eventTypes', 'At most 20.');
  const contentType = draft.contentType.trim();
  const isType = !isWritten || /^[\x20-\x7e]+$/.test(contentType);
  note('contentType', isType ? null : 'E.g. application/json.');
  const retryGapsMs = listOf(draft.retries).map((text) => Math.round(Number(text) * 1000));
  const fits = retryGapsMs.every((gap) => gap >= 100 && gap <= 600_000) && retryGapsMs.length <= 10;
  note('retryGapsMs', fits ? null : 'Seconds separated by commas, at most 10: 1, 2, 5.');
  const timeoutMs = ms(draft.timeout);
  const inTime = timeoutMs >= 100 && timeoutMs <= 120_000;
  note('timeoutMs', inTime ? null : 'From 0.1 to 120 seconds.');
  const isCapture = draft.source === 'capture';
  note('captureId', isCapture && draft.captureId === '' ? 'Choose a capture.' : null);
  const secret = draft.secret.trim();
  if (!isCapture && draft.signing === 'standard' && secret === '') {
    note('signing.secret', 'Paste the secret your handler verifies with.');
  }
  const checkUrl = draft.checkUrl.trim();
  if (checkUrl !== '') note('check.url', checkTargetUrl(checkUrl));
  return {
    to:
      draft.to === 'url'
        ? { kind: 'url', url: draft.url.trim() }
        : { kind: 'intake', path: draft.path },
    // Of a capture they do not count, but they must be there.
    eventTypes: isWritten ? eventTypes : listOf(FIRST_DRAFT.types),
    body: draft.body,
    contentType: isWritten ? contentType : FIRST_DRAFT.contentType,
    captureId: isCapture ? (draft.captureId as CaptureId) : null,
    signing: signingOf(draft, secret),
    retryGapsMs,
    timeoutMs,
    check: checkUrl === '' ? null : { url: checkUrl, path: draft.checkPath.trim() },
  };
}

function signingOf(draft: Draft, secret: string): SimulationInput['signing'] {
  if (draft.source === 'capture') return { kind: draft.asSender ? 'sender' : 'none' };
  return draft.signing === 'none' ? { kind: 'none' } : { kind: 'standard', secret };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
