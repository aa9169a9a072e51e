import { describe, expect, it } from 'vitest';
import type { Span } from '../../../preload/contract/captures/trace.ts';
import { firstChosen, nextFailed, rowsOf } from '../../../renderer/trace/span-tree.ts';
import { spanName } from '../../../renderer/trace/span-words.ts';

const span = (
  id: string,
  parent: string | null,
  startMs: number,
  more: Partial<Span> = {},
): Span => ({
  id,
  parent,
  name: id,
  kind: 'attempt',
  startMs,
  durationMs: 10,
  state: 'ok',
  note: '',
  attributes: {},
  link: null,
  ...more,
});

const SPANS = [
  span('root', null, 0, { kind: 'request' }),
  span('late', 'root', 50, { kind: 'delivery', durationMs: 100 }),
  span('early', 'root', 1, { kind: 'stage' }),
  span('try 1', 'late', 60, { state: 'failed', note: 'Nothing listens there.' }),
  span('try 2', 'late', 200),
];
const shown = (folded: string[] = [], filter = ''): string[] =>
  rowsOf(SPANS, new Set(folded), filter).map(({ span: { id }, level }) => `${level} ${id}`);

describe('the rows of a trace', () => {
  it('stand below what they are part of, in the order they began', () => {
    expect(shown()).toEqual(['1 root', '2 early', '2 late', '3 try 1', '3 try 2']);
  });

  it('fold away what is below them', () => {
    expect(shown(['late'])).toEqual(['1 root', '2 early', '2 late']);
    expect(rowsOf(SPANS, new Set(['late']), '')[2]).toMatchObject({
      folded: true,
      hasChildren: true,
    });
  });

  it('are found by name, note and facts, with all above them, also where folded', () => {
    expect(shown(['late'], 'LISTENS')).toEqual(['1 root', '2 late', '3 try 1']);
    expect(shown([], 'nowhere')).toEqual([]);
  });

  it('say where a child outlives them', () => {
    const rows = rowsOf(SPANS, new Set(), '');
    expect(rows.find(({ span: { id } }) => id === 'late')?.outlivedTo).toBe(210);
    expect(rows.find(({ span: { id } }) => id === 'early')?.outlivedTo).toBeNull();
  });

  it('lead from failure to failure and round again', () => {
    const rows = rowsOf(SPANS, new Set(), '');
    expect(nextFailed(rows, 0)).toBe(3);
    expect(nextFailed(rows, 3)).toBe(3);
    expect(nextFailed(rowsOf(SPANS, new Set(), 'early'), 0)).toBe(-1);
  });

  it('begin with the run, else with what failed, else with the request', () => {
    expect(firstChosen(SPANS)).toBe('try 1');
    expect(firstChosen([...SPANS, span('r', 'root', 2, { kind: 'run' })])).toBe('r');
    expect(firstChosen(SPANS.slice(0, 1))).toBe('root');
    expect(firstChosen([])).toBeNull();
  });
});

describe('the name of a span', () => {
  it.each([
    [
      span('attempt 2', 'd', 60_000, { state: 'failed', durationMs: 20 }),
      'attempt 2, failed, started after 1 min 0 s, took 20 ms',
    ],
    [
      span('receive', 'r', 0, { kind: 'stage', durationMs: 0.4 }),
      'Receive, stage, started after 0 ms, took 0.4 ms',
    ],
    [
      span('deliver to x', 'r', 5, { state: 'waiting', durationMs: null }),
      'deliver to x, waiting, started after 5.0 ms, not over',
    ],
    [
      span('a', 'r', 5, { state: 'running', durationMs: null }),
      'a, started after 5.0 ms, not over',
    ],
  ])('of %# says what, how, when and how long', (given, name) => {
    expect(spanName(given)).toBe(name);
  });
});
