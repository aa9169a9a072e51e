import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, expect, it, vi } from 'vitest';
import { fakeProvider } from '../backfill/fake-provider.ts';
import { startRegistry } from '../apps/registry.ts';
import { SAMPLE, startSampleApp } from '../helpers/sample-app.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { tlsServer } from '../helpers/peers/tls-server.ts';
import { until } from '../helpers/until.ts';
import { changes, type Domain } from '../../main/engine/changes/changes.ts';
import { ONLY_ASKS } from '../../main/engine/changes/only-asks.ts';
import { RAW_ROUTES } from '../../main/control/rest/raw-routes.ts';
import { startTeamServer } from '../team/team-server.ts';
import { operationsInRest, startRestCaller } from './every-route.ts';

afterEach(() => vi.unstubAllEnvs());

/** Rooms with a stream of what changes in them. */
const LIVE = [
  'apps',
  'backfill',
  'captures',
  'deliveries',
  'endpoints',
  'events',
  'integrations',
  'notices',
  'prefs',
  'project',
  'suites',
  'system',
  'team',
  'tunnel',
  'views',
];
const JSON_BODY = { 'content-type': 'application/json' };
const REPLY = {
  status: 200,
  headers: [],
  bodyKind: 'text',
  body: 'thanks',
  delayMs: 0,
  failFirst: { count: 0, status: 500 },
};

const PLAIN = { enabled: true, methods: [], reply: REPLY };

