import { describe, expect, it } from 'vitest';
import type { TeamNodeId, TeamState } from '../../../preload/contract/team.ts';
import { draftOf, mistakesOf, settingsOf } from '../../../renderer/team/draft.ts';

const ALONE: TeamState = {
  state: 'off',
  reason: null,
  nextAttemptAt: null,
  url: null,
  node: null,
  waiting: 0,
  lost: 0,
  untaken: 0,
  skewMs: null,
  wakeups: null,
  nodes: [],
};
const IN: TeamState = {
  ...ALONE,
  state: 'live',
  url: 'postgresql://anna:…@db.example/team',
  node: {
    id: '00000000-0000-4000-8000-000000000001' as TeamNodeId,
    nodeName: 'Anna',
    kind: 'relay',
    redaction: 'exact',
    rules: [{ place: 'header', name: 'X-Mine' }],
    checkCertificate: false,
    followRelays: false,
    ack: 'team',
    viewing: true,
  },
};

describe('the form of a team', () => {
  it('says how far back captures are shared only on joining', () => {
    const draft = { ...draftOf(ALONE), url: ' postgresql://a@b/c ', nodeName: ' Anna ' };
    expect(settingsOf(draft, ALONE)).toMatchObject({
      url: 'postgresql://a@b/c',
      nodeName: 'Anna',
      kind: 'laptop',
      history: 'now',
    });
    expect(settingsOf({ ...draft, history: '7' }, ALONE)).toMatchObject({ history: 7 });
    expect(settingsOf({ ...draft, history: '7' }, IN)).not.toHaveProperty('history');
  });

  it('keeps what it does not show, and sends back what is saved as it is', () => {
    const { id: _, ...settings } = IN.node ?? { id: '' };
    expect(settingsOf(draftOf(IN), IN)).toEqual({ ...settings, url: IN.url });
  });

  it('takes a row without a name for no rule', () => {
    const draft = { ...draftOf(IN), rules: [{ place: 'json' as const, name: ' ' }] };
    expect(settingsOf(draft, IN)).toMatchObject({ rules: [] });
  });

  it('says what is missing', () => {
    expect(Object.keys(mistakesOf(draftOf(ALONE)))).toEqual(['url', 'nodeName']);
    expect(mistakesOf(draftOf(IN))).toEqual({});
  });
});
