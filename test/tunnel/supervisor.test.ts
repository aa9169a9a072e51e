import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRODUCTION } from '../../main/tunnel/timings.ts';
import { createWorld, LOCALTUNNEL, type World } from './fake-network.ts';
import { runs } from '../helpers/runs.ts';

async function online(options: Parameters<typeof createWorld>[0] = {}): Promise<World> {
  const world = createWorld(options);
  world.supervisor.switchTo(LOCALTUNNEL);
  await world.clock.pass(2_000);
  expect(world.phase()).toBe('online');
  return world;
}

const phases = (world: World): string[] => [
  ...new Set(world.states.map(({ phase }) => phase).filter((p, i, all) => p !== all[i - 1])),
];

describe('switching on', () => {
  it('is online only after a probe came back through the public URL', async () => {
    const world = createWorld();
    world.supervisor.switchTo(LOCALTUNNEL);
    await world.clock.pass(350);
    expect(world.supervisor.state()).toMatchObject({
      phase: 'registering',
      publicUrl: 'https://given-name.relay.example',
    });
    await world.clock.pass(300);
    expect(world.supervisor.state()).toMatchObject({
      phase: 'online',
      reason: null,
      lastProbe: { ok: true, roundTripMs: 200 },
    });
  });

  it('gives a silent relay ten seconds, says so, and keeps trying', async () => {
    const world = createWorld();
    world.setNetwork('black-hole');
    world.supervisor.switchTo(LOCALTUNNEL);
    await world.clock.pass(9_999);
    expect(world.phase()).toBe('registering');
    await world.clock.pass(1);
    const { phase, reason, nextTryAt } = world.supervisor.state();
    expect(phase).toBe('reconnecting');
    expect(reason).toBe('The relay https://relay.example did not give an address within 10 s.');
    expect(nextTryAt).toBeGreaterThan(world.clock.now());
    expect(world.sessionsOpen).toBe(0);
    await world.clock.pass(60_000);
    expect(world.orders.length).toBeGreaterThan(3);
  });

  it('fails for good where the relay refuses the subdomain, and says what to do', async () => {
    const world = createWorld();
    world.refusal = { status: 403, code: '', message: 'too short' };
    world.supervisor.switchTo({ ...LOCALTUNNEL, subdomain: 'abc' });
    await world.clock.pass(600_000);
    expect(world.supervisor.state()).toMatchObject({ phase: 'failed', publicUrl: null });
    expect(world.supervisor.state().reason).toContain('“abc” (answered 403: too short). Choose');
    expect(world.orders).toEqual(['abc']);
    expect(world.sessionsOpen).toBe(0);

    world.refusal = null;
    world.supervisor.switchTo({ ...LOCALTUNNEL, subdomain: 'abc' });
    await world.clock.pass(2_000);
    expect(world.phase()).toBe('online');
  });

  it('tries again where the relay is only out of order', async () => {
    const world = createWorld();
    world.refusal = { status: 502, code: '', message: '' };
    world.supervisor.switchTo(LOCALTUNNEL);
    await world.clock.pass(5_000);
    expect(world.phase()).toBe('reconnecting');
    world.refusal = null;
    await world.clock.pass(10_000);
    expect(world.phase()).toBe('online');
  });

  it('does not give up a subdomain it once had, whatever the relay says later', async () => {
    const world = createWorld();
    world.supervisor.switchTo({ ...LOCALTUNNEL, subdomain: 'mine' });
    await world.clock.pass(2_000);
    world.refusal = { status: 403, code: '', message: 'not now' };
    world.say({ type: 'lost', reason: 'gone' });
    await world.clock.pass(30_000);
    expect(world.phase()).toBe('reconnecting');
    world.refusal = null;
    await world.clock.pass(6_000);
    expect(world.phase()).toBe('online');
  });
});

