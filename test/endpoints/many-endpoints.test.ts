import { describe, expect, it } from 'vitest';
import type { EndpointInput } from '../../preload/contract/endpoints.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';

const at = (name: string, path = `/${name}`): EndpointInput => ({
  name,
  enabled: true,
  path,
  methods: [],
  reply: {
    status: 200,
    headers: [],
    bodyKind: 'json',
    body: '',
    delayMs: 0,
    failFirst: { count: 0, status: 500 },
  },
});

async function withFour(t: TestEngine): Promise<EndpointId[]> {
  const made = [];
  for (const name of ['a', 'b', 'c', 'd']) made.push(await t.engine.endpoints.create(at(name)));
  return made.map(({ id }) => id);
}

const names = (t: TestEngine): string[] => t.engine.endpoints.list().map(({ name }) => name);

describe('changes of endpoints at the same time', () => {
  it('all hold: none begins with a list that another one is about to change', async () => {
    await using t = await startTestEngine();
    const { endpoints } = t.engine;
    const ids = await withFour(t);
    await Promise.all([
      ...ids.map((id, n) => endpoints.update({ ...at(`new ${n}`, `/${n}`), id, enabled: false })),
      endpoints.create(at('e')),
    ]);
    expect(names(t)).toEqual(['new 0', 'new 1', 'new 2', 'new 3', 'e', 'Inbox']);
    expect(endpoints.list().filter(({ enabled }) => !enabled)).toHaveLength(4);
  });

  it('go on after one that was refused', async () => {
    await using t = await startTestEngine();
    const { endpoints } = t.engine;
    await withFour(t);
    const [refused, made] = await Promise.allSettled([
      endpoints.create(at('a')),
      endpoints.create(at('e')),
    ]);
    expect([refused.status, made.status]).toEqual(['rejected', 'fulfilled']);
  });
});

describe('several endpoints at once', () => {
  it('are turned off, and the inbox answers what they took', async () => {
    await using t = await startTestEngine();
    const [a, b] = (await withFour(t)) as [EndpointId, EndpointId];
    const inbox = 'inbox' as EndpointId;
    const list = await t.engine.endpoints.switchMany({ ids: [a, b, inbox], enabled: false });
    expect(list.map(({ enabled }) => enabled)).toEqual([false, false, true, true, true]);
    expect(await (await fetch(`${t.url}/a`)).text()).toBe('Caught by Backstitch.\n');
  });

  it('are deleted and brought back where they were, with sender and secrets', async () => {
    await using t = await startTestEngine();
    const { endpoints, signatures } = t.engine;
    const [a, , c] = (await withFour(t)) as [EndpointId, EndpointId, EndpointId];
    const settings = signatures.settings({ endpointId: c });
    await signatures.saveSettings({ ...settings, endpointId: c, provider: 'stripe' });
    const owner = { endpointId: c, provider: 'stripe' };
    await signatures.addSecret({ owner, label: 'Test', value: 'whsec_1', form: 'typed' });
    const inbox = 'inbox' as EndpointId;
    expect(await endpoints.removeMany({ ids: [c, a, inbox] })).toEqual({ removed: [a, c] });
    expect(names(t)).toEqual(['b', 'd', 'Inbox']);
    await endpoints.restore({ ids: [c, a] });
    expect(names(t)).toEqual(['a', 'b', 'c', 'd', 'Inbox']);
    expect(signatures.settings({ endpointId: c })).toMatchObject({ provider: 'stripe' });
    expect(signatures.secrets({ endpointId: c })).toHaveLength(1);
  });

  it('are not brought back twice, nor under a name that another one has by now', async () => {
    await using t = await startTestEngine();
    const { endpoints } = t.engine;
    const [a, b] = (await withFour(t)) as [EndpointId, EndpointId];
    await endpoints.removeMany({ ids: [a, b] });
    await endpoints.create(at('b'));
    await expect(endpoints.restore({ ids: [b] })).rejects.toMatchObject({
      code: 'ENDPOINT_INVALID',
    });
    await endpoints.restore({ ids: [a] });
    await expect(endpoints.restore({ ids: [a] })).rejects.toMatchObject({
      code: 'ENDPOINT_NOT_FOUND',
    });
  });
});
