import { expect, it } from 'vitest';
import { traceLines } from '../../main/command-line/actions/trace.ts';
import type { Span } from '../../preload/contract/captures/trace.ts';

const span = (id: string, parent: string | null, part: Partial<Span>): Span => ({
  id,
  parent,
  name: id,
  kind: 'stage',
  startMs: 0,
  durationMs: 10,
  state: 'ok',
  note: '',
  attributes: {},
  link: null,
  ...part,
});

it('a trace as text has a line for each span, below its parent, on one axis', () => {
  const lines = traceLines({
    spans: [
      span('request', null, { durationMs: 100 }),
      span('deliver', 'request', { startMs: 50, durationMs: null, state: 'waiting' }),
      span('run', 'request', { startMs: 90, state: 'failed', note: 'Error: no' }),
      span('attempt', 'deliver', { startMs: 60, durationMs: 10 }),
    ],
  });
  expect(lines.map((line) => line.slice(52))).toEqual(
    ['request', '  deliver  waiting', '    attempt', '  run  failed: Error: no'].map(
      (line) => line,
    ),
  );
  expect(lines[0]).toContain('█'.repeat(30));
  expect(lines[1]).toMatch(/50\.0 ms +… +·{15} /);
  expect(lines[3]).toMatch(/90\.0 ms +10\.0 ms +█{3} /);
});