describe('a path that dies', () => {
  it('is degraded after one failed probe and gets a new session after the second', async () => {
    const world = await online();
    world.setNetwork('black-hole');
    await world.clock.pass(45_000);
    expect(phases(world)).toEqual(['registering', 'online', 'degraded', 'reconnecting']);
    expect(world.outages).toMatchObject([{ to: null }]);
  });

  it('forgives a single lost probe, without an outage', async () => {
    const world = await online();
    world.setNetwork('lossy');
    while (world.phase() !== 'degraded') await world.clock.pass(500);
    world.setNetwork('up');
    await world.clock.pass(PRODUCTION.probeAgainMs + 500);
    expect(world.supervisor.state()).toMatchObject({ phase: 'online', reason: null });
    expect(world.outages).toEqual([]);
    expect(world.orders).toHaveLength(1);
  });

  it('is noticed within 45 s and mended within 10 s of the return, however long it lasted', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 15_000 }),
        fc.integer({ min: 45_000, max: 600_000 }),
        fc.constantFrom('black-hole' as const, 'refusing' as const),
        fc.oneof(
          fc.constant([0.999]),
          fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 50 }),
        ),
        async (before, lasting, kind, randoms) => {
          let i = 0;
          const random = (): number => randoms[i++ % randoms.length] ?? 0;
          const world = await online({ random });
          await world.clock.pass(before);
          world.setNetwork(kind);
          const dead = world.clock.now();
          await world.clock.pass(lasting);
          const noticed = world.states.find((s) => s.phase === 'reconnecting');
          expect((noticed?.since ?? Infinity) - dead).toBeLessThanOrEqual(45_000);
          world.setNetwork('up');
          await world.clock.pass(10_000);
          expect(world.phase()).toBe('online');
          expect(world.sessionsOpen).toBe(1);
          expect(world.outages).toHaveLength(1);
          expect(world.outages[0]?.from).toBeLessThanOrEqual(dead);
          expect(world.outages[0]?.to).toBe(world.supervisor.state().since);
          await world.supervisor[Symbol.asyncDispose]();
        },
      ),
      { numRuns: runs(150) },
    );
  });

  it('slows down in a long outage, to once in half a minute or so', async () => {
    const world = await online({ random: () => 0.99 });
    world.setNetwork('refusing');
    await world.clock.pass(3_600_000);
    const before = world.orders.length;
    await world.clock.pass(600_000);
    expect(world.orders.length - before).toBeLessThan(25);
    expect(world.orders.length - before).toBeGreaterThan(15);
  });

  it('is probed at once when the client reports trouble, and replaced at once when it is lost', async () => {
    const world = await online();
    await world.clock.pass(3_000);
    const probes = world.probes.length;
    world.say({ type: 'suspicious' });
    expect(world.probes).toHaveLength(probes + 1);
    await world.clock.pass(500);
    expect(world.phase()).toBe('online');

    world.say({ type: 'lost', reason: 'The relay closed all connections of this tunnel.' });
    expect(world.supervisor.state()).toMatchObject({
      phase: 'reconnecting',
      reason: 'The relay closed all connections of this tunnel.',
    });
    await world.clock.pass(2_000);
    expect(world.phase()).toBe('online');
  });

  it('is not taken for dead while other requests keep coming through and fill it', async () => {
    const world = await online();
    world.setNetwork('black-hole');
    const chatter = setTraffic(world);
    await world.clock.pass(26_000);
    chatter();
    expect(world.phase()).toBe('online');
    // But not for ever: something must come back some time.
    setTraffic(world);
    await world.clock.pass(60_000);
    expect(world.phase()).toBe('reconnecting');
  });
});

function setTraffic(world: World): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    world.say({ type: 'alive' });
    cancel = world.clock.after(1_000, next);
  };
  next();
  return () => cancel();
}

describe('sleep and other networks', () => {
  it('notices by the wall clock that the computer slept, and tells what may be missed', async () => {
    const world = await online();
    world.setNetwork('black-hole');
    world.setNetwork('up');
    const asleep = world.clock.now();
    await world.clock.sleep(3_600_000);
    await world.clock.pass(10_000);
    expect(world.phase()).toBe('online');
    expect(world.outages).toHaveLength(1);
    expect(world.outages[0]).toMatchObject({ reason: 'The computer was asleep.' });
    expect(world.outages[0]?.from).toBeLessThanOrEqual(asleep);
    expect(world.outages[0]?.to).toBeGreaterThan(asleep + 3_600_000);
  });

  it('asks at once when told of the resume, without an outage where nothing was missed', async () => {
    const world = await online();
    const probes = world.probes.length;
    world.supervisor.wake();
    expect(world.probes).toHaveLength(probes + 1);
    await world.clock.pass(5_000);
    expect(world.phase()).toBe('online');
    expect(world.outages).toEqual([]);
  });

  it('does not wait out a long pause when the network changes', async () => {
    const world = await online({ random: () => 0.99 });
    world.setNetwork('refusing');
    await world.clock.pass(3_600_000);
    world.setNetwork('up');
    world.networkId = 'café';
    await world.clock.pass(PRODUCTION.heartbeatMs + 1_000);
    expect(world.phase()).toBe('online');
  });

  it('stays off through sleep', async () => {
    const world = createWorld();
    await world.clock.sleep(3_600_000);
    world.supervisor.wake();
    await world.clock.pass(60_000);
    expect(world.phase()).toBe('off');
    expect(world.probes).toEqual([]);
    expect(world.outages).toEqual([]);
  });
});

