import { createHash } from 'node:crypto';
import type { Report } from '../difference.ts';

const ROW = 16;
/** So many rows that differ are shown. */
const ROWS = 20;

/** Compares bytes: length, SHA-256, and the first rows of 16 that differ. */
export function compareBytes(
  left: Uint8Array,
  right: Uint8Array,
  report: Report,
  at: { path: string; names: readonly string[] },
): void {
  if (Buffer.compare(left, right) === 0) return;
  const tell = (what: string, before: string | null, after: string | null): void => {
    const path = at.path === '' ? what : `${at.path}, ${what}`;
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
    report.tell({ part: 'body', kind, path, names: at.names, left: before, right: after });
  };
  if (left.length !== right.length) tell('length', `${left.length} bytes`, `${right.length} bytes`);
  tell('SHA-256', sha256(left), sha256(right));
  let rows = 0;
  let more = false;
  for (let from = 0; from < Math.max(left.length, right.length); from += ROW) {
    const before = left.subarray(from, from + ROW);
    const after = right.subarray(from, from + ROW);
    if (Buffer.compare(before, after) === 0) continue;
    if (rows === ROWS) {
      more = true;
      break;
    }
    rows += 1;
    tell(`offset 0x${from.toString(16)}`, hex(before), hex(after));
  }
  if (more) report.note(`Only the first ${ROWS} rows of bytes that differ are listed.`);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const hex = (bytes: Uint8Array): string | null =>
  bytes.length === 0
    ? null
    : [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
