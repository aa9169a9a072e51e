import type { EventTypeId } from '../../preload/contract/captures/events.ts';
import type {
  EventChange,
  EventChangeId,
  EventExample,
  EventType,
  EventTypeDetail,
} from '../../preload/contract/captures/event-types.ts';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import type { CaptureId, EndpointId } from '../../preload/contract/shapes.ts';
import { BREAKING } from '../../preload/rules/drift-kinds.ts';
import { quoteValue } from '../captures/search/lex.ts';
import { fieldsOf } from './schema/fields.ts';
import { type Named, titleOf, urnOf } from './schema/names.ts';
import type { ListedType } from './store.ts';
import { type Facts, rateOf } from './study/facts.ts';
import type { Learned } from './study/packed.ts';
import type { ChangeRow, Mutes } from './study/type-row.ts';

// Rows as the contract has them.

export const typeId = (id: number): EventTypeId => `et_${id}` as EventTypeId;
export const changeId = (id: number): EventChangeId => `ec_${id}` as EventChangeId;
/** @returns -1 where it is none */
export const rowIdIn = (id: string): number => Number(/^e[tc]_(\d+)$/.exec(id)?.[1] ?? -1);

/** Facts of a row. This program wrote them itself. */
export const factsOf = ({ facts }: Pick<ListedType, 'facts'>): Facts => JSON.parse(facts) as Facts;

export const namedOf = (row: ListedType, { endpointName }: Facts): Named => ({
  provider: row.provider,
  event: row.event,
  version: row.version,
  endpointName: endpointName === '' ? 'endpoint' : endpointName,
  method: row.method,
});

/** @param now epoch ms */
export function presentType(row: ListedType, held: number, now: number): EventType {
  const facts = factsOf(row);
  const { sizes } = facts;
  const { baseline_at: at, baseline_kind: kind } = row;
  const named = namedOf(row, facts);
  return {
    id: typeId(row.id),
    provider: row.provider,
    event: row.event,
    version: row.version,
    endpointId: row.endpoint_id as EndpointId | null,
    endpointName: named.endpointName,
    method: row.method,
    title: titleOf(named),
    urn: urnOf(named),
    search: searchOf(row),
    count: row.count,
    held,
    firstAt: row.first_at,
    lastAt: row.last_at,
    sizes: { average: sizes.n === 0 ? 0 : sizes.sum / sizes.n, min: sizes.min, max: sizes.max },
    rate: rateOf(facts, now),
    samples: row.samples,
    learning: at === null,
    baseline: at === null || kind === null ? null : { kind, at },
    open: row.open,
    breaking: row.breaking,
  };
}

/** What finds the captures of a type, and no others. */
function searchOf({ provider, event, version, endpoint_id: endpoint, method }: ListedType): string {
  const whole = (field: string, value: string | null): string =>
    value === null ? `-${field}:*` : `${field}:=${quoteValue(value)}`;
  const who =
    provider === null
      ? ['-provider:*', `endpoint:${quoteValue(endpoint ?? '')}`, `method:${method}`]
      : [`provider:${quoteValue(provider)}`];
  const versioned = version === null ? [] : [whole('version', version)];
  return [...who, whole('event', event), ...versioned].join(' ');
}

interface Captures {
  publicId: (rowId: number) => CaptureId;
  isHeld: (rowId: number) => boolean;
  summaryOf: (rowId: number) => CaptureSummary | undefined;
}

export function presentDetail(
  type: EventType,
  row: ListedType,
  learned: Learned | null,
  captures: Captures,
): EventTypeDetail {
  return {
    ...type,
    fields: learned === null ? [] : fieldsOf(learned.shape),
    examples: examplesOf(factsOf(row), captures),
    mutes: JSON.parse(row.mutes) as Mutes,
  };
}

function examplesOf(
  { examples, smallest, largest }: Facts,
  { summaryOf }: Captures,
): EventExample[] {
  const as =
    (why: EventExample['why']) =>
    (rowId: number): EventExample[] => {
      const found = summaryOf(rowId);
      if (found === undefined) return [];
      const { id, receivedAt, sizeBytes } = found;
      return [{ id, why, receivedAt, sizeBytes }];
    };
  return [
    ...examples.flatMap(as('newest')),
    ...as('smallest')(smallest),
    ...as('largest')(largest),
  ];
}

export function presentChange(row: ChangeRow, title: string, captures: Captures): EventChange {
  const ids = JSON.parse(row.captures) as number[];
  return {
    id: changeId(row.id),
    typeId: typeId(row.type_id),
    title,
    path: row.path,
    kind: row.kind,
    breaking: BREAKING.has(row.kind),
    was: row.was,
    now: row.now,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
    captureIds: ids.filter(captures.isHeld).map(captures.publicId),
    state: row.state,
  };
}
