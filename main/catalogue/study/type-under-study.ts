import { BREAKING } from '../../../preload/rules/drift-kinds.ts';
import type { Studied } from '../../captures/catalogued/studied.ts';
import { accepted } from '../drift/accept.ts';
import { driftOf, type Finding } from '../drift/drift.ts';
import { ruleOf, type Rule } from '../drift/rule.ts';
import { addSample, emptyShape, nodesOf } from '../shape/shape.ts';
import { countIn, type Facts, noFacts } from './facts.ts';
import type { TypeKey } from './key.ts';
import { type Learned, packLearned, packRule, unpackLearned, unpackRule } from './packed.ts';
import type { ChangeRow, Mutes, TypeReader, TypeRow } from './type-row.ts';

export type TypeUnderStudy = ReturnType<typeof createTypeUnderStudy>;

/** From so many samples on, one in ten feeds the shape. */
const MANY = 500;
const ONE_IN = 10;
/** Learning ends with so many samples, or with half of them over a day. */
const LEARNED = 20;
const LEARNED_SLOWLY = 10;
const DAY_MS = 86_400_000;
/** What adds something and came so often belongs to what is usual. */
const SETTLES = 50;
const EXAMPLES = 20;
const HEADERS = 64;

/** One type while captures of it are looked at. */
export function createTypeUnderStudy(
  key: TypeKey,
  text: string,
  known: TypeRow | undefined,
  types: TypeReader,
) {
  const row: TypeRow = known ?? emptyRow(key, text);
  const facts = known === undefined ? noFacts() : (JSON.parse(known.facts) as Facts);
  const mutes = JSON.parse(row.mutes) as Mutes;
  const changes = new Map<string, ChangeRow>();
  for (const change of known === undefined ? [] : types.changesOf(known.id)) {
    changes.set(`${change.kind} ${change.path}`, change);
  }
  const touched = new Set<ChangeRow>();
  let rule: Rule | null = row.baseline === null ? null : unpackRule(row.baseline);
  let ruleChanged = false;
  let learned: Learned | undefined;
  let nodes = 0;
  let fed = false;

  function learnedNow(): Learned {
    if (learned !== undefined) return learned;
    learned =
      row.shape === null ? { shape: emptyShape(), headers: new Map() } : unpackLearned(row.shape);
    nodes = nodesOf(learned.shape);
    return learned;
  }

  function feed(capture: Studied, value: unknown): void {
    const { shape, headers } = learnedNow();
    nodes = addSample(shape, value, capture.receivedAt, nodes);
    for (const name of new Set(capture.headers.map(([raw]) => raw.toLowerCase()))) {
      if (headers.has(name) || headers.size < HEADERS)
        headers.set(name, (headers.get(name) ?? 0) + 1);
    }
    row.samples += 1;
    row.learns_from ??= capture.receivedAt;
    fed = true;
    const isSlow = row.samples >= LEARNED_SLOWLY && capture.receivedAt - row.learns_from >= DAY_MS;
    if (rule === null && (row.samples >= LEARNED || isSlow)) {
      rule = ruleOf(shape);
      ruleChanged = true;
      row.baseline_kind = 'auto';
      row.baseline_at = capture.receivedAt;
    }
  }

  /** What is new about a type is told once, with its first capture, of senders that are known well. */
  function firstFindings(): Finding[] {
    if (row.count > 0 || key.provider === null) return [];
    const now = key.event ?? 'no event';
    if (key.version !== null && types.knowsOther(key.provider, key.event ?? '', text)) {
      return [{ kind: 'version', path: '', was: 'other versions', now: key.version }];
    }
    return types.knowsOther(key.provider, null, text)
      ? [{ kind: 'new-type', path: '', was: 'not seen', now }]
      : [];
  }

  const isMuted = ({ kind, path }: Finding): boolean =>
    mutes.kinds.includes(kind) ||
    mutes.paths.some(
      (muted) => path === muted || path.startsWith(`${muted}.`) || path.startsWith(`${muted}[`),
    );

  /** @returns false where a person said that it does not matter */
  function record(finding: Finding, { id, receivedAt }: Studied): boolean {
    const name = `${finding.kind} ${finding.path}`;
    const found = changes.get(name);
    const change: ChangeRow = found ?? {
      id: 0,
      type_id: row.id,
      ...finding,
      first_capture: id,
      last_capture: id,
      first_at: receivedAt,
      last_at: receivedAt,
      count: 0,
      captures: '[]',
      state: 'open',
    };
    if (found === undefined) changes.set(name, change);
    touched.add(change);
    change.count += 1;
    change.now = finding.now;
    change.last_capture = Math.max(change.last_capture, id);
    change.last_at = Math.max(change.last_at, receivedAt);
    const captures = JSON.parse(change.captures) as number[];
    if (captures.length < EXAMPLES) change.captures = JSON.stringify([...captures, id]);
    if (change.state === 'ignored') return false;
    // It was accepted, and the baseline is another since.
    if (change.state !== 'open') change.state = 'open';
    return true;
  }

  /** Additions that became usual join a baseline that nobody pinned. */
  function settle(): void {
    if (row.baseline_kind !== 'auto' || rule === null) return;
    for (const change of touched) {
      if (change.state !== 'open' || BREAKING.has(change.kind) || change.count < SETTLES) continue;
      rule = accepted(rule, change, learnedNow().shape);
      ruleChanged = true;
      change.state = 'settled';
    }
  }

  return {
    /** Counts a capture, and says how it differs. */
    take(
      capture: Studied,
      value: { value: unknown } | undefined,
    ): { drift: string | null; breaking: boolean } {
      const found = capture.isTrue ? firstFindings() : [];
      countIn(facts, capture);
      row.first_at = Math.min(row.first_at, capture.receivedAt);
      row.last_at = Math.max(row.last_at, capture.receivedAt);
      row.count += 1;
      if (capture.isTrue && value !== undefined) {
        if (rule !== null) found.push(...driftOf(value.value, rule));
        if (row.samples < MANY || row.count % ONE_IN === 0) feed(capture, value.value);
      }
      const told = found.filter((one) => !isMuted(one)).filter((one) => record(one, capture));
      settle();
      const kinds = [...new Set(told.map(({ kind }) => kind))];
      return {
        drift: kinds.length === 0 ? null : ` ${kinds.join(' ')} `,
        breaking: kinds.some((kind) => BREAKING.has(kind)),
      };
    },
    /** What is to be written. */
    rows(): { row: TypeRow; changes: ChangeRow[] } {
      const written: TypeRow = {
        ...row,
        facts: JSON.stringify(facts),
        ...(fed && learned !== undefined && { shape: packLearned(learned) }),
        ...(ruleChanged && rule !== null && { baseline: packRule(rule) }),
      };
      return { row: written, changes: [...touched] };
    },
  };
}

const emptyRow = (key: TypeKey, text: string): TypeRow => ({
  id: 0,
  key: text,
  provider: key.provider,
  event: key.event,
  version: key.version,
  endpoint_id: key.endpointId,
  method: key.method,
  count: 0,
  first_at: Number.MAX_SAFE_INTEGER,
  last_at: 0,
  facts: '',
  shape: null,
  samples: 0,
  learns_from: null,
  baseline: null,
  baseline_at: null,
  baseline_kind: null,
  mutes: '{"paths":[],"kinds":[]}',
});
