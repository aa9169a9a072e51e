import { describe, expect, it } from 'vitest';
import type { Group, GroupBy, GroupPage } from '../../../preload/contract/captures/overview.ts';
import { startTestEngine, type TestEngine } from '../../helpers/start-engine.ts';

const groups = (t: TestEngine, by: GroupBy, more: object = {}): Promise<GroupPage> =>
  t.engine.captures.groups({ search: '', by, limit: 100, ...more });

const github = (event: string): RequestInit => ({
  method: 'POST',
  body: '{}',
  headers: {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': event,
  },
});

async function withEvents(t: TestEngine): Promise<void> {
  await fetch(`${t.url}/hooks`, github('push'));
  await fetch(`${t.url}/hooks`, github('push'));
  await fetch(`${t.url}/hooks/more`, github('issues'));
  await fetch(`${t.url}/plain`);
  await t.captures(4);
}

describe('groups of captures', () => {
  it('come with their counts, the one with the newest capture first', async () => {
    await using t = await startTestEngine();
    await withEvents(t);
    const { items, total } = await groups(t, 'event');
    expect(items.map(({ label, provider, count }) => [label, provider, count])).toEqual([
      ['No event type', null, 1],
      ['issues', 'github', 1],
      ['push', 'github', 2],
    ]);
    expect(total).toBe(3);
    const newest = await t.engine.captures.list({ search: 'event:push', limit: 1 });
    expect(items[2]).toMatchObject({
      sample: newest.items[0]?.id,
      newest: newest.items[0]?.receivedAt,
    });
    expect(items[2]?.spark).toHaveLength(24);
    expect(items[2]?.spark.reduce((a, b) => a + b)).toBe(2);
  });

  it.each(['event', 'provider', 'endpoint', 'status', 'path'] as const)(
    'by %s are found again, alone and whole, by their own search',
    async (by) => {
      await using t = await startTestEngine();
      await withEvents(t);
      await fetch(`${t.url}/say "hi", all=`);
      await t.captures(5);
      const { items } = await groups(t, by);
      expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(5);
      for (const { search, count } of items) {
        const found = await t.engine.captures.count({ search });
        expect([search, found.count]).toEqual([search, count]);
        const { problems } = await t.engine.captures.list({ search, limit: 1 });
        expect(problems).toEqual([]);
      }
    },
  );

  it('by status count as failed what was answered with 400 and above', async () => {
    await using t = await startTestEngine();
    await t.engine.endpoints.create({
      name: 'none',
      enabled: true,
      path: '/none',
      methods: [],
      reply: {
        status: 410,
        headers: [],
        bodyKind: 'text',
        body: '',
        delayMs: 0,
        failFirst: { count: 0, status: 500 },
      },
    });
    for (const path of ['/none', '/none', '/ok']) await fetch(`${t.url}${path}`);
    await t.captures(3);
    const { items } = await groups(t, 'status');
    const failures = Object.fromEntries(items.map(({ label, failed }) => [label, failed]));
    expect(failures).toEqual({ 200: 0, 410: 2 });
  });

  it('carry the present name of the endpoint that took them', async () => {
    await using t = await startTestEngine();
    await fetch(`${t.url}/a`);
    await t.captures(1);
    const { items } = await groups(t, 'endpoint');
    expect(items.map(({ label, search }) => [label, search])).toEqual([
      ['Inbox', 'endpoint:inbox'],
    ]);
  });

  it('come a page at a time, without a gap or a double', async () => {
    await using t = await startTestEngine();
    for (let n = 0; n < 7; n += 1) await fetch(`${t.url}/${n}`);
    await t.captures(7);
    const seen: Group[] = [];
    let before: string | undefined;
    do {
      const page = await groups(t, 'path', { limit: 3, before });
      seen.push(...page.items);
      before = page.next ?? undefined;
    } while (before);
    expect(seen.map(({ label }) => label)).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `/${n}`));
  });

  it('refuse a search with a mistake', async () => {
    await using t = await startTestEngine();
    await expect(groups(t, 'path', { search: 'is:odd' })).rejects.toMatchObject({
      code: 'SEARCH_INVALID',
    });
  });
});
