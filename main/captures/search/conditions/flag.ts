import type { Flag, Part } from '../terms.ts';
import { anyOf, type Condition, own, plain } from './condition.ts';

const FLAG_SQL: Record<Flag, string> = {
  pinned: 'c.pinned = 1',
  replay: 'c.replay_of IS NOT NULL',
  tunnel: 'c.via_tunnel = 1',
  cut: 'c.cut = 1',
  failed: 'c.failure IS NOT NULL',
  refused: '(c.reason IS NOT NULL AND c.failure IS NULL)',
  imported: 'c.import_id IS NOT NULL',
  rebuilt: '(c.import_id IS NOT NULL AND c.rebuilt = 1)',
  redacted: '(c.import_id IS NOT NULL AND c.redacted = 1)',
};
const PART_SQL: Record<Part, string> = { body: '+c.size_bytes > 0', note: "c.note <> ''" };
/** Flags that few captures have and that have an index of their own. */
const RARE: ReadonlySet<Flag> = new Set(['pinned', 'replay', 'imported', 'rebuilt', 'redacted']);

export function flagCondition(flags: readonly Flag[]): Condition {
  const [first] = flags;
  const where = anyOf(flags.map((flag) => FLAG_SQL[flag]));
  return flags.length === 1 && first !== undefined && RARE.has(first) ? own(where) : plain(where);
}

export const hasCondition = (parts: readonly Part[]): Condition =>
  plain(anyOf(parts.map((part) => PART_SQL[part])));
