import type { Chaos, ChaosKind, ChaosRule } from '../../../preload/contract/endpoints/chaos.ts';
import { chaosProblems } from '../../../preload/rules/chaos/problems.ts';
import { shapedLike } from '../../drafts/shaped-like.ts';

/** A rule as one edits it: fields of every kind, so that another kind finds what was typed. */
export interface RuleDraft {
  /** Names the row while it is edited. */
  key: number;
  kind: ChaosKind;
  /** Percent. */
  share: number | null;
  from: number | null;
  /** null: no end. */
  count: number | null;
  bytes: number | null;
  /** Percent. */
  part: number | null;
  extra: number | null;
  less: number | null;
  everyMs: number | null;
  holdMs: number | null;
  status: number | null;
  /** Seconds; null: no such header. */
  retryAfter: number | null;
  retryAs: 'seconds' | 'date';
  body: string;
  location: string;
  text: string;
}

export interface ChaosDraft {
  seed: number | null;
  rules: readonly RuleDraft[];
}

/** Fields that hold a number. */
export type NumberField = Exclude<
  keyof RuleDraft,
  'key' | 'kind' | 'retryAs' | 'body' | 'location' | 'text'
>;

/** What a field may hold, and what to say where it does not. */
const RANGES: Readonly<Record<NumberField | 'seed', readonly [number, number, string]>> = {
  seed: [0, 4_294_967_295, 'A whole number from 0 to 4,294,967,295.'],
  share: [0, 100, 'A share is 0 to 100 %.'],
  from: [1, 1_000_000_000, 'A whole number from 1.'],
  count: [1, 1_000_000_000, 'A whole number from 1, or empty.'],
  bytes: [1, 1_000_000, 'A whole number from 1 to 1,000,000.'],
  part: [0, 99, 'A whole number from 0 to 99 %.'],
  extra: [1, 1_000_000_000, 'A whole number from 1.'],
  less: [1, 1_000_000, 'A whole number from 1 to 1,000,000.'],
  everyMs: [1, 60_000, 'A whole number from 1 to 60,000 ms.'],
  holdMs: [0, 600_000, 'A whole number from 0 to 600,000 ms.'],
  status: [400, 599, 'A status from 400 to 599.'],
  retryAfter: [0, 31_536_000, 'Seconds from 0 to 31,536,000, or empty.'],
};
/** A head, and a header, are no longer than this. */
const MOST_OF_HEAD = 65_536;

let keys = 0;

const BLANK: Omit<RuleDraft, 'key'> = {
  kind: 'status',
  share: 100,
  from: 1,
  count: null,
  bytes: 10,
  part: 50,
  extra: 100,
  less: 1,
  everyMs: 1000,
  holdMs: 10_000,
  status: 503,
  retryAfter: null,
  retryAs: 'seconds',
  body: '',
  location: '',
  text: 'This is not HTTP.',
};

export const newRule = (part: Partial<RuleDraft> = {}): RuleDraft => ({
  ...BLANK,
  ...part,
  key: (keys += 1),
});

/** The same rule as another kind, with values that fit it. */
export function asKind(rule: RuleDraft, kind: ChaosKind): RuleDraft {
  if (kind === 'redirect') return { ...rule, kind, status: 307 };
  if (rule.kind === 'redirect') return { ...rule, kind, status: BLANK.status };
  if (kind === 'big-head') return { ...rule, kind, bytes: 32_768 };
  return { ...rule, kind };
}

export function chaosDraftOf(chaos: Chaos | null | undefined): ChaosDraft | null {
  if (!chaos) return null;
  return { seed: chaos.seed, rules: chaos.rules.map(ruleDraftOf) };
}

const percent = (share: number): number => Number((share * 100).toFixed(4));

function ruleDraftOf(rule: ChaosRule): RuleDraft {
  const { share, ...rest } = rule;
  const base: Partial<RuleDraft> = { kind: rule.kind, share: percent(share), from: rule.from };
  if (rule.kind === 'half-body') {
    return newRule({ ...base, count: rule.count, part: percent(rule.part) });
  }
  if (rule.kind !== 'status') return newRule({ ...rest, ...base } as Partial<RuleDraft>);
  const { retryAfter, status, body, count } = rule;
  return newRule({
    ...base,
    count,
    status,
    body,
    retryAfter: retryAfter?.seconds ?? null,
    retryAs: retryAfter?.as ?? 'seconds',
  });
}

