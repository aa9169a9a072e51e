import { expect, it } from 'vitest';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';

interface Row {
  target: string;
  status: number | null;
  reason: string | null;
}

it('says of no capture that it was left unanswered when it was answered', async () => {
  using dir = tempDir();
  const answered = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    await using cli = await serveCli(dir.path);
    const killed: Promise<unknown>[] = [];
    const send = async (n: number): Promise<void> => {
      const target = `/r${round}/${n}`;
      const reply = await fetch(cli.ready.intake + target, { method: 'POST', body: 'x' });
      if (reply.ok) answered.add(target);
      // Long before its outcome is on disk.
      if (killed.length === 0 && answered.size > 40 * (round + 1)) killed.push(cli.end('SIGKILL'));
    };
    const lanes = Array.from({ length: 10 }, async (_, lane) => {
      for (let n = lane; killed.length === 0; n += 10) await send(n).catch(() => {});
    });
    await Promise.all(lanes);
    await Promise.all(killed);
  }
  await using cli = await serveCli(dir.path);
  const rows = new Map<string, Row>();
  for (let next: string | null = ''; next !== null;) {
    const url: string = `${cli.ready.control}/api/v1/captures?limit=500${next && `&before=${next}`}`;
    const list = await fetch(url, { headers: { authorization: `Bearer ${cli.ready.token}` } });
    const page = (await list.json()) as { items: Row[]; next: string | null };
    for (const row of page.items) rows.set(row.target, row);
    next = page.next;
  }
  const told = [...answered].map((target) => rows.get(target)).map((row) => row?.reason ?? null);
  const known = new Set([
    null,
    'Answered. Its outcome was not on disk yet when Backstitch stopped.',
    'Backstitch stopped while it answered. The answer may or may not have been sent.',
  ]);
  expect(told.filter((reason) => !known.has(reason))).toEqual([]);
  const bySent = [...answered].filter((target) => rows.get(target)?.status === 200);
  expect(bySent.length).toBeGreaterThan(100);
});
