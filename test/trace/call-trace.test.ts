import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AppSettings } from '../../preload/contract/app-model.ts';
import type { CaptureId } from '../../preload/contract/shapes.ts';
import { httpDouble } from '../apps/services/http-double.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CAME = { traceparent: `00-${TRACE}-b7ad6b7169203331-00`, tracestate: 'vendor=1' };
const CODE = `exports = async ({ query }) => {
  const url = query.to;
  await context.http.get({ url });
  await context.http.get({ url, headers: { Traceparent: ['own'] } });
  return { ok: true };
};`;

/** An app with one webhook, whose function calls a server twice. */
function writeApp(root: string): void {
  const write = (path: string, value: unknown): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), typeof value === 'string' ? value : JSON.stringify(value));
  };
  write('config.json', { app_id: 'caller-abcde', config_version: 20180301, name: 'caller' });
  write('services/in/config.json', { name: 'in', type: 'http', config: {} });
  write('services/in/incoming_webhooks/go/config.json', {
    name: 'go',
    run_as_authed_user: false,
    run_as_user_id: '',
    run_as_user_id_script_source: '',
    respond_result: true,
    options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
  });
  write('services/in/incoming_webhooks/go/source.js', CODE);
}

it('calls of a function go on with the trace of their webhook, below the span that the trace shows', async () => {
  using dir = tempDir();
  await using server = await httpDouble();
  await using t = await startTestEngine();
  writeApp(join(dir.path, 'app'));
  const { app } = await t.engine.apps.import({ directory: join(dir.path, 'app'), watch: false });
  await t.engine.services.saveSettings({
    appId: app.id,
    service: 'in',
    settings: {
      sendForReal: false,
      endpoint: '',
      mongoUri: '',
      allowedHosts: ['127.0.0.1'],
      verifyTwilio: false,
    },
  });
  const call = async (headers: Record<string, string>): Promise<CaptureId> => {
    const path = '/api/client/v2.0/app/caller-abcde/service/in/incoming_webhook/go';
    const to = encodeURIComponent(server.url);
    const answer = await fetch(`${t.url}${path}?to=${to}`, { method: 'POST', headers, body: '{}' });
    expect(await answer.json()).toEqual({ ok: true });
    return answer.headers.get('x-backstitch-capture-id') as CaptureId;
  };
  const set = (trace: AppSettings['trace']) =>
    t.engine.apps.saveSettings({ appId: app.id, settings: { ...app.settings, trace } });
  const seen = () => server.seen.splice(0).map(({ headers }) => headers);

  const first = await call(CAME);
  const [passed, own] = seen();
  const trace = await t.engine.traces.get({ id: first });
  const span = trace.spans.find(({ kind }) => kind === 'call');
  expect(passed).toMatchObject({
    traceparent: `00-${TRACE}-${span?.id}-00`,
    tracestate: 'vendor=1',
  });
  // What the function says itself stands.
  expect(own?.['traceparent']).toBe('own');
  expect(own?.['tracestate']).toBeUndefined();

  await call({});
  expect(seen()[0]?.['traceparent']).toBeUndefined();
  await set('start');
  const begun = await call({});
  const [started] = seen();
  const its = await t.engine.traces.get({ id: begun });
  const below = its.spans.find(({ kind }) => kind === 'call');
  expect(started?.['traceparent']).toBe(`00-${its.traceId}-${below?.id}-01`);
  await set('off');
  await call(CAME);
  expect(seen()[0]?.['traceparent']).toBeUndefined();
});
