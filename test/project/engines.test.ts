import { cpSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DestinationInput } from '../../preload/contract/destinations.ts';
import { startNatsFake } from '../deliveries/engines/nats-fake.ts';
import { until } from '../helpers/until.ts';
import { startProject } from './start-project.ts';

const t = await startProject();
afterAll(() => t[Symbol.asyncDispose]());
const { destinations, project, replays } = t.engine;
const named = (name: string) => destinations.list().find((one) => one.name === name);

beforeEach(async () => {
  await project.detach();
  for (const { id } of destinations.list()) await destinations.remove({ id });
  for (const host of replays.allowedHosts()) await replays.forgetHost({ host });
  for (const { name } of project.secrets()) await project.removeSecret({ name });
  return () => vi.unstubAllEnvs();
});

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/123456789012/hooks-of-the-shop-2.fifo';
const FILE = {
  destinations: {
    bus: {
      kind: 'nats',
      url: 'tls://a.example:4222,b.example:4223',
      engine: { stream: 'HOOKS', subject: 'shop.{event}', headers: 'safe' },
      credentials: { user: 'ann', password: { secret: 'bus-password' } },
      rate: { count: 5, per: 'second' },
    },
    log: {
      kind: 'kafka',
      url: 'kafkas://k.example:9093',
      engine: { topic: 'hooks', mode: 'structured' },
      credentials: {
        mechanism: 'SCRAM-SHA-512',
        user: { env: 'KAFKA_USER' },
        password: { env: 'KAFKA_PASSWORD' },
      },
      signing: 'standard',
    },
    queue: { kind: 'sqs', url: QUEUE, engine: { region: 'eu-west-1' } },
  },
};

