import { checkHeaderToken } from '../../../preload/rules/endpoint-rules.ts';
import type { ReplayEdit } from '../../../preload/contract/replay-request.ts';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { openBody, readBody, sameBytes, type BodyProblem, type EditBody } from './edit-body.ts';
import {
  headerPairs,
  headerProblems,
  type HeaderProblems,
  type HeaderRow,
  headerRows,
} from '../../wire/headers/header-rows.ts';

/** What was captured, as far as it can be edited. */
export interface Original {
  method: string;
  target: string;
  headers: readonly HeaderPair[];
  body: Uint8Array;
}

/** An edit in the making. */
export interface Draft {
  method: string;
  target: string;
  headers: readonly HeaderRow[];
  body: EditBody;
}

export function openDraft(original: Original): Draft {
  return {
    method: original.method,
    target: original.target,
    headers: headerRows(original.headers),
    body: openBody(original.body),
  };
}

export interface Changed {
  method: boolean;
  target: boolean;
  headers: boolean;
  body: boolean;
}

export interface ReadDraft {
  changed: Changed;
  /** Only what differs from the capture; undefined where nothing does. */
  edit: ReplayEdit | undefined;
  /** Bytes that will go as the body; 0 while they cannot be read. */
  sizeBytes: number;
  problems: DraftProblems;
}

export interface DraftProblems {
  method: string | null;
  target: string | null;
  /** By key of the row. */
  headers: HeaderProblems;
  body: BodyProblem | null;
}

/**
 * Compares a draft with its original. What is as captured is left out of the edit, so that the
 * engine sends the captured bytes themselves.
 */
export function readDraft(draft: Draft, original: Original): ReadDraft {
  const body = readBody(draft.body);
  const bytes = body.ok ? body.bytes : null;
  const headers = headerPairs(draft.headers);
  const changed: Changed = {
    method: draft.method !== original.method,
    target: draft.target !== original.target,
    headers: !sameHeaders(headers, original.headers),
    body: !body.ok || (bytes !== null && !sameBytes(bytes, original.body)),
  };
  const edit: ReplayEdit = {
    ...(changed.method ? { method: draft.method } : {}),
    ...(changed.target ? { target: draft.target } : {}),
    ...(changed.headers ? { headers } : {}),
    ...(changed.body && bytes !== null ? { body: new Blob([bytes]) } : {}),
  };
  return {
    changed,
    edit: Object.keys(edit).length === 0 ? undefined : edit,
    sizeBytes: draft.body.kind === 'kept' ? draft.body.sizeBytes : (bytes?.length ?? 0),
    problems: {
      method: checkSentMethod(draft.method),
      target: checkSentTarget(draft.target),
      headers: headerProblems(draft.headers),
      body: body.ok ? null : body.problem,
    },
  };
}

export const anyChange = (changed: Changed): boolean =>
  changed.method || changed.target || changed.headers || changed.body;

export function hasProblems(problems: DraftProblems): boolean {
  return (
    problems.method !== null ||
    problems.target !== null ||
    problems.headers.size > 0 ||
    problems.body !== null
  );
}

function sameHeaders(a: readonly HeaderPair[], b: readonly HeaderPair[]): boolean {
  return (
    a.length === b.length && a.every(([name, value], i) => name === b[i]?.[0] && value === b[i][1])
  );
}

/** A replay may use any method a server could read, also in lower case. */
function checkSentMethod(method: string): string | null {
  if (method === '') return 'Enter a method, e.g. POST.';
  return checkHeaderToken(method) === null ? null : 'A method has no spaces or special characters.';
}

function checkSentTarget(target: string): string | null {
  if (!target.startsWith('/')) return 'The path starts with /.';
  if (target.includes('#')) return 'Leave out # and what follows. It never reaches a server.';
  return /^[\x21-\xff]+$/.test(target) ? null : 'The path has no spaces; write %20.';
}
