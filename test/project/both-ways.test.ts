import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../helpers/until.ts';
import { endpointInput, startProject } from './start-project.ts';

const t = await startProject();
afterAll(() => t[Symbol.asyncDispose]());
const { endpoints, project } = t.engine;
const named = (name: string) => endpoints.list().find((one) => one.name === name);
const update = (name: string, change: object) => {
  const found = named(name);
  if (found === undefined) throw new Error(`There is no endpoint ${name}.`);
  return endpoints.update({ ...found, ...change });
};

/** Two endpoints in the file and here, agreed on. */
beforeEach(async () => {
  await project.detach();
  await endpoints.removeMany({ ids: endpoints.list().map(({ id }) => id) });
  t.put(FILE);
  await t.attach();
});

const FILE = `{
  // What our team agreed on
  "endpoints": {
    "orders": { "path": "/orders", "reply": { "body": "thanks" } }, // the shop
    /* of the bank */
    "payments": { "path": "/payments" },
  },
}
`;

describe('a change of one side', () => {
  it('in the file is done here at once where it adds or changes', async () => {
    expect(t.state()).toMatchObject({ valid: true, pending: [], conflicts: [], problems: [] });
    expect(named('orders')).toMatchObject({ path: '/orders', reply: { body: 'thanks' } });
    t.put(
      FILE.replace('"thanks"', '"thank you"').replace(
        '"/payments" }',
        '"/payments" },\n    "new": { "path": "/new" }',
      ),
    );
    await until(() => named('orders')?.reply.body === 'thank you' && named('new') !== undefined);
    expect(named('new')).toMatchObject({ path: '/new', enabled: true });
  });

  it('here is written into the file, in its smallest place, with comments and order kept', async () => {
    await update('orders', { enabled: false, methods: ['POST'] });
    await until(() => t.text().includes('"enabled": false'));
    expect(t.text()).toContain('// What our team agreed on');
    expect(t.text()).toContain('// the shop');
    expect(t.text()).toContain('/* of the bank */\n    "payments": { "path": "/payments" },');
    expect(t.text()).toMatch(/"methods": \[\s*"POST"\s*\]/);
    expect(t.text()).toContain('"body": "thanks"');
    expect(t.state().conflicts).toEqual([]);
  });

  it('carries what an endpoint does wrong on purpose, both ways', async () => {
    const chaos = { seed: 9, rules: [{ kind: 'status', status: 503, share: 0.5 }] };
    t.put({ endpoints: { orders: { path: '/orders', reply: { chaos } } } });
    const approved = await t.until(({ pending }) => pending.length === 1);
    expect(approved.pending[0]).toMatchObject({ key: 'payments', change: 'remove' });
    await until(() => named('orders')?.reply.chaos?.seed === 9);
    const rule = { kind: 'status', status: 503, share: 0.5, from: 1, count: null };
    expect(named('orders')?.reply.chaos?.rules).toMatchObject([rule]);
    const { reply } = named('orders') ?? { reply: null };
    await update('orders', { reply: { ...reply, chaos: { seed: 10, rules: [] } } });
    await until(() => t.value().endpoints.orders.reply.chaos?.seed === 10);
    await update('orders', { reply: { ...reply, chaos: null } });
    await until(() => t.value().endpoints.orders.reply?.chaos === undefined);
    expect(t.state().conflicts).toEqual([]);
  });

  it('that removes from the file waits for a yes, and captures stay', async () => {
    await (await fetch(`${t.url}/payments`, { method: 'POST' })).text();
    await t.captures(1, 'path:/payments');
    t.put(FILE.replace('"payments": { "path": "/payments" },', ''));
    const { pending } = await t.until(({ pending }) => pending.length === 1);
    expect(pending).toMatchObject([
      { kind: 'endpoints', key: 'payments', change: 'remove', risk: 'removes', after: null },
    ]);
    expect(named('payments')).toBeDefined();
    const { applied, state } = await project.apply({ yes: true, allowHosts: [] });
    expect(applied).toMatchObject([{ key: 'payments', change: 'remove' }]);
    expect(state.pending).toEqual([]);
    expect(named('payments')).toBeUndefined();
    expect(await t.captures(1, 'path:/payments')).toHaveLength(1);
  });

  it('here that deletes is taken out of the file, with the comment on its line', async () => {
    await endpoints.remove({ id: named('orders')?.id ?? ('' as never) });
    await until(() => !t.text().includes('"orders"'));
    expect(t.text()).toContain('// What our team agreed on');
    expect(t.text()).toContain('"payments"');
    await t.until(({ items }) => items.length === 1);
  });

  it('of the order moves what is there: in the file here, here in the file', async () => {
    const order = () => endpoints.list().map(({ name }) => name);
    t.put({
      endpoints: {
        payments: { path: '/payments' },
        orders: { path: '/orders', reply: { body: 'thanks' } },
      },
    });
    await until(() => order().indexOf('payments') < order().indexOf('orders'));
    t.put(FILE);
    await until(() => order().indexOf('orders') < order().indexOf('payments'));
    await t.until(({ pending }) => pending.length === 0);
    await endpoints.move({ id: named('payments')?.id ?? ('' as never), position: 1 });
    await until(() => t.text().indexOf('"payments"') < t.text().indexOf('"orders"'));
    expect(t.text()).toMatch(/\/\* of the bank \*\/\s+"payments"/);
    expect(t.text()).toMatch(/"orders": .* \/\/ the shop/);
    expect(t.state()).toMatchObject({ valid: true, conflicts: [] });
  });
});

