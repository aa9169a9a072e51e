import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../preload/contract/apps/functions.ts';
import { CaptureId } from '../../../preload/contract/shapes.ts';
import {
  outcomeOf,
  replyTexts,
  summaryOf,
} from '../../../renderer/functions/compare/compare-words.ts';

const reply = (body: string, more: Partial<NonNullable<Comparison['before']>> = {}) => ({
  status: 200,
  headers: [['Content-Type', 'application/json']] as [string, string][],
  body,
  bodyCut: false,
  ...more,
});

const row = (more: Partial<Comparison> = {}): Comparison => ({
  captureId: CaptureId.parse('0000000000000001'),
  receivedAt: 0,
  method: 'POST',
  target: '/hook',
  before: reply('1'),
  after: reply('1'),
  differs: [],
  error: null,
  skipped: null,
  durationMs: 1,
  durationBeforeMs: 2,
  logs: 0,
  hostCalls: 0,
  ...more,
});

const changed = row({ differs: ['body'] });
const failed = row({ differs: ['status'], error: 'x is not defined' });
const done = (...rows: Comparison[]) => summaryOf({ rows, total: rows.length, running: false });

const fixed = row({ before: reply('no', { status: 401 }), differs: ['status', 'body'] });

describe('what a comparison says', () => {
  it('counts what is the same, fixed, different, failing and not run', () => {
    const same = Array.from({ length: 18 }, () => row());
    expect(done(...same, fixed, changed)).toBe('18 same, 1 fixed, 1 different');
    expect(done(failed, failed, row({ skipped: 'Refused' }))).toBe('2 fail, 1 not run');
    expect(done(row(), failed)).toBe('1 same, 1 fails');
  });

  it('counts along while rows come in', () => {
    expect(summaryOf({ rows: [], total: null, running: true })).toBe('Finding captures.');
    expect(summaryOf({ rows: [row(), changed], total: 25, running: true })).toBe(
      '2 of 25 done, 1 same, 1 different',
    );
  });

  it('says what to do where there are no captures, and how far it came before it was stopped', () => {
    expect(summaryOf({ rows: [], total: 0, running: false })).toMatch(/^No captures yet/);
    expect(summaryOf({ rows: [changed], total: 50, running: false })).toBe(
      'Stopped after 1 of 50, 1 different',
    );
  });

  it('calls fixed what was refused and would be answered, never what fails or is still refused', () => {
    const refused = reply('no', { status: 401 });
    expect(outcomeOf(fixed)).toBe('fixed');
    expect(outcomeOf(row({ before: refused, after: refused, differs: ['headers'] }))).toBe(
      'different',
    );
    expect(outcomeOf(row({ before: refused, differs: ['status'], error: 'x' }))).toBe('failing');
    expect(outcomeOf(row({ before: reply('1'), after: refused, differs: ['status'] }))).toBe(
      'different',
    );
    expect(outcomeOf(row({ before: null }))).toBe('same');
  });
});

describe('the texts of two answers', () => {
  it('differ in a single line where one field of the body differs', () => {
    const texts = replyTexts(reply('{"a":1,"b":2}'), reply('{"a":1,"b":3}'));
    const before = texts.before.split('\n');
    const after = texts.after.split('\n');
    expect(after.filter((line, at) => line !== before[at])).toEqual(['  "b": 3']);
  });

  it('differ where only blanks differ', () => {
    const texts = replyTexts(reply('{"a":1}'), reply('{ "a": 1 }'));
    expect(texts.before).not.toBe(texts.after);
  });

  it('do not differ by the order or the case of header names', () => {
    const { before, after } = replyTexts(
      reply('', {
        headers: [
          ['A', '1'],
          ['B', '2'],
        ],
      }),
      reply('', {
        headers: [
          ['b', '2'],
          ['a', '1'],
        ],
      }),
    );
    expect(before).toBe(after);
  });

  it('say that a body goes on, and are empty where nothing was answered', () => {
    const { before, after } = replyTexts(null, reply('xx', { bodyCut: true }));
    expect(before).toBe('');
    expect(after).toContain('cut off here');
  });
});
