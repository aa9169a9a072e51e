import { describe, expect, it } from 'vitest';
import type { FunctionRun, LogLine } from '../../../preload/contract/apps/function-runs.ts';
import { notesOf } from '../../../renderer/functions/trial/run-notes.ts';

const log = (text: string, line: number, more: Partial<LogLine> = {}): LogLine => ({
  atMs: 1,
  level: 'log',
  text,
  place: { name: 'orders/place', line },
  ...more,
});
const notes = (logs: LogLine[], error: FunctionRun['error'] = null) =>
  notesOf({ name: 'orders/place', logs, error });

describe('what a run says of the lines of its function', () => {
  it('is what each line wrote: the last of it, and how often it wrote', () => {
    expect(
      notes([log('a', 2), log('b\nmore', 3), log('c', 3), log('careful', 4, { level: 'warn' })]),
    ).toEqual([
      { line: 2, text: 'a', tone: 'muted' },
      { line: 3, text: '2× c', tone: 'muted' },
      { line: 4, text: 'careful', tone: 'warn' },
    ]);
  });

  it('leaves out what other functions wrote, and what has no place', () => {
    const { place: _place, ...nowhere } = log('b', 2);
    expect(notes([log('a', 2, { place: { name: 'priceOf', line: 2 } }), nowhere])).toEqual([]);
  });

  it('says at its line why it failed, also where another function threw', () => {
    const frame = (name: string, line: number) => ({
      text: `at f (${name}:${line}:1)`,
      function: 'f',
      line,
      column: 1,
    });
    const error = {
      code: 'FunctionExecutionError',
      name: 'TypeError',
      message: 'no such item\nat all',
      stack: [frame('priceOf', 7), frame('orders/place', 3), frame('orders/place', 9)],
    };
    expect(notes([], error)).toEqual([{ line: 3, text: 'TypeError: no such item', tone: 'bad' }]);
    expect(notes([], { ...error, stack: [] })).toEqual([]);
  });
});