describe('changes of both sides', () => {
  it('that are alike are agreed on', async () => {
    await project.attach({ directory: t.folder, write: false });
    await update('orders', { enabled: false });
    t.put(FILE.replace('"path": "/orders"', '"path": "/orders", "enabled": false'));
    await t.until(({ readAt }) => readAt !== null);
    await until(async () => {
      const { changes, conflicts } = await project.plan({});
      return changes.length + conflicts.length === 0;
    });
    expect(t.state().conflicts).toEqual([]);
  });

  it('that differ are a conflict of that item alone, until a person keeps one', async () => {
    await project.attach({ directory: t.folder, write: false });
    await update('orders', { path: '/from-the-page' });
    t.put(
      FILE.replace('"path": "/orders"', '"path": "/from-the-file"').replace(
        '"/payments"',
        '"/pay"',
      ),
    );
    const { conflicts } = await t.until((state) => state.conflicts.length === 1);
    expect(conflicts[0]).toMatchObject({ kind: 'endpoints', key: 'orders' });
    expect(conflicts[0]?.file).toContain('/from-the-file');
    expect(conflicts[0]?.backstitch).toContain('/from-the-page');
    expect(named('orders')?.path).toBe('/from-the-page');
    await until(() => named('payments')?.path === '/pay');

    await project.resolve({ kind: 'endpoints', key: 'orders', keep: 'backstitch' });
    expect(t.text()).toContain('/from-the-page');
    expect(t.text()).toContain('// the shop');
    expect(t.state().conflicts).toEqual([]);

    await update('orders', { path: '/page-again' });
    t.put(t.text().replace('/from-the-page', '/file-again'));
    await t.until((state) => state.conflicts.length === 1);
    await project.resolve({ kind: 'endpoints', key: 'orders', keep: 'file' });
    expect(named('orders')?.path).toBe('/file-again');
    expect(t.state().conflicts).toEqual([]);
    await expect(
      project.resolve({ kind: 'endpoints', key: 'orders', keep: 'file' }),
    ).rejects.toMatchObject({ code: 'PROJECT_CONFLICT' });
  });

  it('where one removed and the other changed lose neither', async () => {
    await project.attach({ directory: t.folder, write: false });
    await update('payments', { enabled: false });
    t.put(FILE.replace('"payments": { "path": "/payments" },', ''));
    const { conflicts } = await t.until((state) => state.conflicts.length === 1);
    expect(conflicts[0]).toMatchObject({ key: 'payments', file: null });
    await project.resolve({ kind: 'endpoints', key: 'payments', keep: 'backstitch' });
    expect(t.text()).toMatch(/"payments": \{[^}]*"enabled": false/);
    expect(t.state()).toMatchObject({ valid: true, conflicts: [], pending: [] });
  });
});

