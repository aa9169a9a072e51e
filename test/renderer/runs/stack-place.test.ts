import { describe, expect, it } from 'vitest';
import { AppId } from '../../../preload/contract/app-model.ts';
import { pageOf, placeOf } from '../../../renderer/runs/stack-place.ts';

const appId = AppId.parse('app1');
const frame = (text: string, called: string, line: number | null, column: number | null) => ({
  text,
  function: called,
  line,
  column,
});

describe('a line of a stack', () => {
  it('leads to its place in the function', () => {
    expect(placeOf(frame('at inner (orders/list:5:10)', 'inner', 5, 10))).toEqual({
      name: 'orders/list',
      line: 5,
    });
    expect(placeOf(frame('at f (health:2)', 'f', 2, null))).toEqual({ name: 'health', line: 2 });
  });

  it('keeps brackets and colons of names apart from those around them', () => {
    const text = 'at a (b:1:2) (my service (old)/w:7:1:1)';
    expect(placeOf(frame(text, 'a (b:1:2)', 1, 1))).toEqual({
      name: 'my service (old)/w:7',
      line: 1,
    });
  });

  it('leads nowhere where it is not of the app', () => {
    expect(placeOf(frame('at parse (native)', 'parse', null, null))).toBeNull();
    expect(placeOf(frame('something else', 'f', 3, 1))).toBeNull();
  });

  it('opens the page of what ran, or of the function it called', () => {
    const run = { appId, kind: 'webhook', name: 'orders/place' } as const;
    const page = { page: 'apps', appId, part: 'services', item: 'orders/place' };
    expect(pageOf(run, { name: 'orders/place', line: 1 })).toEqual(page);
    expect(pageOf(run, { name: 'audit/record', line: 1 })).toEqual({
      ...page,
      part: 'functions',
      item: 'audit/record',
    });
  });

  it('opens no page of a bundled module, a script or a route', () => {
    const run = { appId, kind: 'endpoint', name: '/orders' } as const;
    expect(pageOf(run, { name: '/orders', line: 1 })).toBeNull();
    expect(pageOf(run, { name: 'orders/place (user)', line: 1 })).toBeNull();
    expect(pageOf(run, { name: 'left-pad/index.js', line: 1 })).toBeNull();
  });
});
