import { describe, expect, it } from 'vitest';
import { findInSources, sourcesOf } from '../../main/apps/surfaces/find-in-sources.ts';
import { startSampleApp } from '../helpers/sample-app.ts';

const named = (name: string, source: string) => ({
  of: { kind: 'function' as const, name },
  source,
});

describe('find in all functions', () => {
  it('finds a text in webhooks and named functions, with its line', async () => {
    await using app = await startSampleApp();
    const { items, more } = app.engine.functions.find({ appId: app.appId, text: 'PRICEOF' });
    expect(more).toBe(false);
    expect(items[0]).toMatchObject({
      of: { kind: 'webhook', service: 'orders', webhook: 'place' },
      text: expect.stringContaining("execute('priceOf'"),
    });
    const { source } = app.engine.webhooks.get({
      appId: app.appId,
      service: 'orders',
      webhook: 'place',
    });
    expect(source.split('\n')[(items[0]?.line ?? 0) - 1]).toContain('priceOf');
  });

  it('takes a text as it is, whatever it would mean in a pattern', () => {
    const sources = [named('a', 'f(x)[0]\nf.x.0'), named('b', 'nothing')];
    expect(findInSources(sources, '(x)[').items).toEqual([
      { of: { kind: 'function', name: 'a' }, line: 1, text: 'f(x)[0]' },
    ]);
    expect(findInSources(sources, '.*').items).toEqual([]);
  });

  it('counts lines as the editor does, whatever ends them', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(findInSources([named('a', `1${end}${end}here`)], 'here').items).toMatchObject([
        { line: 3 },
      ]);
    }
  });

  it('shows a long line around what was found, and 200 lines at most', () => {
    const long = `${'x'.repeat(5000)}needle${'y'.repeat(5000)}`;
    const [hit] = findInSources([named('min', long)], 'needle').items;
    expect(hit?.text).toContain('needle');
    expect(hit?.text.length).toBeLessThanOrEqual(200);
    const many = findInSources([named('many', 'needle\n'.repeat(300))], 'needle');
    expect([many.items.length, many.more]).toEqual([200, true]);
  });

  it('looks into every function of an app once', () => {
    const model = {
      services: [{ name: 's', webhooks: [{ name: 'w', source: 'a' }] }],
      functions: [{ name: 'f', source: 'b' }],
    } as unknown as Parameters<typeof sourcesOf>[0];
    expect(sourcesOf(model).map(({ source }) => source)).toEqual(['a', 'b']);
  });
});
