import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { headersOf, tourSteps } from '../../renderer/apps/tour/tour-steps.ts';
import { startSampleApp } from '../helpers/sample-app.ts';

it('keeps what the tour promises: each of its calls, run by a real shell', async () => {
  await using app = await startSampleApp();
  const { engine, appId } = app;
  const list = engine.webhooks.list({ appId });
  const steps = tourSteps((name) => list.find((one) => one.name === name)?.aliasUrl);
  expect(steps.map((step) => step.title)).toHaveLength(5);
  for (const { curl } of steps) {
    if (curl !== null) await promisify(execFile)('bash', ['-ec', curl]);
  }
  const statuses = async () => {
    const { items } = await engine.captures.list({ search: '', limit: 10 });
    return items.map((one) => one.status).toReversed();
  };
  await expect.poll(statuses).toEqual([201, 401, 403, 200]);
  expect(engine.services.outbox({ appId, limit: 10 }).items).toHaveLength(1);
  expect(tourSteps(() => undefined)).toEqual([]);
});

it('sends each call itself, signed, and finds it done by what the webhook answered', async () => {
  await using app = await startSampleApp();
  const { engine, appId } = app;
  const list = engine.webhooks.list({ appId });
  const steps = tourSteps((name) => list.find((one) => one.name === name)?.aliasUrl);
  for (const { call, done } of steps) {
    if (call === null) continue;
    const webhook = list.find(({ name }) => name === call.webhook);
    const replay = await engine.replays.compose({
      draft: {
        key: null,
        captureId: null,
        edit: {
          method: call.method,
          target: new URL(webhook?.aliasUrl ?? '').pathname,
          headers: await headersOf(call),
          bodyText: call.body,
        },
      },
      to: { kind: 'intake' },
      options: {
        mark: false,
        dropRelayNoise: true,
        appendPath: false,
        bytes: 'announced',
        timeoutMs: 30_000,
        signature: 'keep',
        deliveryId: 'keep',
        signedUrl: 'target',
      },
    });
    expect([call.webhook, replay.status]).toEqual([done.webhook, done.status]);
    const [, id] = replay.responseHeaders.find(([name]) => /capture-id$/i.test(name)) ?? [];
    const found = await engine.captures.list({
      search: `endpoint:${webhook?.endpointId} status:${done.status}`,
      limit: 1,
    });
    expect(found.items[0]?.id).toBe(id);
  }
});