describe('the public URL', () => {
  it('asks for the name it had, so that the URL survives restarts', async () => {
    const first = await online();
    const remembered = first.remembered.at(-1);
    expect(remembered).toMatchObject({ name: 'given-name', asked: '' });
    const second = await online({ remembered });
    expect(second.orders).toEqual(['given-name']);
    expect(second.supervisor.state().notice).toBeNull();
  });

  it('waits for a name that its own last session still holds', async () => {
    const world = createWorld();
    world.nameFor = () => 'somebody';
    world.supervisor.switchTo({ ...LOCALTUNNEL, subdomain: 'mine' });
    await world.clock.pass(1_000);
    world.nameFor = (wished) => wished;
    await world.clock.pass(5_000);
    expect(world.supervisor.state()).toMatchObject({
      phase: 'online',
      publicUrl: 'https://mine.relay.example',
      notice: null,
    });
  });

  it('says loudly when the relay gives another name than the wished one, once', async () => {
    const world = createWorld();
    world.nameFor = () => 'other';
    world.supervisor.switchTo({ ...LOCALTUNNEL, subdomain: 'mine' });
    await world.clock.pass(10_000);
    expect(world.supervisor.state().notice).toBe(
      'The relay did not give the subdomain “mine”. The public URL is now https://other.relay.example. Change it where your providers send to.',
    );
    expect(world.phase()).toBe('online');
    world.supervisor.dismissNotice();
    world.say({ type: 'lost', reason: 'gone' });
    await world.clock.pass(20_000);
    expect(world.supervisor.state()).toMatchObject({ phase: 'online', notice: null });
  });

  it('says loudly when the URL changes after a reconnect', async () => {
    const world = await online();
    world.nameFor = () => 'new-name';
    world.say({ type: 'lost', reason: 'gone' });
    await world.clock.pass(20_000);
    expect(world.supervisor.state().notice).toBe(
      'The public URL changed from https://given-name.relay.example to https://new-name.relay.example. Change it where your providers send to.',
    );
  });

  it('lets the relay choose again when it refuses the remembered name', async () => {
    const world = createWorld({
      remembered: {
        mode: 'localtunnel',
        key: LOCALTUNNEL.host,
        asked: '',
        name: 'old',
        url: 'https://old.relay.example',
      },
    });
    world.refusal = { status: 400, code: '', message: 'no such thing' };
    world.supervisor.switchTo(LOCALTUNNEL);
    await world.clock.pass(320);
    world.refusal = null;
    await world.clock.pass(5_000);
    expect(world.orders).toEqual(['old', '']);
    expect(world.phase()).toBe('online');
    expect(world.supervisor.state().notice).toContain('changed from https://old.relay.example');
  });
});

describe('a public URL of one’s own', () => {
  it('is shown and probed, and opens no session', async () => {
    const world = createWorld();
    world.supervisor.switchTo({ ...LOCALTUNNEL, mode: 'url', url: 'https://hooks.example' });
    expect(world.supervisor.state().publicUrl).toBe('https://hooks.example');
    await world.clock.pass(1_000);
    expect(world.phase()).toBe('online');
    world.setNetwork('refusing');
    await world.clock.pass(30_000);
    expect(world.supervisor.state()).toMatchObject({
      phase: 'reconnecting',
      publicUrl: 'https://hooks.example',
      reason: 'The public URL answers 502.',
    });
    world.setNetwork('up');
    await world.clock.pass(5_000);
    expect(world.phase()).toBe('online');
    expect(world.orders).toEqual([]);
  });
});

describe('switching off', () => {
  it('ends the session, the outage and every timer but the heartbeat', async () => {
    const world = await online();
    world.setNetwork('refusing');
    await world.clock.pass(60_000);
    world.supervisor.switchTo({ ...LOCALTUNNEL, mode: 'off' });
    expect(world.supervisor.state()).toMatchObject({ phase: 'off', publicUrl: null, reason: null });
    expect(world.outages).toMatchObject([{ to: world.clock.now() }]);
    expect(world.sessionsOpen).toBe(0);
    const { length } = world.states;
    await world.clock.pass(600_000);
    expect(world.states).toHaveLength(length);
    await world.supervisor[Symbol.asyncDispose]();
    expect(world.clock.waiting).toBe(0);
  });

  it('the same configuration again means: try now', async () => {
    const world = await online({ random: () => 0.99 });
    world.setNetwork('refusing');
    await world.clock.pass(3_600_000);
    world.setNetwork('up');
    world.supervisor.switchTo(LOCALTUNNEL);
    await world.clock.pass(1_000);
    expect(world.phase()).toBe('online');
  });
});
