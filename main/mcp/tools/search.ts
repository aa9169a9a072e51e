import { z } from 'zod';
import { charsOf } from '../size.ts';
import type { Answer, ToolContext } from '../tool.ts';
import { tool } from '../tool.ts';
import { refuseHidden } from './refuse-hidden.ts';
import { Search, Since, summaryOf } from './shapes.ts';

/** Leaves room for what stands around a list. */
const LIST_CHARS = 18_000;

export const searchCaptures = tool({
  name: 'search_captures',
  title: 'Search captures',
  description:
    'Captured webhooks that a search finds, newest first: time, status, sender, signature, and in ' +
    '`untrusted` method, target and event. Read one with get_capture.',
  input: z.object({
    search: Search.default(''),
    limit: z.number().int().min(1).max(50).default(20),
    before: z.string().max(60).optional().describe('`next` of the page before'),
    since: Since.optional(),
  }),
  calls: ['captures.list', 'captures.problemsOf'],
  async run({ search, limit, before, since }, context) {
    const { engine, cut, signal } = context;
    refuseHidden(search, cut);
    const byTime = since !== undefined && /^\d{12,15}$/.test(since);
    const page = await engine('captures.list')(
      { search, limit, before, from: byTime ? Number(since) : undefined },
      signal,
    );
    // Ids sort by arrival.
    const later = page.items.filter(({ id }) => since === undefined || byTime || id > since);
    const captures: Answer[] = [];
    let chars = 0;
    for (const item of later) {
      const one = summaryOf(item, cut);
      chars += charsOf(one);
      if (captures.length > 0 && chars > LIST_CHARS) break;
      captures.push(one);
    }
    const isWhole = captures.length === later.length;
    const last = later[captures.length - 1];
    return {
      captures,
      next: isWhole ? (later.length < page.items.length ? null : page.next) : (last?.id ?? null),
      ...problemsIn(page.problems),
    };
  },
});

export const waitForCapture = tool({
  name: 'wait_for_capture',
  title: 'Wait for captures',
  description:
    'Waits until captures match a search, at most 50 seconds. By default only what arrives from now ' +
    'on counts: call it before or while the webhook is triggered, or pass `since`.',
  waits: true,
  input: z.object({
    search: Search.default(''),
    count: z.number().int().min(1).max(50).default(1),
    timeoutSeconds: z.number().min(0).max(50).default(30),
    since: Since.optional().describe('also what came before: later than this'),
  }),
  calls: ['captures.wait', 'captures.mark', 'captures.problemsOf'],
  async run({ search, count, timeoutSeconds, since }, { engine, cut, now, signal }) {
    refuseHidden(search, cut);
    const problems = await engine('captures.problemsOf')({ text: search }, signal);
    if (problems.some(({ kind }) => kind === 'mistake')) {
      return { captures: [], timedOut: false, ...problemsIn(problems) };
    }
    const from = since ?? (await engine('captures.mark')()).mark;
    const end = now() + timeoutSeconds * 1000;
    for (;;) {
      const timeoutMs = Math.max(0, Math.min(25_000, end - now()));
      const { items, done } = await engine('captures.wait')(
        { search, since: from, count, settled: true, timeoutMs: Math.round(timeoutMs) },
        signal,
      );
      signal.throwIfAborted();
      if (!done && now() < end) continue;
      const captures = items.slice(0, count).map((one) => summaryOf(one, cut));
      if (done) return { captures, timedOut: false, since: from };
      return { captures, timedOut: true, since: from, cameInstead: await others(from) };
    }

    /** What came while the search found too little: often the answer to why. */
    async function others(mark: string): Promise<Answer[]> {
      const { items } = await engine('captures.wait')(
        { search: '', since: mark, count: 1, settled: false, timeoutMs: 0 },
        signal,
      );
      return items.slice(-5).map((one) => summaryOf(one, cut));
    }
  },
});

type Problems = Awaited<ReturnType<ReturnType<ToolContext<'captures.problemsOf'>['engine']>>>;

const problemsIn = (problems: Problems): Answer =>
  problems.length === 0
    ? {}
    : {
        problems: problems.map(({ message, kind, fixes }) => ({
          message,
          kind,
          didYouMean: fixes.map(({ text }) => text),
        })),
      };
