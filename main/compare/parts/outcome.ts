import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import { queryOf, readQuery } from '../../decode/form-fields.ts';
import type { Report } from '../difference.ts';
import type { Side } from '../side.ts';
import { comparePairs, type Pair } from './pairs.ts';

const MARKS: Record<NonNullable<CaptureSummary['signature']>, string> = {
  ok: 'verified',
  token: 'verified by its token',
  bad: 'not verified',
  unset: 'no secret',
  unknown: 'cannot be judged',
};

/** What became of both captures, and who sent them. */
export function compareOutcomes(left: CaptureSummary, right: CaptureSummary, report: Report): void {
  const facts = (one: CaptureSummary): Record<string, string | null> => ({
    status: one.status === null ? null : String(one.status),
    'decided by': one.decidedBy,
    reason: one.reason,
    failure: one.failure,
    sender: one.provider,
    event: one.eventType,
    signature: one.signature === null ? null : MARKS[one.signature],
    endpoint: one.endpointName === '' ? null : one.endpointName,
    'by tunnel': one.viaTunnel ? 'yes' : 'no',
  });
  tellFacts('outcome', facts(left), facts(right), report);
}

function tellFacts(
  part: 'outcome' | 'line',
  left: Record<string, string | null>,
  right: Record<string, string | null>,
  report: Report,
): void {
  for (const path of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const before = left[path] ?? null;
    const after = right[path] ?? null;
    if (before === after) continue;
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
    report.tell({ part, kind, path, names: null, left: before, right: after });
  }
}

/** The first line: method, path step by step, HTTP version; of a reply its status. */
export function compareStartLines(left: Side, right: Side, report: Report): void {
  const version = { 'HTTP version': left.httpVersion };
  const otherVersion = { 'HTTP version': right.httpVersion };
  if (left.status !== null || right.status !== null) {
    tellFacts('line', { status: text(left.status) }, { status: text(right.status) }, report);
    return;
  }
  tellFacts(
    'line',
    { method: left.capture.method, ...pathSteps(left, right), ...version },
    { method: right.capture.method, ...pathSteps(right, left), ...otherVersion },
    report,
  );
}

const text = (status: number | null): string | null => (status === null ? null : String(status));

const pathOf = (target: string): string => target.split('?', 1)[0] ?? '';

/** Steps of a path where both have as many, else the whole. */
function pathSteps(own: Side, other: Side): Record<string, string> {
  const path = pathOf(own.capture.target);
  const steps = path.split('/').slice(1);
  const others = pathOf(other.capture.target).split('/').slice(1);
  if (steps.length !== others.length || !path.startsWith('/')) return { path };
  return Object.fromEntries(steps.map((step, i) => [`step ${i + 1} of the path`, step]));
}

/** The parameters of both targets, in order, as they are meant and as they are written. */
export function compareQueries(left: Side, right: Side, report: Report): void {
  const of = { left: queryPairs(left), right: queryPairs(right) };
  comparePairs({ part: 'query', prefix: 'query', ...of }, report);
}

export function queryPairs({ capture, charset }: Side): Pair[] {
  const source = queryOf(capture.target);
  if (source === null) return [];
  return readQuery(source, charset).fields.map(({ name, value, rawName, rawValue }) => ({
    name,
    value,
    raw: rawValue === null ? rawName : `${rawName}=${rawValue}`,
  }));
}