describe('event engines in a project file', () => {
  it('arrive paused with all that the file says, and are pulled as the same file', async () => {
    t.put(FILE);
    const state = await t.attach();
    expect(state).toMatchObject({ valid: true, problems: [], conflicts: [], pending: [] });
    expect(state.hosts.map(({ host }) => host).toSorted()).toEqual([
      'a.example',
      'b.example',
      'k.example',
      'sqs.eu-west-1.amazonaws.com',
    ]);
    expect(state.hosts.find(({ host }) => host === 'k.example')?.secrets).toEqual([
      'KAFKA_USER',
      'KAFKA_PASSWORD',
    ]);
    expect(state.missing.map(({ env, secrets }) => [...env, ...secrets])).toEqual([
      ['bus-password'],
      ['KAFKA_USER'],
      ['KAFKA_PASSWORD'],
    ]);
    expect(named('bus')).toMatchObject({
      kind: 'nats',
      state: 'paused',
      signing: 'none',
      hasCredentials: false,
      engine: { stream: 'HOOKS', subject: 'shop.{event}', mode: 'binary', headers: 'safe' },
      rate: { count: 5 },
    });
    expect(named('log')).toMatchObject({
      kind: 'kafka',
      signing: 'standard',
      engine: { topic: 'hooks', key: '{endpoint}', mode: 'structured' },
    });
    // A bus of two hosts waits for both.
    await project.apply({ yes: true, allowHosts: ['a.example'] });
    expect(named('bus')?.state).toBe('paused');
    await project.apply({ yes: false, allowHosts: ['b.example'] });
    expect(named('bus')?.state).toBe('live');

    await using other = await startProject();
    const pulled = await project.pull({ directory: other.folder });
    expect(pulled).toMatchObject({ items: 3, left: [] });
    const { destinations: written } = other.value();
    const { credentials: _own, ...log } = FILE.destinations.log;
    expect(written).toMatchObject({ log, queue: FILE.destinations.queue });
    expect(Object.keys(written.bus).toSorted()).toEqual(['engine', 'kind', 'rate', 'url']);
    expect(written.bus.engine).toEqual(FILE.destinations.bus.engine);
    expect(await other.attach()).toMatchObject({ problems: [], conflicts: [], pending: [] });
    const plain = ({
      name,
      kind,
      url,
      engine,
      signing,
      rate,
    }: NonNullable<ReturnType<typeof named>>) => ({
      name,
      kind,
      url,
      engine,
      signing,
      rate,
    });
    expect(other.engine.destinations.list().map(plain)).toEqual(destinations.list().map(plain));
  });

  it('whose credentials were typed here are pulled with names in their places, and log in by those names', async () => {
    await using server = await startNatsFake({ user: 'ann', password: 'needle-of-the-bus' });
    const credentials = { user: 'ann', password: 'needle-of-the-bus' };
    const made = await destinations.create(
      DestinationInput.parse({
        kind: 'nats',
        name: 'Bus',
        url: server.url,
        engine: { stream: 'HOOKS', subject: 'webhooks.{event}', mode: 'binary', headers: 'none' },
        credentials,
      }),
    );
    await using one = await startProject();
    await project.pull({ directory: one.folder });
    expect(one.text()).not.toContain('needle');
    expect(one.value().destinations.bus.credentials).toEqual({
      user: 'ann',
      password: { secret: 'bus-password' },
    });
    cpSync(one.folder, t.folder, { recursive: true });
    expect(await t.attach()).toMatchObject({ problems: [], pending: [], missing: [] });
    expect(named('Bus')?.id).toBe(made.id);

    // A team mate has the file alone: no engine was asked, and nothing went out without the password.
    const state = await one.attach();
    expect(state).toMatchObject({ pending: [], problems: [], hosts: [] });
    expect(state.missing).toMatchObject([{ secrets: ['bus-password'] }]);
    await one.engine.project.setSecret({ name: 'bus-password', value: 'needle-of-the-bus' });
    const [bus] = one.engine.destinations.list();
    expect(bus).toMatchObject({ state: 'live', hasCredentials: true });
    const tried = await one.engine.destinations.test({ id: bus!.id });
    expect(tried).toMatchObject({
      state: 'delivered',
      log: [{ engine: { receipt: { seq: '1' } } }],
    });
    expect(server.connects.at(-1)).toMatchObject({ user: 'ann', pass: 'needle-of-the-bus' });
    const said = [one.engine.destinations.list(), tried, one.state(), one.text()];
    expect(JSON.stringify(said)).not.toContain('needle');
  });

  it('that move to other brokers, another queue or other credentials wait for a yes', async () => {
    vi.stubEnv('KAFKA_USER', 'ann');
    vi.stubEnv('KAFKA_PASSWORD', 'needle');
    for (const host of ['k.example', 'sqs.eu-west-1.amazonaws.com']) {
      await replays.allowHost({ host });
    }
    const { log, queue } = FILE.destinations;
    t.put({ destinations: { log, queue } });
    expect(await t.attach()).toMatchObject({ hosts: [], pending: [] });
    expect(named('log')).toMatchObject({ state: 'live', hasCredentials: true });
    const waits = async (changed: object): Promise<string | null> => {
      t.put({ destinations: { log, queue, ...changed } });
      const { pending } = await t.until((state) => state.pending.length === 1);
      t.put({ destinations: { log, queue } });
      await t.until((state) => state.pending.length === 0);
      return pending[0]?.why ?? null;
    };
    expect(await waits({ log: { ...log, url: `${log.url},evil.example:9093` } })).toMatch(
      /^evil\.example is not allowed/,
    );
    const theirs = QUEUE.replace('123456789012', '210987654321');
    expect(await waits({ queue: { ...queue, url: theirs } })).toBe(
      `Messages would go to another queue, ${theirs}.`,
    );
    const password = { env: 'PRODUCTION_PASSWORD' };
    const other = { ...log, credentials: { ...log.credentials, password } };
    expect(await waits({ log: other })).toBe(
      'k.example would get KAFKA_USER, PRODUCTION_PASSWORD.',
    );
    expect(named('log')?.url).toBe(log.url);
    expect(named('queue')?.url).toBe(QUEUE);

    // Said yes to, it moves, and is paused there.
    t.put({ destinations: { log: { ...log, url: 'kafkas://new.example:9093' }, queue } });
    await t.until((state) => state.pending.length === 1);
    await project.apply({ yes: true, allowHosts: [] });
    expect(named('log')).toMatchObject({ url: 'kafkas://new.example:9093', state: 'paused' });
    expect(JSON.stringify(t.state())).not.toContain('needle');
  });

  it('go both ways: what the page changes is written in its place', async () => {
    t.put({ destinations: { queue: { ...FILE.destinations.queue, secret: { env: 'S' } } } });
    await t.attach();
    const queue = named('queue')!;
    await destinations
      .update({
        ...queue,
        engine: { region: 'eu-west-2', group: '{event}', mode: 'binary', headers: 'none' },
        credentials: undefined,
      })
      .catch((error: Error) => error);
    // The queue is asked when a person changes it; nobody answers here.
    expect(named('queue')?.engine).toMatchObject({ region: 'eu-west-1' });
    await destinations.update({ ...queue, concurrency: 2 });
    await until(() => t.text().includes('"concurrency": 2'));
    expect(t.value().destinations.queue).toEqual({
      ...FILE.destinations.queue,
      secret: { env: 'S' },
      concurrency: 2,
    });
    t.put(t.text().replace('"eu-west-1"', '"eu-west-2"'));
    await until(() => JSON.stringify(named('queue')?.engine).includes('eu-west-2'));
    expect(named('queue')?.concurrency).toBe(2);
  });
});

describe('what is wrong with one is said in its place', () => {
  const nats = FILE.destinations.bus;
  it.each([
    [{ ...nats, kind: 'rabbit' }, 'It is one of http, nats, kafka, sqs'],
    [{ ...nats, engine: { topic: 'a' } }, 'is missing'],
    [{ ...nats, credentials: { token: 'needle' } }, 'put it into a variable'],
    [{ ...nats, authorization: { env: 'A' } }, '“authorization” is not read here'],
    [{ ...nats, trust: null }, 'Which certificates are believed is decided on each computer'],
    [{ ...FILE.destinations.log, credentials: { token: { env: 'A' } } }, '"SCRAM-SHA-256"'],
  ])('%j', async (bus, words) => {
    t.put({ destinations: { bus } });
    const refusal = await t.attach().then(
      () => 'it was taken',
      (error: Error) => error.message,
    );
    expect(refusal).toMatch(/^backstitch\.json:\d+:\d+: /);
    expect(refusal).toContain(words);
    expect(refusal).not.toContain('needle');
  });

  it('a template that does not compile holds up that one alone', async () => {
    const broken = { ...nats, url: 'nats://localhost:4222', engine: { stream: 'S', subject: '{' } };
    t.put({ destinations: { broken, fine: { url: 'http://localhost:3000/' } } });
    const { problems } = await t.attach();
    expect(problems).toHaveLength(1);
    expect(destinations.list().map(({ name }) => name)).toEqual(['fine']);
  });
});
