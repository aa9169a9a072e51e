import type { z } from 'zod';
import type { BodyReading } from '../../../preload/contract/captures/compare.ts';
import type { BodyKind } from '../../decode/body-kind.ts';
import { type FormField, readForm } from '../../decode/form-fields.ts';
import { linesOf } from '../../decode/json-text.ts';
import { type Part, partContent, toldOfPart } from '../../decode/multipart.ts';
import { readBody, type Reading } from '../../decode/reading.ts';
import type { Told } from '../../decode/told.ts';
import type { Report } from '../difference.ts';
import { compareJson, type JsonPlace } from '../json/compare-json.ts';
import { readJsonText } from '../json/read-json.ts';
import { compareBytes } from './bytes.ts';
import { compareHeaders } from './headers.ts';
import { compareLines } from './lines.ts';
import { comparePairs, type Pair } from './pairs.ts';

type Read = z.infer<typeof BodyReading>;

interface Body {
  bytes: Uint8Array;
  told: Told;
  reading: Reading;
}

/** Where a body stands in what it is a part of: `part[file]`, or nothing. */
interface At {
  path: string;
  names: readonly string[];
}

const MAX_DEPTH = 3;
/** Longer texts are not cut into lines. */
const LONGEST_TEXT = 16 * 1024 * 1024;

export const bodyOf = (bytes: Uint8Array, told: Told): Body => ({
  bytes,
  told,
  reading: readBody(bytes, told),
});

/** Compares bodies as what they are; where they are of two kinds, as texts or as bytes. */
export function compareBodies(left: Body, right: Body, report: Report): Read {
  return compareAt(left, right, report, { path: '', names: ['body'] }, 0);
}

function compareAt(left: Body, right: Body, report: Report, at: At, depth: number): Read {
  const kinds = [left.reading.kind(), right.reading.kind()] as const;
  if (kinds[0] === 'empty' && kinds[1] === 'empty') return 'none';
  if (kinds[0] !== kinds[1]) {
    const labels = [left.reading.verdict().label, right.reading.verdict().label] as const;
    const path = at.path === '' ? 'format' : `${at.path}, format`;
    report.tell({
      part: 'body',
      kind: 'type',
      path,
      names: null,
      left: labels[0],
      right: labels[1],
    });
    if (kinds.includes('empty')) return onlyOne(left, right, report, at);
  }
  return compareAs(kinds[0] === kinds[1] ? kinds[0] : 'text', { left, right, report, at, depth });
}

interface Both {
  left: Body;
  right: Body;
  report: Report;
  at: At;
  depth: number;
}

function compareAs(kind: BodyKind, both: Both): Read {
  switch (kind) {
    case 'json':
      return asJson(both) ? 'json' : asText(both);
    case 'ndjson':
      return asRecords(both) ? 'ndjson' : asText(both);
    case 'form':
      return asForm(both);
    case 'multipart':
      return both.depth < MAX_DEPTH ? asParts(both) : asBytes(both);
    case 'image':
    case 'binary':
      return asBytes(both);
    case 'empty':
      return 'none';
    case 'text':
    case 'xml':
    case 'svg':
      return asText(both);
  }
}

/** One side has no body: what the other has is told at once, not line by line. */
function onlyOne(left: Body, right: Body, report: Report, at: At): Read {
  const wordsOf = (body: Body): string | null =>
    body.bytes.length === 0 ? null : (body.reading.words() ?? `${body.bytes.length} bytes`);
  const kind = left.bytes.length === 0 ? 'added' : 'removed';
  const path = at.path === '' ? 'body' : at.path;
  const values = { left: wordsOf(left), right: wordsOf(right) };
  report.tell({ part: 'body', kind, path, names: at.names, ...values });
  return 'text';
}

/** @returns false where a side is no JSON, or holds too much. */
function asJson({ left, right, report, at }: Both): boolean {
  return compareTexts(left.reading.decoded().text, right.reading.decoded().text, report, at);
}

