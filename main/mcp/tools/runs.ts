import { z } from 'zod';
import { RunId, type FunctionRun } from '../../../preload/contract/apps/function-runs.ts';
import { BackstitchError } from '../../lib/errors.ts';
import type { Cutter } from '../../interchange/cutter.ts';
import { untrusted } from '../untrusted.ts';
import { type Answer, tool } from '../tool.ts';
import { Id, known, timeOf } from './shapes.ts';

export const listRuns = tool({
  name: 'list_runs',
  title: 'Function runs',
  description: 'Runs of functions of apps, newest first, with how they ended.',
  input: z.object({
    name: z.string().max(500).optional().describe('`service/webhook`, a route, or a function'),
    limit: z.number().int().min(1).max(50).default(20),
    before: z.string().max(60).optional().describe('`next` of the page before'),
  }),
  calls: ['functions.runs'],
  async run({ name, limit, before }, { engine, cut, signal }) {
    const { items, next } = await engine('functions.runs')({ name, limit, before }, signal);
    return {
      runs: items.map((run) =>
        known({
          id: run.id,
          captureId: run.captureId,
          kind: run.kind,
          name: run.name,
          at: timeOf(run.startedAt),
          durationMs: run.durationMs,
          logLines: run.logCount,
          serviceCalls: run.hostCallCount,
          failed: run.error !== null,
          untrusted:
            run.error === null ? null : untrusted(cut.text(run.error.message).slice(0, 500)),
        }),
      ),
      next,
    };
  },
});

export const getRun = tool({
  name: 'get_run',
  title: 'Read a function run',
  description:
    'One run of a function: how long it took, what it logged, which services it called, and its error ' +
    'with the line. Ask by `id`, or by the `captureId` that led to it.',
  input: z.object({ id: RunId.optional(), captureId: Id.optional() }),
  calls: ['functions.run', 'functions.runOf'],
  async run({ id, captureId }, { engine, cut, signal }) {
    if (id !== undefined) return runOf(await engine('functions.run')({ id }, signal), cut);
    if (captureId === undefined) {
      throw new BackstitchError('BAD_INPUT', 'Which run is meant?', {
        hint: 'Pass the id of a run, or the captureId of the capture that led to it.',
      });
    }
    const run = await engine('functions.runOf')({ id: captureId }, signal);
    return run === null
      ? { problem: 'This capture led to no run of a function.' }
      : runOf(run, cut);
  },
});

/** What functions logged, were given and answered may be anybody's: it is what webhooks brought. */
export function runOf(run: Omit<FunctionRun, 'id'> & { id?: string }, cut: Cutter): Answer {
  const text = (given: string | null): string | null => given && cut.text(given);
  return known({
    id: run.id,
    captureId: run.captureId,
    kind: run.kind,
    name: run.name,
    at: timeOf(run.startedAt),
    durationMs: run.durationMs,
    memoryBytes: run.memoryBytes,
    failed: run.error !== null,
    errorCode: run.error?.code,
    repliedStatus: run.reply?.status,
    logsCut: run.logsCut,
    error:
      run.error === null
        ? null
        : {
            line: run.error.stack.find(({ line }) => line !== null)?.line ?? null,
            untrusted: untrusted({
              name: run.error.name,
              message: cut.text(run.error.message),
              stack: run.error.stack.slice(0, 10).map((frame) => cut.text(frame.text)),
            }),
          },
    logs: run.logs.map((line) => ({
      atMs: line.atMs,
      level: line.level,
      untrusted: untrusted(cut.text(line.text)),
    })),
    serviceCalls: run.hostCalls.map((call) => ({
      service: call.service,
      action: call.action,
      mode: call.mode,
      durationMs: call.durationMs,
      errorCode: call.error?.code ?? null,
      untrusted: untrusted({
        args: cut.text(call.args),
        result: text(call.result),
        error: call.error && cut.text(call.error.message),
      }),
    })),
    untrusted: untrusted({ arguments: text(run.args), result: text(run.result) }),
  });
}
