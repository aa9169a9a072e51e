import { expect, it } from 'vitest';
import { run, startReachable } from '../command-line/harness.ts';
import { OtlpRequest } from './fake-collector.ts';

it('backstitch trace --otlp prints what a collector is sent, and nothing around it', async () => {
  await using t = await startReachable();
  await fetch(`${t.url}/orders?token=needle`, { method: 'POST', body: '{"card":"needle"}' });
  await t.captures(1);
  const printed = await run('trace', 'latest', '--otlp', '--data-dir', t.dataDir);
  expect(printed).toMatchObject({ code: 0, stderr: '' });
  expect(printed.stdout).not.toContain('needle');
  const { resourceSpans } = OtlpRequest.parse(JSON.parse(printed.stdout));
  const spans = resourceSpans.flatMap((one) => one.scopeSpans).flatMap((scope) => scope.spans);
  expect(spans[0]).toMatchObject({ name: 'POST /orders', kind: 2, flags: 0x101 });
  expect(spans.length).toBeGreaterThan(4);
  const none = await run('trace', 'd77', '--otlp', '--data-dir', t.dataDir);
  expect(none).toMatchObject({ code: 5, stdout: '' });
  expect(none.stderr).toContain('This delivery no longer exists');
});
