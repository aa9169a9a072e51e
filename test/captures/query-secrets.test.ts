import { createHmac } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptureId, EndpointId } from '../../preload/contract/shapes.ts';
import { filesWith } from '../helpers/files-with.ts';
import { SAMPLE, startSampleApp } from '../helpers/sample-app.ts';
import { startTestEngine } from '../helpers/start-engine.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { options } from '../replays/replay-room.ts';

const toIntake = (id: CaptureId) => ({ id, to: { kind: 'intake' }, options: options() }) as const;

describe('secret= of an app’s webhook', () => {
  it('is in no capture; a replay is checked as the original was', async () => {
    await using app = await startSampleApp();
    const cancel = (query: string) => app.call('orders', 'cancel', { method: 'DELETE', query });
    const right = await cancel('?id=7&secret=scissors');
    const typo = await cancel('?secret=scissorz-of-mine&id=7');
    expect([right.status, typo.status]).not.toContain(500);
    expect([right.status === 401, typo.status]).toEqual([false, 401]);
    const targets = [right, typo].map(({ captureId }) => {
      const { target } = app.engine.captures.get({ id: captureId as CaptureId });
      return target.slice(target.indexOf('?'));
    });
    expect(targets).toEqual(['?id=7&secret=****', '?secret=****&id=7']);
    const again = await app.engine.replays.send(toIntake(right.captureId as CaptureId));
    expect(again.status).toBe(right.status);
    const refused = await app.engine.replays.send(toIntake(typo.captureId as CaptureId));
    expect(refused.status).toBe(401);
    const trial = await app.engine.functions.try({
      appId: app.appId,
      of: { kind: 'webhook', service: 'orders', webhook: 'cancel' },
      captureId: right.captureId as CaptureId,
      source: null,
      sideEffects: 'record',
      args: '',
      userId: '',
    });
    expect(trial.refused).toBeNull();
    await app.stop();
    for (const secret of ['secret=scissors', 'scissorz-of-mine']) {
      expect(filesWith(app.dataDir, secret)).toEqual([]);
    }
  });

  it('is part of the URL that Twilio signs, also when the capture is sent again', async () => {
    using dir = tempDir();
    cpSync(SAMPLE, dir.path, { recursive: true });
    const file = join(dir.path, 'services/sms/incoming_webhooks/incoming/config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    const hook = { secret: 'hush hush', validationMethod: 'SECRET_AS_QUERY_PARAM' };
    writeFileSync(file, JSON.stringify({ ...config, options: hook }));
    await using app = await startSampleApp(dir.path);
    const { engine, appId } = app;
    await engine.secrets.put({ appId, name: 'twilio_auth_token', value: 'auth' });
    const [sms] = engine.services.list({ appId }).filter(({ name }) => name === 'sms');
    if (sms === undefined) throw new Error('the sample app has no Twilio service');
    await engine.services.saveSettings({
      appId,
      service: 'sms',
      settings: { ...sms.settings, verifyTwilio: true },
    });
    const clientAppId = engine.apps.list().find(({ id }) => id === appId)?.clientAppId;
    const path = `/api/client/v2.0/app/${clientAppId}/service/sms/incoming_webhook/incoming`;
    const query = '?secret=hush%20hush';
    const sign = (key: string): string =>
      createHmac('sha1', key).update(`${app.url}${path}${query}Bodyhi`).digest('base64');
    const call = (key: string) =>
      app.call('sms', 'incoming', {
        method: 'POST',
        query,
        headers: { 'X-Twilio-Signature': sign(key) },
        body: new URLSearchParams({ Body: 'hi' }),
      });
    const taken = await call('auth');
    // What the function makes of so short a message does not matter here.
    expect(taken.status).not.toBe(401);
    const again = await engine.replays.send(toIntake(taken.captureId as CaptureId));
    expect(again.status).toBe(taken.status);
    const refused = await call('other');
    expect(refused.status).toBe(401);
    expect(refused.text).toContain('secret=****');
    expect(refused.text).not.toContain('hush');
    await app.stop();
    expect(filesWith(app.dataDir, 'hush%20hush')).toEqual([]);
  });
});

describe('a secret in the query of an endpoint', () => {
  const INBOX = 'inbox' as EndpointId;

  it('is left out, and put back to verify and to send again', async () => {
    await using test = await startTestEngine();
    const { signatures, replays, captures } = test.engine;
    await signatures.saveSettings({
      endpointId: INBOX,
      provider: 'event-grid',
      custom: null,
      refuse: true,
      handshakes: true,
      verifyToken: 'verify-me-please',
      publicUrl: null,
    });
    const owner = { endpointId: INBOX, provider: 'event-grid' };
    const secret = await signatures.addSecret({ owner, label: 'key', value: 'grid/key one' });
    const send = (query: string) =>
      fetch(`${test.url}/grid?${query}`, { method: 'POST', body: '[{"id":"1"}]' });
    expect((await send('code=grid%2Fkey+one&a=1')).status).toBe(200);
    expect((await send('code=grid-key-two')).status).toBe(401);
    await send('hub.verify_token=verify-me-please&hub.mode=x');
    const [verify, wrong, right] = await test.captures(3);
    if (verify === undefined || wrong === undefined || right === undefined) throw new Error();
    expect([verify, wrong, right].map(({ target }) => target)).toEqual([
      '/grid?hub.verify_token=****&hub.mode=x',
      '/grid?code=****',
      '/grid?code=****&a=1',
    ]);
    expect(await replays.send(toIntake(right.id))).toMatchObject({ status: 200 });
    expect(await replays.send(toIntake(wrong.id))).toMatchObject({ status: 401 });
    const verdict = async () => (await signatures.verify({ id: right.id })).verdict?.state;
    expect(await verdict()).toBe('authenticated');
    // Another secret than at arrival: the verdict of then stays, and it is said why.
    await signatures.removeSecret({ id: secret.id });
    await signatures.addSecret({ owner, label: 'new', value: 'another' });
    expect(captures.get({ id: right.id }).signature).toBe('token');
    await test.stop();
    expect(filesWith(test.dataDir, 'code=grid')).toEqual([]);
    expect(filesWith(test.dataDir, 'grid-key-two')).toEqual([]);
  });
});
