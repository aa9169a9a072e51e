import { z } from 'zod';
import type { Difference } from '../../../preload/contract/captures/compare.ts';
import type { Portable } from '../../interchange/portable.ts';
import { bodyText } from '../body-text.ts';
import type { Cutter } from '../../interchange/cutter.ts';
import { untrusted } from '../untrusted.ts';
import { type Answer, tool } from '../tool.ts';
import { Id } from './shapes.ts';

const VALUE_CHARS = 200;

export const compareCaptures = tool({
  name: 'compare_captures',
  title: 'Compare two captures',
  description:
    'How two captures differ, path by path. What differs every time (dates, delivery ids) is left out, and ' +
    'so are values that differ in every capture of the event: `learned` names their paths.',
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
  async run({ a, b, ignore, of }, { engine, capture, cut, signal }) {
    const found = await engine('compare.pair')(
      { left: a, right: b, of, ignore: ignore ?? 'kept', learned: true },
      signal,
    );
    const texts = NAMELESS.has(found.body.reading)
      ? await Promise.all([a, b].map(async (id) => textOf(await capture(id), of)))
      : undefined;
    return {
      identical: found.identical,
      sameBody: found.body.same,
      differences: found.differences.map((one) => differenceOf(one, cut, texts)),
      total: found.total,
      ignored: found.ignoredTotal,
      learned: untrusted({ paths: found.learned.map((path) => cut.text(path)) }),
      notes: found.notes.map((note) => cut.text(note)),
    };
  },
});

/** Read so, a value has no name that says what it is: a line of a form stands there by itself. */
const NAMELESS: ReadonlySet<string> = new Set(['text', 'bytes']);

async function textOf(capture: Portable, of: 'request' | 'reply'): Promise<string> {
  const { headers, body, reply, replyBody } = capture;
  const told =
    of === 'request'
      ? await bodyText(headers, body)
      : await bodyText(reply?.headers ?? [], replyBody ?? new Uint8Array());
  return told.encoding === 'text' ? told.text : '';
}

/** @param texts the bodies as they may be shown, where values have no names: nothing else is shown */
function differenceOf(
  { part, kind, path, left, right }: Difference,
  cut: Cutter,
  texts: readonly string[] | undefined,
): Answer {
  const shown = (value: string | null, text: string | undefined): string | null => {
    if (value === null) return null;
    const isHidden = part === 'body' && text !== undefined && !text.includes(value);
    if (isHidden && path !== 'format') return '[not shown: read the bodies with get_capture]';
    const safe = part === 'line' ? cut.target(value) : cut.at(`${part}.${path}`, value);
    return safe.length > VALUE_CHARS ? `${safe.slice(0, VALUE_CHARS)}…` : safe;
  };
  return {
    part,
    kind,
    untrusted: untrusted({
      path: cut.text(path),
      a: shown(left, texts?.[0]),
      b: shown(right, texts?.[1]),
    }),
  };
}
