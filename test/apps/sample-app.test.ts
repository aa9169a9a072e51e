import { describe, expect, it } from 'vitest';
import { startSampleApp } from '../helpers/sample-app.ts';

const ORDER = JSON.stringify({
  customer: 'ada@stationery.test',
  lines: [{ item: 'notebook', count: 2 }],
});

describe('the sample app, called as its senders would', () => {
  it('takes a signed order, keeps it, and lists it', async () => {
    await using app = await startSampleApp();
    const placed = await app.call('orders', 'place', {
      method: 'POST',
      body: ORDER,
      headers: app.sign(ORDER),
    });
    expect(placed.status, placed.text).toBe(201);
    expect(JSON.parse(placed.text)).toMatchObject({ total: 13, currency: 'EUR' });

    const listed = await app.call('orders', 'list', { query: '?status=placed' });
    expect(listed.status).toBe(200);
    expect(listed.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(listed.text)).toMatchObject([
      {
        customer: 'ada@stationery.test',
        lines: [{ item: 'notebook', count: { $numberInt: '2' } }],
        total: { $numberDouble: '13.0' },
      },
    ]);
  });

  it('keeps the run with its logs and host calls beside the capture', async () => {
    await using app = await startSampleApp();
    const headers = app.sign(ORDER);
    const { captureId } = await app.call('orders', 'place', {
      method: 'POST',
      body: ORDER,
      headers,
    });
    const why = await app.why(captureId);
    expect(why).toMatchObject({ service: 'orders', name: 'place', user: { type: 'system' } });
    const run = await app.engine.functions.runOf({ id: captureId as never });
    expect(run?.logs.map((line) => line.text)).toEqual([
      expect.stringMatching(/^order [0-9a-f]{24} of ada@stationery.test for 13$/),
    ]);
    expect(run?.hostCalls.map((call) => [call.service, call.action])).toEqual([
      ['mongodb-atlas', 'insertOne'],
      ['mongodb-atlas', 'insertOne'],
    ]);
  });

  it('refuses a wrong signature, says which check failed, and never prints the secret', async () => {
    await using app = await startSampleApp();
    const refused = await app.call('orders', 'place', {
      method: 'POST',
      body: ORDER,
      headers: app.sign(ORDER, 'a wrong secret'),
    });
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.text)).toMatchObject({ error_code: 'IncomingWebhookAuthFailed' });
    const why = await app.why(refused.captureId);
    expect(why.steps.at(-1)).toMatchObject({ stage: 'authenticate', ok: false });
    expect(JSON.stringify(why)).not.toContain('needle-and-thread');
    const capture = app.engine.captures.get({ id: refused.captureId as never });
    expect(capture).toMatchObject({ status: 401, decidedBy: 'authenticate' });
    expect(capture.reason).toMatch(/signature/i);
  });

  it('explains which branch of an expression was false', async () => {
    await using app = await startSampleApp();
    const refused = await app.call('orders', 'staff', { headers: { 'x-email': 'eve@x.test' } });
    expect(refused.status).toBe(403);
    const why = await app.why(refused.captureId);
    expect(why.expression).toMatchObject({ verdict: false });
    expect(JSON.stringify(why.expression)).toContain('isStaff');

    const back = await app.call('orders', 'staff', { headers: { 'X-Office': 'back' } });
    expect(back.status, back.text).toBe(200);
    const staff = await app.call('orders', 'staff', {
      headers: { 'x-email': 'ada@stationery.test' },
    });
    expect(staff.status, staff.text).toBe(200);
  });

  it('takes the secret as a query parameter and keeps it from the function', async () => {
    await using app = await startSampleApp();
    const none = await app.call('orders', 'cancel', { method: 'DELETE', query: '?id=1' });
    expect(none.status).toBe(401);
    const canceled = await app.call('orders', 'cancel', {
      method: 'DELETE',
      query: '?id=64c0ffee64c0ffee64c0ffee&secret=scissors',
    });
    expect(canceled.status, canceled.text).toBe(200);
    expect(JSON.parse(canceled.text)).toEqual({ canceled: { $numberLong: '0' } });
  });

  it('runs as the application user whose credentials came along', async () => {
    await using app = await startSampleApp();
    const missing = await app.call('orders', 'mine');
    expect(missing.status).toBe(400);
    expect(JSON.parse(missing.text)).toMatchObject({
      error: 'no authentication methods were specified',
      error_code: 'InvalidParameter',
    });
    const { user } = await app.engine.users.create({
      appId: app.appId,
      kind: 'email',
      email: 'ada@stationery.test',
      password: 'correct horse',
      id: '',
      name: '',
    });
    const mine = await app.call('orders', 'mine', {
      headers: { email: 'ada@stationery.test', password: 'correct horse' },
    });
    expect(mine.status, mine.text).toBe(200);
    expect(JSON.parse(mine.text)).toMatchObject({ user: user.id, type: 'normal', name: null });
    const wrong = await app.call('orders', 'mine', {
      headers: { email: 'ada@stationery.test', password: 'battery staple' },
    });
    expect(wrong.status).toBe(401);
  });

  it('denies an application user every action that no rule allows', async () => {
    await using app = await startSampleApp();
    const unknown = await app.call('orders', 'supplier', { query: '?url=http://example.test/' });
    expect(unknown.status).toBe(401);
    await app.engine.users.create({
      appId: app.appId,
      kind: 'stand-in',
      id: '64c0ffee64c0ffee64c0ffee',
      name: 'The shop',
      email: '',
      password: '',
    });
    const denied = await app.call('orders', 'supplier', { query: '?url=http://example.test/' });
    expect(denied.status).toBe(400);
    expect(JSON.parse(denied.text)).toMatchObject({
      error: "no matching rule found for action 'orders.get'",
      error_code: 'FunctionExecutionError',
    });
    await app.why(denied.captureId);
    const run = await app.engine.functions.runOf({ id: denied.captureId as never });
    expect(run?.hostCalls[0]).toMatchObject({ mode: 'refused', decision: { allowed: false } });
  });

  it('names the user by a script, merges a Slack form, answers GitHub and Twilio', async () => {
    await using app = await startSampleApp();
    const receipt = await app.call('orders', 'receipt', { method: 'POST' });
    expect(JSON.parse(receipt.text)).toMatchObject({ type: 'system' });

    const slack = await app.call('orders', 'slack', {
      method: 'POST',
      body: new URLSearchParams({ command: '/order', text: 'two pencils' }),
    });
    expect(JSON.parse(slack.text)).toEqual({ text: '/order two pencils (33 bytes)' });

    const sms = await app.call('sms', 'incoming', {
      method: 'POST',
      body: new URLSearchParams({ From: '+491', To: '+492', Body: 'hello' }),
    });
    expect(sms).toMatchObject({ status: 200, text: 'Thank you, we read "hello".' });
    const outbox = app.engine.services.outbox({ appId: app.appId, limit: 10 });
    expect(outbox.items).toMatchObject([{ to: '+4915112345678', sent: 'kept' }]);
  });

  it('answers HTTPS endpoints, plain and EJSON', async () => {
    await using app = await startSampleApp();
    const health = await fetch(`${app.url}/app/stationery-thrdx/endpoint/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toEqual({ ok: true, app: 'stationery' });
  });

  it('answers what is not there as the vendor did', async () => {
    await using app = await startSampleApp();
    const base = `${app.url}/api/client/v2.0/app`;
    const noApp = await fetch(`${base}/other-abcde/service/a/incoming_webhook/b`);
    expect(noApp.status).toBe(404);
    expect(await noApp.json()).toMatchObject({
      error: "cannot find app using Client App ID 'other-abcde'",
    });
    const noHook = await app.call('orders', 'nothing');
    expect(noHook.status).toBe(404);
    expect(JSON.parse(noHook.text)).toMatchObject({ error_code: 'IncomingWebhookNotFound' });
    const method = await app.call('orders', 'list', { method: 'POST', body: 'x' });
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toContain('GET');
  });

  it('answers at the short alias, and leaves other paths to the endpoints', async () => {
    await using app = await startSampleApp();
    const list = await fetch(`${app.url}/w/orders/list`);
    expect(await list.json()).toEqual([]);
    const inbox = await fetch(`${app.url}/w/unknown/list`);
    expect(await inbox.text()).toBe('Caught by Backstitch.\n');
  });

  it('is there again, with its documents, after a restart', async () => {
    await using first = await startSampleApp();
    await first.call('orders', 'place', {
      method: 'POST',
      body: ORDER,
      headers: first.sign(ORDER),
    });
    await first.stop();
    const { startTestEngine } = await import('../helpers/start-engine.ts');
    await using again = await startTestEngine({ dataDir: first.dataDir });
    const list = await fetch(`${again.url}/w/orders/list`);
    expect(await list.json()).toHaveLength(1);
  });
});
