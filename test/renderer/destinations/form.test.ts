import { describe, expect, it } from 'vitest';
import {
  draftOf,
  suggestedName,
  withUrl,
} from '../../../renderer/destinations/form/destination-draft.ts';
import { restSentence } from '../../../renderer/destinations/form/rest-sentence.ts';
import { SCHEDULES, scheduleName } from '../../../renderer/destinations/destination-words.ts';

describe('the name of a new destination', () => {
  it.each([
    ['http://127.0.0.1:3000/webhooks', 'localhost:3000'],
    ['http://[::1]:3000', 'localhost:3000'],
    ['https://api.example.com/a?b', 'api.example.com'],
    ['https://api.example.com:8443', 'api.example.com:8443'],
    ['https:', ''],
    ['', ''],
  ])('%j suggests %j', (url, name) => expect(suggestedName(url)).toBe(name));

  it('goes along with the URL until somebody names it', () => {
    const typed = withUrl({ name: '', url: '' }, 'https://a.example');
    expect(typed).toEqual({ url: 'https://a.example', name: 'a.example' });
    const next = withUrl({ name: 'a.example', url: 'https://a.example' }, 'https://b.example');
    expect(next).toEqual({ url: 'https://b.example', name: 'b.example' });
    expect(withUrl({ name: 'Shop', url: 'https://a.example' }, 'https://b.example')).toEqual({
      url: 'https://b.example',
    });
  });
});

describe('what the folded part of the form comes to', () => {
  const draft = draftOf(null);
  it.each([
    [{}, '10 tries in 48 h, signed as Standard Webhooks'],
    [{ schedule: 'none', signing: 'none' }, '1 try, not signed'],
    [{ schedule: 'custom', gaps: '60, 60, x' }, '3 tries in 2 min, signed as Standard Webhooks'],
    [
      { signing: 'stripe', events: ' order.* ', filter: '{}', ordering: 'fifo', headers: 'A: b' },
      '10 tries in 48 h, signed as Stripe, only order.*, with a filter, in order, with headers',
    ],
  ] as const)('%j: %s', (some, sentence) => {
    expect(restSentence({ ...draft, ...some }, 'Stripe')).toBe(sentence);
  });

  it('schedules are named by whom they imitate, and say what they come to', () => {
    expect(scheduleName({ kind: 'stitchex' })).toBe('Standard: 10 tries in 48 h');
    expect(scheduleName({ kind: 'slack' })).toBe('As Slack: 4 tries in 6 min');
    expect(scheduleName({ kind: 'custom', gaps: [60] })).toBe('Custom gaps: 2 tries in 1 min');
    expect(SCHEDULES.map(({ label }) => label).join()).not.toMatch(/stitchex|attempt/i);
  });
});