describe('what the project does not own', () => {
  it('stays out of the file until it is added, and is never touched', async () => {
    const mine = await endpoints.create(endpointInput('Mine alone', '/mine'));
    await project.apply({ yes: true, allowHosts: [] });
    expect(t.text()).toBe(FILE);
    expect(named('Mine alone')).toEqual(mine);
    await project.add({ kind: 'endpoints', id: mine.id });
    expect(t.text()).toMatch(/"mine-alone": \{\s+"name": "Mine alone",\s+"path": "\/mine"\s+\}/);
    expect(t.text()).toContain('// the shop');
    expect(t.state().items).toContainEqual({ kind: 'endpoints', key: 'mine-alone', id: mine.id });
    await expect(project.add({ kind: 'endpoints', id: mine.id })).rejects.toThrow('already');
  });

  it('and has the same name is agreed on where it is the same, else a conflict', async () => {
    await endpoints.create(endpointInput('same'));
    await endpoints.create(endpointInput('other', '/elsewhere'));
    t.put(
      FILE.replace(
        '"endpoints": {',
        '"endpoints": { "same": {"path": "/same"}, "other": {"path": "/other"},',
      ),
    );
    const { conflicts } = await t.until((state) => state.conflicts.length === 1);
    expect(conflicts).toMatchObject([{ kind: 'endpoints', key: 'other' }]);
    expect(endpoints.list().filter(({ name }) => name === 'same')).toHaveLength(1);
  });
});

it('expectations go both ways, too, and what the file says is judged', async () => {
  const { expectations } = t.engine;
  const each = [{ json: '$.id', type: 'integer' as const }];
  t.put(
    FILE.replace(
      /}\n$/,
      `  "expectations": { "paid": { "search": "path:/orders", "each": ${JSON.stringify(each)} } }\n}\n`,
    ),
  );
  await until(() => expectations.list().length === 1);
  expect(expectations.get({ name: 'paid' }).expectation).toEqual({ search: 'path:/orders', each });
  await (await fetch(`${t.url}/orders`, { method: 'POST', body: '{"id":"7"}' })).text();
  const report = await expectations.check({ name: 'paid', since: 'all', now: true });
  expect(report).toMatchObject({ ok: false, captures: 1 });

  await t.until(({ items }) => items.some(({ kind }) => kind === 'expectations'));
  await expectations.save({ name: 'paid', expectation: { search: 'path:/paid', each } });
  await until(() => t.text().includes('"search": "path:/paid"'));
  expect(t.text()).toContain('// the shop');
  await expectations.save({ name: 'Mine', expectation: { count: 2 } });
  await project.add({ kind: 'expectations', id: 'Mine' });
  expect(t.text()).toMatch(/"mine": \{\s+"name": "Mine",\s+"count": 2\s+\}/);
  t.put(t.text().replace('"name": "Mine"', '"name": "Ours"'));
  await until(
    () =>
      expectations
        .list()
        .map(({ name }) => name)
        .join() === 'Ours,paid',
  );
  await expectations.rename({ name: 'Ours', to: 'Theirs' });
  await until(() => /"mine": \{\s+"name": "Theirs",\s+"count": 2\s+\}/.test(t.text()));
  // In its turn: the round that wrote it has ended.
  await project.apply({ yes: false, allowHosts: [] });

  t.put(t.text().replace(/"integer"/, '"whole"'));
  const { problems } = await t.until(({ valid }) => !valid);
  expect(problems[0]?.message).toContain('type');
  t.put(FILE);
  await t.until(({ valid, pending }) => valid && pending.length === 2);
  await project.apply({ yes: true, allowHosts: [] });
  expect(expectations.list()).toEqual([]);
});

it('an item that gets another key in the file stays the same one here', async () => {
  const { id } = named('orders') ?? { id: '' };
  t.put(FILE.replace('"orders": {', '"shop-orders": { "name": "orders",'));
  await t.until(({ items }) => items.some(({ key }) => key === 'shop-orders'));
  expect(named('orders')?.id).toBe(id);
  expect(t.state()).toMatchObject({ pending: [], conflicts: [] });
});

