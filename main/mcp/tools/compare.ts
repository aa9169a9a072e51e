import { z } from 'zod';
import type { Difference } from '../../../preload/contract/captures/compare.ts';
import { type Cutter, untrusted } from '../cutter.ts';
import { type Answer, tool } from '../tool.ts';
import { Id } from './shapes.ts';

const VALUE_CHARS = 200;

export const compareCaptures = tool({
  name: 'compare_captures',
  title: 'Compare two captures',
  description:
    'How two captures differ, path by path. What differs every time (dates, delivery ids) is left out.',
  input: z.object({
    a: Id,
    b: Id,
    ignore: z
      .array(z.string().min(1).max(300))
      .max(50)
      .optional()
      .describe(
        'paths to leave out, such as body.items.*.price; left out: those kept in Backstitch',
      ),
    of: z.enum(['request', 'reply']).default('request'),
  }),
  calls: ['compare.pair'],
  async run({ a, b, ignore, of }, { engine, cut, signal }) {
    const found = await engine('compare.pair')(
      { left: a, right: b, of, ignore: ignore ?? 'kept' },
      signal,
    );
    return {
      identical: found.identical,
      sameBody: found.body.same,
      differences: found.differences.map((one) => differenceOf(one, cut)),
      total: found.total,
      ignored: found.ignoredTotal,
      notes: found.notes.map((note) => cut.text(note)),
    };
  },
});

function differenceOf({ part, kind, path, left, right }: Difference, cut: Cutter): Answer {
  const shown = (value: string | null): string | null => {
    if (value === null) return null;
    const safe = part === 'line' ? cut.target(value) : cut.at(`${part}.${path}`, value);
    return safe.length > VALUE_CHARS ? `${safe.slice(0, VALUE_CHARS)}…` : safe;
  };
  return {
    part,
    kind,
    untrusted: untrusted({ path: cut.text(path), a: shown(left), b: shown(right) }),
  };
}
