import { expect, it } from 'vitest';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { startTestEngine } from '../helpers/start-engine.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

it('puts a trace together of what is kept: stages and replays, with the id of the sender', async () => {
  await using t = await startTestEngine();
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` };
  await fetch(`${t.url}/orders?token=hush`, { method: 'POST', body: '{}', headers });
  await fetch(`${t.url}/plain`);
  const [plain, order] = await t.captures(2);
  const id = order?.id as CaptureId;
  await t.engine.replays.send({
    id,
    to: { kind: 'intake' },
    options: {
      mark: true,
      dropRelayNoise: true,
      appendPath: false,
      bytes: 'announced',
      timeoutMs: 5000,
      signature: 'keep',
      deliveryId: 'keep',
      signedUrl: 'target',
    },
  });
  const trace = await t.engine.traces.get({ id });
  expect(trace).toMatchObject({ traceId: TRACE, fromSender: true, cuts: [] });
  expect(trace.spans[0]).toMatchObject({ name: 'POST /orders', kind: 'request', parent: null });
  expect(trace.spans.map(({ kind }) => kind)).toContain('stage');
  expect(trace.spans.at(-1)).toMatchObject({ name: 'replay 1', kind: 'replay', state: 'ok' });
  expect(trace.spans.at(-1)?.parent).toBe(trace.spans[0]?.id);

  const again = await t.engine.traces.get({ id });
  expect(again.spans.map((span) => span.id)).toEqual(trace.spans.map((span) => span.id));
  const own = await t.engine.traces.get({ id: plain?.id as CaptureId });
  expect(own.fromSender).toBe(false);
  expect(own.traceId).toMatch(/^[0-9a-f]{32}$/);
  const found = async (search: string) =>
    (await t.engine.captures.list({ search, limit: 10 })).items.map((one) => one.id);
  // The replay to the intake came with the same header.
  expect(await found(`trace:${TRACE}`)).toEqual(expect.arrayContaining([id]));
  expect(await found(`trace:${TRACE}`)).not.toContain(plain?.id);
  expect(await found(`trace:${own.traceId}`)).toEqual([plain?.id]);
  expect(await found(`-trace:${TRACE}`)).toEqual([plain?.id]);
  expect(t.engine.captures.problemsOf({ text: 'trace:0af7' })).toHaveLength(1);
  await expect(t.engine.traces.get({ id: 'none' as CaptureId })).rejects.toMatchObject({
    code: 'CAPTURE_NOT_FOUND',
  });
});
