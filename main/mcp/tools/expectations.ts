import { z } from 'zod';
import {
  type CheckInput,
  Expectation,
  ExpectationName,
  type ExpectationReport,
} from '../../../preload/contract/interchange/expectations.ts';
import { durationMs } from '../../../preload/rules/times.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Cutter } from '../../interchange/cutter.ts';
import { type Answer, tool } from '../tool.ts';
import { untrusted } from '../untrusted.ts';
import { refuseHidden } from './refuse-hidden.ts';
import { known } from './shapes.ts';

const MOST_MS = 50_000;
/** Judging goes on after the wait; clients give up after a minute. */
const GRACE_MS = 6000;

const EXAMPLE =
  '{"search": "path:/orders", "count": {"min": 1}, "each": [{"json": "$.id", "type": "string"}, ' +
  '{"signature": "ok"}, {"reply": {"status": "2xx"}}]}';

export const checkExpectation = tool({
  name: 'check_expectation',
  title: 'Check an expectation',
  description:
    'Judges captures by what must hold of them, and says what does not. By default it waits up to 10 seconds, 50 at ' +
    'most, for what arrives from now on; pass `since` for what is there.',
  waits: true,
  // Not the schema: with every form of an assertion, it is as long as all other tools together.
  input: z.object({
    expectation: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        `search, count, within, quietFor, order, each, some, distinct. Such as ${EXAMPLE}. Assertions look at ` +
          'method, path, provider, event, contentType, header, query, form, json, body, signature, reply or delivered',
      ),
    name: ExpectationName.optional().describe('of one that a person saved, instead'),
    since: z.string().max(60).optional().describe('10m, a time, a capture, a mark, or all'),
    withinSeconds: z.number().min(0).max(50).optional().describe('0 judges what is there'),
  }),
  calls: ['expectations.check', 'expectations.get'],
  async run({ expectation, name, since, withinSeconds }, { engine, judge, cut, redacts, signal }) {
    if ((expectation === undefined) === (name === undefined)) {
      throw new BackstitchError('BAD_INPUT', 'Send an expectation, or the name of a saved one.');
    }
    const asked = name === undefined ? parsed(expectation, cut) : await saved(name);
    const within =
      withinSeconds === undefined
        ? Math.min(durationMs(asked.within ?? '10s') ?? 0, MOST_MS)
        : withinSeconds * 1000;
    const input: CheckInput = {
      expectation: { ...asked, within: `${Math.round(within)}ms` },
      since,
      now: withinSeconds === 0,
    };
    const late = AbortSignal.timeout(within + GRACE_MS);
    const over = AbortSignal.any([signal, late]);
    try {
      const report = redacts
        ? await judge(input, over)
        : await engine('expectations.check')(input, over);
      return answerOf(report);
    } catch (error) {
      if (signal.aborted || !late.aborted) throw error;
      return { problem: 'There are too many captures to judge in a minute. Narrow the search.' };
    }

    async function saved(called: string): Promise<Expectation> {
      const found = await engine('expectations.get')({ name: called }, signal);
      return { ...found.expectation, name: called };
    }
  },
});

/** @throws BackstitchError EXPECTATION_INVALID, SEARCH_INVALID */
function parsed(given: unknown, cut: Cutter): Expectation {
  const read = Expectation.safeParse(given);
  if (!read.success) {
    throw new BackstitchError('EXPECTATION_INVALID', z.prettifyError(read.error), {
      hint: `An expectation is such as ${EXAMPLE}`,
      field: 'expectation',
    });
  }
  for (const search of [read.data.search ?? '', ...(read.data.order ?? [])]) {
    refuseHidden(search, cut);
  }
  return read.data;
}

function answerOf(report: ExpectationReport): Answer {
  const { name, ok, durationMs: took, captures, captureIds, tests, near } = report;
  return {
    name,
    ok,
    durationMs: took,
    captures,
    captureIds: captureIds.slice(0, 20),
    tests: tests.map((test) =>
      known({
        name: test.name,
        ok: test.ok,
        captureIds: test.ok ? undefined : test.captureIds.slice(0, 20),
        untrusted: test.ok
          ? undefined
          : untrusted({ expected: test.expected, found: test.found, misses: test.misses }),
      }),
    ),
    near: near.map(({ captureId, what, lacks }) => ({
      captureId,
      untrusted: untrusted({ what, lacks }),
    })),
  };
}