it('every operation answers over REST, on a real engine, what the contract says', async () => {
  await using app = await startSampleApp();
  await using rest = await startRestCaller(app);
  await using target = await startTarget();
  using dir = tempDir();
  using registry = await startRegistry([{ name: 'lib', version: '1.0.0' }]);
  vi.stubEnv('npm_config_registry', registry.url);
  const { call } = rest;
  const { appId } = app;
  const told = new Set<string>();
  const leaving = new AbortController();
  const telling = (async () => {
    for await (const { domains } of app.engine.system.changes(undefined, leaving.signal))
      for (const domain of domains) told.add(domain);
  })();

  // Endpoints and captures
  const endpoint = await call('endpoints.create', {
    name: 'orders',
    enabled: true,
    path: '/orders',
    methods: [],
    reply: REPLY,
  });
  await call('endpoints.update', { ...endpoint, name: 'all orders' });
  await call('endpoints.move', { id: endpoint.id, position: 1 });
  await call('endpoints.forwardTo', { endpointId: endpoint.id, address: target.url });
  await call('endpoints.update', { ...endpoint, forward: null });
  await call('endpoints.resetFailures', { id: endpoint.id });
  await call('endpoints.resetChaos', { id: endpoint.id });
  await call('endpoints.list');
  await call('endpoints.switchMany', { ids: [endpoint.id], enabled: true });
  await call('endpoints.removeMany', { ids: [endpoint.id] });
  await call('endpoints.restore', { ids: [endpoint.id] });
  await call('endpoints.facts', { since: 0 });
  for (const n of [1, 2, 3, 4]) {
    await fetch(`${app.url}/orders?n=${n}`, {
      method: 'POST',
      body: `{"n":${n}}`,
      headers: { 'content-type': 'application/json' },
    });
  }
  for (const n of [1, 2]) {
    const headers = { ...JSON_BODY, 'x-github-event': 'push', 'x-github-delivery': `${n}` };
    await fetch(`${app.url}/github`, { method: 'POST', body: `{"n":${n}}`, headers });
  }
  const pushes = await call('captures.list', { search: 'event:push' });
  const github = pushes.items[0].id as string;
  await call('captures.sample');
  const { items } = await call('captures.list', { search: 'path:/orders' });
  const [one, two, three] = items.map(({ id }: { id: string }) => id) as string[];
  const columns = 'header.content-type';
  await call('captures.list', { order: 'largest', from: 0, to: Date.now(), columns });
  await call('captures.count', { search: 'method:POST', from: 0 });
  await call('captures.histogram', { search: 'method:POST', from: 0, to: Date.now(), buckets: 10 });
  await call('captures.groups', { by: 'path', limit: 1 });
  await call('search.everything', { text: 'orders', limit: 5 });
  await call('captures.problemsOf', { text: 'status:40x' });
  await call('captures.complete', { text: 'meth', cursor: 4 });
  await call('captures.get', { id: one });
  await call('captures.snippet', { id: one, language: 'python-stdlib' });
  await call('traces.get', { id: one });
  await call('traces.otlp', { id: one });
  await call('compare.pair', { left: one, right: two });
  await call('compare.series', { ids: [one, two, three], ignore: ['body.n'] });
  await call('compare.partners', { id: one });
  await call('compare.neighbour', { id: github, way: 'newer' });
  await call('compare.previous', { id: github, with: 'previous' });
  await call('captures.pin', { id: one, pinned: true });
  await call('captures.annotate', { id: one, note: 'the first' });
  const { mark } = await call('captures.mark');
  await call('captures.wait', { search: 'path:/orders', count: 2 });
  await call('captures.waitFor', { search: 'path:/orders', count: { min: 1, max: 9 } });
  expect(await call('captures.wait', { since: mark, timeoutMs: 0 })).toMatchObject({ done: false });
  await rest.bytes('captures.body', { id: one, from: 0, to: 3 });
  await rest.bytes('captures.replyBody', { id: one });
  await rest.bytes('captures.decodedBody', { id: one, of: 'request', unpack: false });
  const { undo } = await call('captures.remove', { id: two });
  await call('captures.gone', { id: two });
  await call('captures.undo', { undo });
  const tested = { kind: 'captures', ids: [one] };
  const started = await call('suites.start', {
    source: tested,
    to: { kind: 'url', url: target.url },
  });
  const ran = { id: started.id };
  await until(async () => (await call('suites.run', ran)).state === 'finished');
  await call('suites.cancel', ran);
  await call('suites.runs');
  expect(await call('suites.cases', { ...ran, verdict: 'new' })).toHaveLength(1);
  expect(await call('suites.case', { ...ran, n: 1 })).toMatchObject({ status: 200 });
  const suite = await call('suites.save', { name: 'Orders', runId: started.id });
  await call('suites.update', { ...suite, name: 'All orders' });
  await call('suites.list');
  await call('suites.get', { id: suite.id });
  await call('suites.secrets', { id: suite.id });
  const directory = join(dir.path, 'suite');
  await call('suites.export', { id: suite.id, directory });
  await call('suites.remove', { id: suite.id });
  expect(await call('suites.import', { directory })).toMatchObject({ cases: 1 });
  await rest.follow('suites.live');
  const exported = await call('exports.create', { ids: [one], format: 'har' });
  const { id: exportId } = exported;
  await until(async () => (await call('exports.get', { id: exportId })).state === 'ready');
  await rest.follow('exports.live', { id: exportId });
  await rest.bytes('exports.file', { id: exportId });
  const expectation = { search: 'path:/orders', each: [{ method: 'POST' }] };
  const types = await call('events.list', { search: 'push', drift: 'any' });
  expect(types.items).toEqual([]);
  const { items: known } = await call('events.list');
  const push = known.find(({ event }: { event: string }) => event === 'push').id as string;
  await call('events.get', { id: push });
  await call('events.schema', { id: push, as: 'typescript' });
  await call('events.export', { as: 'openapi', provider: 'github' });
  await call('events.pin', {
    id: push,
    from: 'schema',
    schema: '{"required":["m"],"type":"object"}',
  });
  await call('events.variants', { id: push, captureId: github });
  expect((await call('events.validate', { id: push, captureId: github })).violations).toHaveLength(
    1,
  );
  await call('events.mute', { id: push, paths: ['n'], kinds: [] });
  const third = { ...JSON_BODY, 'x-github-event': 'push', 'x-github-delivery': '3' };
  await fetch(`${app.url}/github`, { method: 'POST', body: '{"n":3}', headers: third });
  const changed = await until(async () => {
    const { items: found } = await call('events.changes', { typeId: push, settled: true });
    return found[0] as { id: string } | undefined;
  });
  await call('events.judge', { id: changed.id, state: 'accepted' });
  await call('events.rebuild', { ids: [push] });
  await call('events.unpin', { id: push });
  await call('expectations.save', { name: 'orders', expectation });
  await call('expectations.get', { name: 'orders' });
  await call('expectations.list');
  await call('expectations.check', { name: 'orders', since: 'all', now: true });
  await call('expectations.mistakes', { text: '{}' });
  await call('expectations.rename', { name: 'orders', to: 'placed' });
  await call('expectations.remove', { name: 'placed' });
  await call('exports.preview', { search: 'path:/orders', redaction: 'strict' });
  const rules = { rules: [{ kind: 'json', key: 'n' }], stable: true };
  await call('redaction.save', { name: 'Mine', ...rules });
  await call('redaction.list');
  await call('redaction.try', { ...rules, text: '{"n":1}' });
  await call('redaction.remove', { name: 'mine' });
  await call('exports.list');
  await call('exports.cancel', { id: exportId });
  const har = join(dir.path, 'x.har');
  writeFileSync(har, await rest.bytes('exports.file', { id: exportId }));
  const upload = { name: 'x.har', format: 'har' };
  const answer = await rest.bytes('imports.upload', upload, readFileSync(har));
  const uploaded = JSON.parse(answer.toString()) as { id: string };
  await call('imports.remove', { id: uploaded.id });
  const { id: importId } = await call('imports.fromPath', { path: har });
  await call('imports.get', { id: importId });
  await call('imports.cancel', { id: importId });
  await rest.follow('imports.live', { id: importId });
  await call('imports.apply', { id: importId, duplicates: 'again', only: [0] });
  expect(await call('imports.list')).toMatchObject([{ id: importId, captures: 1 }]);
  expect(await call('imports.undo', { id: importId })).toEqual({ removed: 1 });
  await call('exports.remove', { id: exportId });
  // Told of by itself, not only with the next call of an agent.
  const agentToken = await call('mcp.createToken', { name: 'laptop' });
  await until(() => told.has('mcp'));
  await call('mcp.call', { tool: 'get_capture', arguments: { id: one } });
  await call('mcp.calls');
  await call('mcp.tokens');
  await call('mcp.revokeToken', { id: agentToken.id });
  await call('captures.removeMany', { ids: [three] });
  await call('captures.removeFound', { search: 'n=1' });

  const views = await call('views.save', { name: 'Orders', search: 'path:/orders' });
  const { id: viewId } = views.at(-1);
  await call('views.move', { id: viewId, position: 1 });
  await call('views.list');
  await call('views.remove', { id: viewId });

  // Senders
  const endpointId = endpoint.id;
  const sender = await call('signatures.settings', { endpointId });
  await call('signatures.saveSettings', { ...sender, endpointId, handshakes: true });
  await call('signatures.providers');
  await call('signatures.lastFits');
  const added = await call('signatures.addSecret', {
    owner: { kind: 'endpoint', endpointId },
    value: 'needle-and-thread',
  });
  await call('signatures.addTestKey', { endpointId, provider: 'paypal' });
  await call('signatures.secrets', { endpointId });
  await call('signatures.retireSecret', { id: added.id, retiring: true });
  await call('signatures.revealSecret', { id: added.id });
  await call('signatures.ofCapture', { id: one });
  await call('signatures.verify', { id: one });
  await call('signatures.tryScheme', { id: one, scheme: { header: 'x-sign' }, secret: 'needle' });
  await call('signatures.trySecret', { captureId: one, value: 'needle' });
  await call('signatures.whichFits', { captureId: one });
  await call('signatures.verifyFound', { search: 'path:/orders' });
  await call('signatures.sign', { provider: 'github', bodyBase64: 'e30=', secret: 'needle' });
  await call('signatures.sendSample', { endpointId, sample: 'github:push' });
  await call('signatures.removeSecret', { id: added.id });
  await call('signatures.saveSettings', { ...sender, endpointId, provider: 'asana' });
  await fetch(`${app.url}/orders`, { method: 'POST', headers: { 'x-hook-secret': 'from-asana' } });
  const { items: shaken } = await call('captures.list', { search: 'path:/orders', limit: 1 });
  await call('signatures.keepOffered', { id: shaken[0].id });
  await call('signatures.saveSettings', { ...sender, endpointId });
  await call('reading.setCharset', { endpointId, charset: 'utf-8' });
  await call('reading.charsets');

  // Replays
  const to = { kind: 'url', url: target.url };
  const replay = await call('replays.send', { id: one, to });
  await call('replays.get', { id: replay.id });
  await call('replays.preview', { captureId: one, edit: { bodyText: 'other' }, to });
  const draft = { key: 'compose:1', edit: { method: 'PUT', bodyText: 'made' } };
  await call('replays.compose', { draft, to });
  await call('replays.tries', { draftKey: 'compose:1' });
  await rest.bytes('replays.body', { id: replay.id, of: 'answer' });
  await call('replays.ofCapture', { id: one });
  const job = await call('replays.startJob', { ids: [one, two], to });
  await call('replays.job', { id: job.id });
  await rest.follow('replays.jobLive', { id: job.id });
  await call('replays.cancelJob', { id: job.id });
  await call('replays.targets');
  await call('replays.allowHost', { host: 'example.com' });
  await call('replays.allowedHosts');
  await call('replays.forgetHost', { host: 'example.com' });

  // Drafts
  const key = 'function:app/with%2Fslash';
  const { rev } = await call('drafts.put', { key, kind: 'function', value: 'let', rev: 0 });
  await call('drafts.list');
  await call('drafts.get', { key });
  await call('drafts.remove', { key, rev });

  // Preferences and notices
  await call('prefs.put', { patch: { keymap: { 'captures.replay': ['r'] } } });
  await call('prefs.get');
  await call('notices.list');
  await call('notices.read');

  // Destinations and deliveries
  const destination = await call('destinations.create', { name: 'shop', url: target.url });
  const { id: destinationId } = destination;
  await call('destinations.update', { id: destinationId, name: 'store', url: target.url });
  await call('destinations.list');
  await using secure = await tlsServer('self-signed');
  await call('destinations.listens', { address: target.url });
  await call('destinations.certificate', { url: secure.url });
  await call('destinations.preview', { kind: 'nats', engine: { stream: 'S', subject: '{event}' } });
  await call('destinations.tryOut', { name: 'draft', url: target.url });
  await call('destinations.test', { id: destinationId });
  const rotated = await call('destinations.rotate', { id: destinationId });
  const secretId = rotated.secrets?.at(-1)?.id;
  await call('destinations.secret', { id: destinationId, secretId });
  await call('destinations.series', { id: destinationId });
  const sent = await call('deliveries.send', {
    destinations: [destinationId],
    eventType: 'order.made',
    body: '{"n":1}',
  });
  const deliveryId = sent.deliveries?.[0]?.id;
  await until(async () => {
    const { state } = await call('deliveries.get', { id: deliveryId });
    return state === 'delivered' || state === undefined;
  }, 'not delivered');
  await call('deliveries.list', { destinationId });
  await call('deliveries.count', { destinationId });
  await call('deliveries.histogram', { search: 'state:delivered' });
  await call('deliveries.groups', { by: 'event' });
  await call('traces.ofDelivery', { id: deliveryId });
  await call('traces.otlpOfDelivery', { id: deliveryId });
  await call('deliveries.requeue', { id: deliveryId });
  await call('deliveries.change', { ids: [deliveryId], to: 'cancel' });
  await call('destinations.setState', { id: destinationId, state: 'paused' });
  const held = await call('deliveries.send', { destinations: [destinationId], body: '{"n":2}' });
  const heldId = held.deliveries?.[0]?.id;
  await call('deliveries.cancel', { id: heldId });
  await call('deliveries.retry', { id: deliveryId });
  await call('deliveries.startJob', { kind: 'recover', destinationId, since: 0 });
  await call('deliveries.jobs');
  // A job that still runs: at this rate, its second delivery has to wait.
  const strict = { name: 'strict', url: target.strictUrl, schedule: { kind: 'none' } };
  const { id: strictId } = await call('destinations.create', strict);
  for (const n of [1, 2]) {
    const refused = await call('deliveries.send', { destinations: [strictId], body: `{"n":${n}}` });
    await until(async () => {
      const { state } = await call('deliveries.get', { id: refused.deliveries?.[0]?.id });
      return state === 'discarded' || state === undefined;
    }, 'not discarded');
  }
  const slow = { count: 1, per: 'minute' };
  await call('destinations.update', { id: strictId, ...strict, rate: slow });
  const recovery = await call('deliveries.startJob', {
    kind: 'recover',
    destinationId: strictId,
    since: 0,
  });
  const paused = await call('deliveries.setJob', { id: recovery.id, state: 'paused' });
  expect(paused).toMatchObject({ state: 'paused', total: 2 });
  await call('deliveries.setJob', { id: recovery.id, state: 'canceled' });
  await call('deliveries.notices');
  await call('deliveries.dismissNotices');
  const forward = await call('destinations.saveForward', { name: 'all', destinationId });
  await call('destinations.forwards');
  await call('destinations.removeForward', { id: forward.id });
  await call('destinations.remove', { id: destinationId });

  // Integrations and SQL
  await call('integrations.checkName', { name: 'My shop' });
  const integration = await call('integrations.create', { name: 'My shop', primaryKey: ['id'] });
  const id = integration.integration?.id;
  const made = await call('integrations.generateUrl', { id });
  await fetch(made.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"id":1,"total":12.5}',
  });
  await app.engine.loadingIdle(id);
  await call('integrations.list');
  await call('integrations.get', { id });
  await call('integrations.update', { id, name: 'Our shop' });
  await call('integrations.loads', { id });
  await call('integrations.summary', { id });
  expect(await call('integrations.summaries')).toMatchObject([{ id }]);
  const where = '[{"column":"total","value":"12.5"}]';
  expect(await call('integrations.rows', { id, where })).toMatchObject({ total: 1 });
  await call('integrations.values', { id, column: 'total' });
  await call('integrations.tables', { id });
  await call('integrations.columns', { id });
  await call('integrations.rejects', { id });
  const { items: taken } = await call('captures.list', { limit: 1 });
  await call('integrations.ofCapture', { id: taken[0].id });
  await call('integrations.reload', { id, captureId: taken[0].id });
  await call('integrations.cell', {
    id,
    table: 'data',
    column: 'total',
    sequence: '1',
  });
  await call('sql.run', { sql: 'SELECT :one AS capture_id', params: { one: 1 } });
  await call('sql.tables');
  await call('sql.saveQuery', { name: 'one', sql: 'SELECT 1' });
  const queries = await call('sql.queries');
  await call('sql.removeQuery', { id: queries[0]?.id });
  await call('integrations.reset', { id });
  await app.engine.loadingIdle(id);
  await call('integrations.leftBehind');
  const { urls } = await call('integrations.get', { id });
  await call('integrations.revokeUrl', { id, urlId: urls[0]?.id });
  await call('integrations.remove', { id });
  // Deleted while somebody holds their tables and an event waits.
  for (const name of ['Left to load', 'Left to drop']) {
    const left = (await call('integrations.create', { name })).integration;
    const { url } = await call('integrations.generateUrl', { id: left.id });
    const post = () => fetch(url, { method: 'POST', headers: JSON_BODY, body: '{"n":1}' });
    await post();
    await app.engine.loadingIdle(left.id);
    const file = join(app.dataDir, 'warehouse', `schema_${left.schema}.sqlite`);
    const tables = new SqliteDatabase(file);
    tables.exec('BEGIN IMMEDIATE');
    await post();
    await call('integrations.remove', { id: left.id });
    await until(async () => (await call('integrations.leftBehind')).length > 0, 'none is left');
    if (name === 'Left to drop') await call('integrations.dropLeft', { id: left.id });
    tables.exec('COMMIT');
    tables.close();
    if (name === 'Left to load') await call('integrations.loadLeft', { id: left.id });
  }

  // Apps
  const { app: sample } = await call('apps.importSample');
  await call('apps.create', { name: 'another' });
  await call('apps.preview', { directory: SAMPLE });
  await call('apps.import', { directory: SAMPLE });
  await call('apps.list');
  await call('apps.export', { directory: join(dir.path, 'out'), appId });
  const zip = await rest.bytes('apps.exportZip', { appId, redactSecrets: true });
  await rest.bytes('apps.previewZip', {}, zip);
  await call('apps.report', { appId });
  await call('apps.watch', { appId, directory: '' });
  await call('apps.saveSettings', {
    appId,
    settings: { strictServiceRules: false, offline: true, concurrency: 10, clientApi: true },
  });
  await call('apps.saveEnvironment', { appId, environment: { tag: 'qa', values: '{}' } });
  const auth = await call('apps.auth', { appId });
  const provider = auth.providers[0];
  await call('apps.saveAuthProvider', { appId, provider });
  await call('apps.removeAuthProvider', { appId, name: provider?.name });

  const [, fn] = await call('functions.list', { appId });
  const whole = await call('functions.get', { appId, name: fn.name });
  await call('functions.save', {
    appId,
    function: whole,
    oldName: fn.name,
    revision: whole.revision,
  });
  await call('functions.find', { appId, text: 'exports' });
  await call('functions.saveLimits', { appId, name: fn.name, limits: null });
  await call('webhooks.list', { appId });
  const [service, webhook] = ['orders', 'list'];
  const reply = await app.call(service, webhook, { method: 'GET' });
  await app.why(reply.captureId);
  for (const name of ['functions.runOf', 'webhooks.outcomeOf', 'clientApi.outcomeOf']) {
    await call(name, { id: reply.captureId });
  }
  await call('functions.try', {
    appId,
    of: { kind: 'function', name: fn.name },
    source: null,
    captureId: null,
    args: '[]',
  });
  const runs = await call('functions.runs', { appId });
  await call('functions.run', { id: runs.items?.[0]?.id });
  const hook = await call('webhooks.get', { appId, service, webhook });
  await call('webhooks.save', {
    appId,
    service,
    webhook: hook,
    oldName: webhook,
    revision: hook.revision,
  });
  await rest.follow('functions.compare', {
    appId,
    of: { kind: 'webhook', service, webhook },
    source: null,
    last: 1,
  });
  await call('webhooks.saveLimits', { appId, service, webhook, limits: null });
  await call('webhooks.convert', { appId, service, webhook });
  const endpoints = await call('webhooks.endpoints', { appId });
  await call('webhooks.saveEndpoint', { appId, endpoint: endpoints[0] });
  await call('webhooks.saveEndpoints', { appId, endpoints });
  const { route, httpMethod } = endpoints[0];
  await call('webhooks.removeEndpoint', { appId, route, httpMethod });
  await call('webhooks.remove', { appId, service, webhook });
  await call('functions.remove', { appId, name: fn.name });

  const services = await call('services.list', { appId });
  const sms = services.find(({ name }: { name: string }) => name === 'sms');
  await call('services.save', { appId, service: sms, oldName: 'sms', revision: sms.revision });
  await call('services.saveSettings', { appId, service: 'sms', settings: sms.settings });
  const again = (await call('services.list', { appId })).find(
    ({ name }: { name: string }) => name === 'sms',
  );
  await call('services.saveRule', {
    appId,
    service: 'sms',
    rule: again.rules[0],
    oldName: again.rules[0].name,
    revision: again.revision,
  });
  await call('services.removeRule', { appId, service: 'sms', rule: again.rules[0].name });
  await call('services.tryExpression', {
    appId,
    expression: '{}',
    where: 'service-rule',
    captureId: null,
    userId: '',
    args: '{}',
  });
  await call('services.outbox', { appId });
  await call('services.clearOutbox', { appId });
  const stubs = await call('services.saveStub', {
    stub: { id: '', appId, service: '', action: 'get', match: '', answer: '{}' },
  });
  await call('services.stubs', { appId });
  await call('services.removeStub', { appId, id: stubs[0]?.id });
  await call('services.remove', { appId, service: 'sms' });

  await call('triggers.list', { appId });
  const nightly = await call('apps.import', { directory: writeTrigger(dir.path) });
  await call('triggers.run', { appId: nightly.app?.id, name: 'nightly' });
  await call('packages.versions', { appId, name: 'lib' });
  await call('packages.install', { appId, name: 'lib', save: false });
  expect(await call('packages.list', { appId })).toMatchObject([{ name: 'lib' }]);
  await call('packages.remove', { appId, name: 'lib', save: false });
  await call('values.list', { appId });
  await call('values.save', {
    appId,
    value: { name: 'greeting', value: '"hi"', fromSecret: false },
    oldName: '',
    revision: null,
  });
  await call('values.remove', { appId, name: 'greeting' });
  await call('secrets.put', { appId, name: 'token', value: 'needle' });
  await call('secrets.list', { appId });
  await call('secrets.remove', { appId, name: 'token' });

  const { user } = await call('users.create', {
    appId,
    kind: 'email',
    email: 'a@example.com',
    password: 'needle-and-thread',
  });
  await call('users.list', { appId });
  await call('users.update', { appId, id: user.id, name: 'Ann' });
  const { user: keyed } = await call('users.addApiKey', { appId, id: user.id, name: 'key' });
  await call('users.removeApiKey', { appId, id: user.id, keyId: keyed?.apiKeys?.[0]?.id });
  await call('users.issueToken', { appId, id: user.id });
  await call('clientApi.get', { appId });
  await call('clientApi.set', { appId, on: true });
  await call('clientApi.sessions', { appId, id: user.id });
  await call('clientApi.endSession', { appId, id: user.id, sessionId: 'none' });
  await call('clientApi.endSessions', { appId, id: user.id });
  await call('clientApi.pushDevices', { appId, service: 'push' });
  await call('users.remove', { appId, id: user.id });

  const at = { appId, database: 'shop', collection: 'orders' };
  await call('documents.insert', { ...at, documents: '[{"_id":1},{"_id":2},{"_id":3}]' });
  await call('documents.overview', { appId });
  await call('documents.read', { ...at, query: '{}', sort: '{"_id":-1}' });
  await call('documents.save', { ...at, document: '{"_id":4,"n":1}', isNew: true });
  await call('documents.update', { ...at, query: '{"_id":1}', update: '{"$set":{"n":2}}' });
  await call('documents.remove', { ...at, id: '1' });
  await call('documents.removeFound', { ...at, query: '{"_id":2}' });
  await call('documents.import', { ...at, format: 'ndjson', text: '{"_id":9}' });
  await call('documents.export', { ...at, format: 'ndjson' });

  const gone = await call('apps.remove', { appId: sample?.id ?? appId });
  await call('apps.undoRemove', { undo: gone.undo });

  // Bytes in, and what goes on
  await rest.bytes('apps.importZip', {}, zip);
  for (const room of LIVE) await rest.follow(`${room}.live`);
  await rest.follow('services.outboxLive');
  await rest.follow('system.changes');

  // The project file
  const repository = join(dir.path, 'repository');
  mkdirSync(repository);
  await call('project.schema');
  await call('project.setSecret', { name: 'stripe', value: 'needle' });
  await call('project.secrets');
  await call('project.removeSecret', { name: 'stripe' });
  await call('project.pull', { directory: repository });
  await call('project.attach', { directory: repository, write: false });
  await call('project.plan', {});
  const ours = await call('endpoints.create', { ...PLAIN, name: 'ours', path: '/ours' });
  await call('project.add', { kind: 'endpoints', id: ours.id });
  await call('endpoints.update', { ...ours, path: '/page' });
  const file = join(repository, 'backstitch.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"/ours"', '"/file"'));
  await call('project.apply', {});
  await call('project.resolve', { kind: 'endpoints', key: 'ours', keep: 'file' });
  await call('project.state');
  await call('project.detach');

  // What a provider says it sent
  await using paying = await fakeProvider(
    'gocardless',
    [
      {
        id: 'WB1',
        number: 'WB01',
        type: 'payments',
        at: Date.now() - 1000,
        body: '{"meta":{"webhook_id":"WB1"}}',
        headers: [],
        delivered: false,
      },
    ],
    { token: 'needle-of-provider', intake: () => null },
  );
  await call('backfill.providers');
  await call('backfill.away', { since: 0 });
  const account = {
    provider: 'gocardless',
    name: 'Debits',
    settings: { base: paying.url },
    path: '/debits',
    token: 'needle-of-provider',
  };
  const source = await call('backfill.createSource', account);
  await call('backfill.updateSource', { ...account, id: source.id, name: 'Direct debits' });
  await call('backfill.sources');
  await call('backfill.testSource', { id: source.id });
  const span = { from: Date.now() - 60_000, to: Date.now() };
  const scan = await call('backfill.scan', { sourceId: source.id, ...span });
  await until(async () => {
    const { state } = await call('backfill.getScan', { id: scan.id });
    return state !== 'listing';
  }, 'the scan does not end');
  await call('backfill.scans');
  await call('backfill.items', { id: scan.id });
  await call('backfill.act', { id: scan.id, how: 'fetch' });
  await call('backfill.cancel', { id: scan.id });
  await call('backfill.removeSource', { id: source.id });

  // Spans, out to nobody
  await call('traceExport.put', {
    endpoint: 'http://127.0.0.1:9',
    headers: [{ name: 'x-key', value: 'needle-of-collector' }],
  });
  await call('traceExport.test', { endpoint: 'http://127.0.0.1:9', headers: [{ name: 'x-key' }] });
  await call('traceExport.get');
  await call('traceExport.put', { endpoint: null });

  // The simulator, and the rest
  await call('simulator.preview', {});
  const simulation = await call('simulator.start', { to, events: 2 });
  await call('simulator.list');
  await call('simulator.get', { id: simulation.id });
  await call('simulator.events', { id: simulation.id });
  await until(async () => {
    const { state } = await call('simulator.get', { id: simulation.id });
    return state === 'finished' || state === undefined;
  }, 'the simulation does not end');
  const endless = { kind: 'url', url: target.silentUrl };
  const cut = await call('simulator.start', { to: endless, events: 2 });
  await rest.follow('simulator.live', { id: cut.id });
  await call('simulator.cancel', { id: cut.id });
  await call('system.health');
  await call('system.status');
  const settings = await call('system.settings');
  await call('system.saveSettings', settings);
  await call('system.limitsEffect', settings);
  await call('system.storage');
  await call('system.compact');
  await call('system.stopCompact');
  await call('system.openFolder');
  await call('system.diagnostics');
  await using database = await startTeamServer();
  await call('team.put', { nodeName: 'Anna', history: 1, url: database.url });
  const other = '00000000-0000-4000-8000-000000000001';
  await call('team.saveFollow', { node: other });
  await call('team.follows');
  await call('team.removeFollow', { node: other });
  expect(await call('team.preview', { id: one })).toMatchObject({ cuts: expect.any(Array) });
  await until(async () => {
    const { state, waiting } = await call('team.get');
    return state === 'live' && waiting === 0;
  });
  const [shared] = (await call('team.captures', { limit: 1 })).items;
  const there = { node: shared.node, id: shared.id };
  expect(await call('team.capture', there)).toMatchObject({ id: shared.id, deliveries: [] });
  await rest.bytes('team.body', { ...there, from: 0, to: 3 });
  await rest.bytes('team.decodedBody', there);
  expect(await call('team.viewing', { open: there })).toEqual({ shown: false });
  expect(await call('team.copy', there)).toEqual({ id: shared.copy });
  const pin = await call('team.mark', { ...there, kind: 'pin', value: '1', version: 0 });
  expect(pin).toEqual({ value: '1', version: 1, merged: false });
  const lane = await call('destinations.create', { name: 'Shared', url: `${target.url}/team` });
  expect(await call('team.share', { id: lane.id })).toMatchObject({ shared: { needs: [] } });
  await call('deliveries.send', { destinations: [lane.id], body: 1 });
  const delivered = await until(async () => {
    const { items } = await call('team.deliveries', { destinationId: lane.id });
    return items[0]?.state === 'delivered' && items[0];
  });
  expect(await call('team.delivery', { id: delivered.id })).toMatchObject({
    log: [{ held: true }],
  });
  expect(await call('team.equip', { id: lane.id })).toMatchObject({ shared: { needs: [] } });
  await call('team.share', { id: lane.id, shared: false });
  await call('team.asNewNode');
  await call('team.put', { nodeName: 'Anna', url: null });
  await call('tunnel.get');
  await call('tunnel.put', { mode: 'off' });
  await call('tunnel.dismissNotice');
  await call('tunnel.outages');
  await call('tunnel.programs');
  const login = await call('sessions.mint', { label: 'laptop' });
  await fetch(login.url, { redirect: 'manual', headers: { 'user-agent': 'Test Browser 1' } });
  const [browser] = await call('sessions.list');
  await call('sessions.revoke', { id: browser?.id });
  await call('endpoints.remove', { id: endpoint.id });

  expect(rest.problems).toEqual([]);
  const raw = RAW_ROUTES.map(({ operationId, procedure }) => operationId ?? procedure);
  // A body with bytes beside it has a test of its own.
  const names = [...operationsInRest().keys(), ...raw].filter((one) => one !== 'captures.surplus');
  expect(names.filter((name) => !rest.called.has(name))).toEqual([]);

  // Whatever changes something says in which part: other pages show it by that.
  const changing = names
    .map((name) => name.split('.') as [Domain, string])
    .filter(([domain, name]) => changes(domain, name))
    .map(([domain]) => domain);
  await until(() => changing.every((domain) => told.has(domain)));
  leaving.abort();
  await telling;
  // A name here that is not in the contract, or that asks by its route already, hides nothing.
  const routes = operationsInRest();
  expect(ONLY_ASKS.filter((name) => routes.get(name)?.method === 'GET')).toEqual([]);
  expect(ONLY_ASKS.filter((name) => /save|set|add|create|remove|put|update/i.test(name))).toEqual(
    [],
  );
});

/** An app with one trigger. */
function writeTrigger(folder: string): string {
  const root = join(folder, 'nightly');
  const write = (path: string, content: unknown): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(content));
  };
  write('realm_config.json', {
    config_version: 20210101,
    name: 'nightly',
    app_id: 'nightly-abcde',
  });
  write('functions/config.json', [{ name: 'sweep' }]);
  writeFileSync(join(root, 'functions/sweep.js'), 'exports = () => 1;');
  write('triggers/nightly.json', {
    name: 'nightly',
    type: 'SCHEDULED',
    function_name: 'sweep',
    config: { schedule: '0 8 * * *' },
  });
  return root;
}

/** A server that answers everything with 200, but for a path where it is silent, and a strict one. */
async function startTarget() {
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/strict') response.writeHead(400);
    if (request.url !== '/silent') response.end('ok');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/hook`,
    silentUrl: `${origin}/silent`,
    strictUrl: `${origin}/strict`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
