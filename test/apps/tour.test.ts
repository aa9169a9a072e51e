import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tourSteps } from '../../renderer/apps/tour/tour-steps.ts';
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
