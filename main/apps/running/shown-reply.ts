import type { ReplyPlan } from '../../intake/taker.ts';

const SHOWN = 64 * 1024;

/** Headers that differ from one sending to the next, or are ours. */
const NOT_COMPARED = new Set(['date', 'connection', 'content-length', 'x-backstitch-capture-id']);

/** A reply as a trial shows it, without what differs from one sending to the next. */
export function shown({ status, headers, body }: Pick<ReplyPlan, 'status' | 'headers' | 'body'>) {
  return {
    status,
    headers: headers.filter(([name]) => !NOT_COMPARED.has(name.toLowerCase())),
    body: body.subarray(0, SHOWN).toString('utf8'),
    bodyCut: body.length > SHOWN,
  };
}

export type Shown = ReturnType<typeof shown>;

/** In what two replies differ; bodies by the part that is shown. */
export function differences(before: Shown, after: Shown): ('status' | 'headers' | 'body')[] {
  const key = ({ headers }: Shown): string =>
    JSON.stringify(headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort());
  return [
    ...(before.status === after.status ? [] : (['status'] as const)),
    ...(key(before) === key(after) ? [] : (['headers'] as const)),
    ...(before.body === after.body ? [] : (['body'] as const)),
  ];
}