function compareTexts(left: string, right: string, report: Report, at: At): boolean {
  let a = readJsonText(left);
  let b = readJsonText(right);
  if (a && b && a.isFolded !== b.isFolded) {
    a = readJsonText(left, true);
    b = readJsonText(right, true);
  }
  if (!a || !b) return false;
  if (a.isFolded) {
    report.note('The bodies are large: below the second level, values are compared as written.');
  }
  const place: JsonPlace = { left: '', right: '', shown: at.path, names: [] };
  compareJson(
    a,
    b,
    ({ kind, place: there, left: before, right: after }) => {
      report.tell({
        part: 'body',
        kind,
        path: there.shown === '' ? 'the whole' : there.shown,
        names: [...at.names, ...there.names],
        leftPointer: at.path === '' ? there.left : null,
        rightPointer: at.path === '' ? there.right : null,
        left: before,
        right: after,
      });
    },
    place,
  );
  return true;
}

/** Records of newline-delimited JSON, those of the same line. */
function asRecords({ left, right, report, at }: Both): boolean {
  const lefts = [...linesOf(left.reading.decoded().text)];
  const rights = [...linesOf(right.reading.decoded().text)];
  for (let i = 0; i < Math.max(lefts.length, rights.length); i += 1) {
    const before = lefts[i] ?? null;
    const after = rights[i] ?? null;
    if (before === after) continue;
    const there = { path: `${at.path}[${i}]`, names: [...at.names, '*'] };
    if (before !== null && after !== null && compareTexts(before, after, report, there)) continue;
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
    report.tell({ part: 'body', kind, ...there, left: before, right: after });
  }
  return true;
}

function asForm({ left, right, report, at }: Both): Read {
  const of = { part: 'body', prefix: at.names.join('.') } as const;
  const pairs = { left: formPairs(left), right: formPairs(right) };
  comparePairs({ ...of, ...pairs }, report, (name, before, after) => {
    // A field that holds JSON, as `payload` of GitHub does, is compared by path.
    if (!/^\s*[[{]/.test(before) || !/^\s*[[{]/.test(after)) return false;
    return compareTexts(before, after, report, { path: name, names: [...at.names, name] });
  });
  return 'form';
}

export function formPairs({ bytes, told }: Body): Pair[] {
  return readForm(bytes, told).fields.map(({ name, value, rawName, rawValue }: FormField) => ({
    name,
    value,
    raw: rawValue === null ? rawName : `${rawName}=${rawValue}`,
  }));
}

/** Parts by name, in turn where a name comes again; another boundary is no difference. */
function asParts({ left, right, report, at, depth }: Both): Read {
  const lefts = namedParts(left);
  const rights = namedParts(right);
  for (const id of new Set([...lefts.keys(), ...rights.keys()])) {
    const before = lefts.get(id);
    const after = rights.get(id);
    const there = {
      path: `${at.path}part[${id}]`,
      names: [...at.names, (before ?? after)?.name ?? id],
    };
    if (before && after) {
      const inner: Report = {
        note: report.note,
        tell: (told) =>
          report.tell({
            ...told,
            part: 'body',
            path: `${there.path}, ${told.path}`,
            names: there.names,
          }),
      };
      compareHeaders(before.part.headers, after.part.headers, inner);
      compareAt(before.body, after.body, report, there, depth + 1);
      continue;
    }
    const shown = (one: typeof before): string | null =>
      one ? `${one.body.bytes.length} bytes` : null;
    const kind = before ? 'removed' : 'added';
    report.tell({ part: 'body', kind, ...there, left: shown(before), right: shown(after) });
  }
  return 'multipart';
}

function namedParts({ bytes, told, reading }: Body) {
  const found = new Map<string, { name: string; part: Part; body: Body }>();
  const seen = new Map<string, number>();
  for (const part of reading.parts().parts) {
    const name = part.name ?? part.filename ?? 'without a name';
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    const body = bodyOf(partContent(bytes, part), toldOfPart(part, told));
    found.set(nth === 1 ? name : `${name}(${nth})`, { name, part, body });
  }
  return found;
}

function asText(both: Both): Read {
  const { left, right, report, at } = both;
  const before = left.reading.words();
  const after = right.reading.words();
  if (before === null || after === null) return asBytes(both);
  if (before.length + after.length > LONGEST_TEXT) return asBytes(both);
  compareLines(before, after, report, at);
  // Texts may be the same where bytes are not: a byte order mark, another charset.
  if (before === after && Buffer.compare(left.bytes, right.bytes) !== 0) {
    report.note('The texts are the same, but written in other bytes.');
  }
  return 'text';
}

function asBytes({ left, right, report, at }: Both): Read {
  compareBytes(left.bytes, right.bytes, report, at);
  return 'bytes';
}