/** What stands for a draft while it is not saved: rows have no names of their own there. */
export const packChaos = ({ seed, rules }: ChaosDraft) => ({
  seed,
  rules: rules.map((rule) => {
    const { key: _, ...rest } = rule;
    return rest;
  }),
});

/** undefined where it is no draft. */
export function unpackChaos(
  kept: ReturnType<typeof packChaos> | null,
): ChaosDraft | null | undefined {
  if (kept === null) return null;
  const isDraft =
    shapedLike({ seed: 0, rules: [] }, kept) && kept.rules.every((rule) => shapedLike(BLANK, rule));
  return isDraft ? { seed: kept.seed, rules: kept.rules.map((rule) => newRule(rule)) } : undefined;
}

/**
 * What a draft comes to; what is wrong with it is put into `problems` by the path of its field.
 *
 * @returns null where no rule is left: then nothing goes wrong
 */
export function readChaosDraft(
  draft: ChaosDraft | null,
  problems: Map<string, string>,
): Chaos | null {
  if (draft === null || draft.rules.length === 0) return null;
  const read = (path: string, field: keyof typeof RANGES, value: number | null, most?: number) => {
    const [least, usual, message] = RANGES[field];
    const isWhole = field === 'share' || Number.isInteger(value);
    if (value === null || !isWhole || value < least || value > (most ?? usual)) {
      problems.set(path, most === undefined ? message : `A whole number from 1 to ${most}.`);
    }
    return value ?? least;
  };
  const rules = draft.rules.map((rule, i) =>
    ruleOf(rule, (field, most) =>
      read(`reply.chaos.rules.${i}.${field}`, field, rule[field], most),
    ),
  );
  const chaos = { seed: read('reply.chaos.seed', 'seed', draft.seed), rules };
  for (const [i, rule] of rules.entries()) {
    const at = `reply.chaos.rules.${i}`;
    if (rule.kind === 'redirect' && rule.location === '') {
      problems.set(`${at}.location`, 'Enter a URL or a path.');
    }
    if (rule.kind === 'garbage' && rule.text === '') {
      problems.set(`${at}.text`, 'Enter what is sent.');
    }
  }
  for (const { field, message } of chaosProblems(chaos)) problems.set(field, message);
  return chaos;
}

type ReadField = (field: NumberField, most?: number) => number;

function ruleOf(rule: RuleDraft, read: ReadField): ChaosRule {
  const { kind } = rule;
  const when = {
    share: read('share') / 100,
    from: read('from'),
    count: rule.count === null ? null : read('count'),
  };
  switch (kind) {
    case 'close':
    case 'reset':
    case 'bad-chunk':
      return { kind, ...when };
    case 'reset-body':
      return { kind, ...when, bytes: read('bytes') };
    case 'half-body':
      return { kind, ...when, part: read('part') / 100 };
    case 'long-length':
      return { kind, ...when, extra: read('extra'), holdMs: read('holdMs') };
    case 'short-length':
      return { kind, ...when, less: read('less') };
    case 'drip':
      return { kind, ...when, bytes: read('bytes'), everyMs: read('everyMs') };
    case 'drip-head':
      return { kind, ...when, bytes: read('bytes', MOST_OF_HEAD), everyMs: read('everyMs') };
    case 'hang':
      return { kind, ...when, holdMs: read('holdMs') };
    case 'big-head':
      return { kind, ...when, bytes: read('bytes', MOST_OF_HEAD) };
    case 'garbage':
      return { kind, ...when, text: rule.text };
    case 'redirect':
      return { kind, ...when, status: redirectStatus(rule.status), location: rule.location.trim() };
    case 'status': {
      const seconds = rule.retryAfter === null ? null : read('retryAfter');
      const retryAfter = seconds === null ? null : { seconds, as: rule.retryAs };
      return { kind, ...when, status: read('status'), retryAfter, body: rule.body };
    }
    default:
      return kind satisfies never;
  }
}

const REDIRECTS = [301, 302, 307, 308] as const;
export const REDIRECT_STATUSES: readonly number[] = REDIRECTS;
const redirectStatus = (status: number | null) => REDIRECTS.find((one) => one === status) ?? 307;
