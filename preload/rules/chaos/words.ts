import type { ChaosKind, ChaosRule } from '../../contract/endpoints/chaos.ts';

/** Every kind, in the order in which it is offered, with a short name for it. */
export const CHAOS_LABELS: Readonly<Record<ChaosKind, string>> = {
  status: 'Error status',
  redirect: 'Redirect',
  hang: 'Hang',
  drip: 'Drip the body',
  'drip-head': 'Drip the headers',
  close: 'Close',
  reset: 'Reset',
  'reset-body': 'Reset in the body',
  'half-body': 'Half the body',
  'long-length': 'Length too long',
  'short-length': 'Length too short',
  garbage: 'Garbage',
  'big-head': 'Big header',
  'bad-chunk': 'Bad chunk',
};

export const CHAOS_KINDS = Object.keys(CHAOS_LABELS) as ChaosKind[];

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
const seconds = (ms: number): string =>
  ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(2))} s`;

/** What a rule does to a reply, as it stands behind "on purpose:". */
export function chaosWords(rule: ChaosRule): string {
  switch (rule.kind) {
    case 'close':
      return 'closed without a byte';
    case 'reset':
      return 'reset without a byte';
    case 'reset-body':
      return `reset after ${plural(rule.bytes, 'byte')} of the body`;
    case 'half-body':
      return `closed after ${Math.round(rule.part * 100)} % of the body`;
    case 'long-length':
      return `announced ${plural(rule.extra, 'byte')} too many, closed after ${seconds(rule.holdMs)}`;
    case 'short-length':
      return `announced ${plural(rule.less, 'byte')} too few`;
    case 'drip':
      return `body dripped, ${plural(rule.bytes, 'byte')} every ${seconds(rule.everyMs)}`;
    case 'drip-head':
      return `headers dripped, ${plural(rule.bytes, 'byte')} every ${seconds(rule.everyMs)}`;
    case 'hang':
      return `nothing sent for ${seconds(rule.holdMs)}, then closed`;
    case 'status':
      return rule.retryAfter === null
        ? `answered ${rule.status}`
        : `answered ${rule.status} with Retry-After ${rule.retryAfter.seconds} s`;
    case 'redirect':
      return `redirected with ${rule.status}`;
    case 'garbage':
      return 'sent bytes that are not HTTP';
    case 'big-head':
      return `sent a header of ${plural(rule.bytes, 'byte')}`;
    case 'bad-chunk':
      return 'sent a chunk without a size';
    default:
      return rule satisfies never;
  }
}