it('a file that is not valid changes nothing, and is told by file, line and column', async () => {
  t.put(FILE.replace('"path": "/payments"', '"path": 7'));
  const { problems } = await t.until(({ valid }) => !valid);
  expect(problems).toMatchObject([{ file: 'backstitch.json', line: 6, column: 27 }]);
  expect(named('orders')).toMatchObject({ path: '/orders', enabled: true });
  await expect(project.apply({ yes: true, allowHosts: [] })).rejects.toMatchObject({
    code: 'PROJECT_INVALID',
  });
  t.put(FILE.replace('"endpoints"', '"endpoints'));
  await t.until(({ problems: now }) => now[0]?.message.includes('no JSON') === true);
  t.put(FILE);
  await t.until(({ valid }) => valid);
});

it('a restart finds what was agreed on, and what was changed in the file meanwhile', async () => {
  await using first = await startProject();
  first.put(FILE);
  await first.attach();
  await first.stop();
  first.put(FILE.replace('"/payments"', '"/pay"'));
  await using again = await startProject({ dataDir: first.dataDir });
  await until(() => again.engine.endpoints.list().some(({ path }) => path === '/pay'));
  expect(again.state()).toMatchObject({ directory: first.folder, conflicts: [] });
  expect(again.engine.endpoints.list()).toHaveLength(3);
});

it('redaction profiles go both ways; one that comes to cut less waits for a yes', async () => {
  const { redaction, exports } = t.engine;
  const one = `"partners": { "rules": [{ "kind": "header", "name": "x-shop" }], "stable": true } // ours`;
  t.put(FILE.replace(/}\n$/, `  "redaction": {\n    ${one}\n  }\n}\n`));
  await until(() => redaction.list().length === 1);
  const preview = await exports.preview({ search: '', redaction: 'Partners' });
  expect(preview.captures).toBeGreaterThan(0);
  await t.until(({ items }) => items.some(({ kind }) => kind === 'redaction'));

  // Changed in the page: written into the file.
  const [saved] = redaction.list();
  if (saved === undefined) throw new Error('There is no profile.');
  const rules = [...saved.rules, { kind: 'query' as const, name: 'shop' }];
  await redaction.save({ ...saved, rules });
  await until(() => /"name": "shop"/.test(t.text()));
  expect(t.text()).toContain('// ours');

  // Changed in the file: at once where it cuts more, else after a yes.
  t.put(t.text().replace('"redaction": {', '"redaction": {\n    "mine": { "base": "strict" },'));
  await until(() => redaction.list().length === 2);
  t.put(t.text().replace('"base": "strict"', '"keep": [{ "place": "header authorization" }]'));
  const { pending } = await t.until((state) => state.pending.length === 1);
  expect(pending).toMatchObject([{ kind: 'redaction', key: 'mine', risk: 'egress' }]);
  expect(redaction.list().find(({ name }) => name === 'mine')?.keep).toEqual([]);
  await project.apply({ yes: true, allowHosts: [] });
  expect(redaction.list().find(({ name }) => name === 'mine')?.keep).toHaveLength(1);

  // Made in the page: stays out until it is added.
  await redaction.save({ name: 'Own', base: 'default', rules: [], keep: [], stable: true });
  await project.add({ kind: 'redaction', id: 'Own' });
  expect(t.text()).toMatch(/"own": \{\s+"name": "Own",\s+"stable": true\s+\}/);

  // Both changed it.
  await project.attach({ directory: t.state().directory ?? '', write: false });
  await redaction.save({ name: 'Own', base: 'strict', rules: [], keep: [], stable: true });
  t.put(t.text().replace(/("name": "Own",\s+)"stable": true/, '$1"stable": false'));
  const { conflicts } = await t.until((state) => state.conflicts.length === 1);
  expect(conflicts).toMatchObject([{ kind: 'redaction', key: 'own' }]);
  await project.resolve({ kind: 'redaction', key: 'own', keep: 'file' });
  expect(redaction.list().find(({ name }) => name === 'Own')).toMatchObject({
    base: 'default',
    stable: false,
  });
});
