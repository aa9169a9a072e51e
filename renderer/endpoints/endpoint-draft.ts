import { checkName, endpointProblems } from '../../preload/rules/endpoint-rules.ts';
import type { Endpoint, EndpointInput } from '../../preload/contract/endpoints.ts';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { shapedLike } from '../drafts/shaped-like.ts';
import {
  type ChaosDraft,
  chaosDraftOf,
  packChaos,
  readChaosDraft,
  unpackChaos,
} from './chaos/chaos-draft.ts';
import { headerPairs, headerRows, type HeaderRow } from '../wire/headers/header-rows.ts';

/** An endpoint as one edits it: a number is null while its text is none. */
export interface EndpointDraft {
  name: string;
  enabled: boolean;
  path: string;
  methods: readonly string[];
  status: number | null;
  headers: readonly HeaderRow[];
  bodyKind: 'text' | 'json';
  body: string;
  delayMs: number | null;
  failCount: number | null;
  failStatus: number | null;
  /** null: nothing goes wrong on purpose. */
  chaos: ChaosDraft | null;
}

export function draftOf(endpoint: EndpointInput): EndpointDraft {
  const { reply } = endpoint;
  return {
    name: endpoint.name,
    enabled: endpoint.enabled,
    path: endpoint.path,
    methods: endpoint.methods,
    status: reply.status,
    headers: headerRows(reply.headers),
    bodyKind: reply.bodyKind,
    body: reply.body,
    delayMs: reply.delayMs,
    failCount: reply.failFirst.count,
    failStatus: reply.failFirst.status,
    chaos: chaosDraftOf(reply.chaos),
  };
}

/** An endpoint as it can be saved again. */
export function inputOf(endpoint: Endpoint): EndpointInput {
  const { name, enabled, path, methods, reply, forward } = endpoint;
  return { name, enabled, path, methods, reply, forward };
}

/** A copy under a name and, so that it is not shadowed at once, a path of its own. */
export function duplicateOf(endpoint: Endpoint, others: readonly Endpoint[]): EndpointInput {
  const name = freeVariant(
    `${endpoint.name.slice(0, 70)} copy`,
    ' ',
    new Set(others.map((other) => other.name)),
  );
  const path = freeVariant(
    `${endpoint.path.replace(/\/$/, '')}-copy`,
    '-',
    new Set(others.map((other) => other.path)),
  );
  return { ...inputOf(endpoint), name, path: path.startsWith('/') ? path : `/${path}` };
}

function freeVariant(wanted: string, joint: string, taken: ReadonlySet<string>): string {
  let variant = wanted;
  for (let n = 2; taken.has(variant); n += 1) variant = `${wanted}${joint}${n}`;
  return variant;
}

/** What to call each field in the problems is the path of the field in the input. */
export type DraftProblems = ReadonlyMap<string, string>;

export interface ReadEndpoint {
  /** Null while there are problems. */
  input: EndpointInput | null;
  problems: DraftProblems;
}

const RANGES = {
  'reply.status': [200, 599, 'A status is a whole number from 200 to 599.'],
  'reply.delayMs': [0, 120_000, 'A delay is a whole number from 0 to 120,000 ms.'],
  'reply.failFirst.count': [0, 1000, 'A whole number from 0 to 1,000.'],
  'reply.failFirst.status': [400, 599, 'A failure has a status from 400 to 599.'],
} as const;

/**
 * What a draft comes to, checked by the rules the engine applies too. Where it forwards to is not
 * part of it.
 *
 * @param takenNames of the other endpoints
 */
export function readEndpointDraft(
  draft: EndpointDraft,
  takenNames: readonly string[],
): ReadEndpoint {
  const problems = new Map<string, string>();
  const inRange = (field: keyof typeof RANGES, value: number | null): number => {
    const [least, most, message] = RANGES[field];
    const fits = value !== null && Number.isInteger(value) && value >= least && value <= most;
    if (!fits) problems.set(field, message);
    return value ?? least;
  };
  const input: EndpointInput = {
    name: draft.name.trim(),
    enabled: draft.enabled,
    path: draft.path.trim(),
    methods: [...draft.methods],
    reply: {
      status: inRange('reply.status', draft.status),
      headers: headerPairs(draft.headers),
      bodyKind: draft.bodyKind,
      body: draft.body,
      delayMs: inRange('reply.delayMs', draft.delayMs),
      failFirst: {
        count: inRange('reply.failFirst.count', draft.failCount),
        status: inRange('reply.failFirst.status', draft.failStatus),
      },
      chaos: readChaosDraft(draft.chaos, problems),
    },
  };
  for (const { field, message } of endpointProblems(input)) problems.set(field, message);
  const taken = takenNames.some((name) => name.toLowerCase() === input.name.toLowerCase());
  if (checkName(input.name) === null && taken) {
    problems.set('name', `There is already an endpoint named “${input.name}”.`);
  }
  if (draft.body.length > 1_000_000) {
    problems.set('reply.body', 'A reply has at most 1,000,000 characters.');
  }
  return { input: problems.size === 0 ? input : null, problems };
}

/** Problems of header rows by their key; rows still empty are no headers and have none. */
export function headerRowProblems(
  rows: readonly HeaderRow[],
  problems: DraftProblems,
): ReadonlyMap<number, { name: string | null; value: string | null }> {
  const counted = rows.filter((row) => headerPairs([row]).length > 0);
  return new Map(
    counted.flatMap((row, i) => {
      const name = problems.get(`reply.headers.${i}.0`) ?? null;
      const value = problems.get(`reply.headers.${i}.1`) ?? null;
      return name === null && value === null ? [] : [[row.key, { name, value }] as const];
    }),
  );
}

/** Whether two drafts come to the same endpoint, whatever their rows are called. */
export function sameDraft(a: EndpointDraft, b: EndpointDraft): boolean {
  const plain = (draft: EndpointDraft): string => JSON.stringify(packDraft(draft));
  return plain(a) === plain(b);
}

/** As it is kept while it is not saved: rows have no names of their own there. */
export function packDraft(draft: EndpointDraft) {
  return {
    ...draft,
    headers: headerPairs(draft.headers),
    chaos: draft.chaos && packChaos(draft.chaos),
  };
}

/** What was kept of a draft; null where it is none. */
export function unpackDraft(kept: unknown, saved: EndpointDraft): EndpointDraft | null {
  if (!shapedLike(packDraft(saved), kept) || !kept.headers.every(isPair)) return null;
  const chaos = unpackChaos(kept.chaos);
  if (chaos === undefined) return null;
  return { ...kept, headers: headerRows(kept.headers), chaos };
}

const isPair = (pair: unknown): pair is HeaderPair =>
  Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string');
