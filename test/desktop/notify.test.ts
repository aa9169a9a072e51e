import { describe, expect, it } from 'vitest';
import type { CaptureSummary } from '../../preload/contract/captures.ts';
import { captureNamed, eventually, startDesktop } from './harness.ts';

async function unfocusedDesktop(notifyOnArrival = true) {
  const desktop = await startDesktop();
  desktop.settings.notifyOnArrival = notifyOnArrival;
  desktop.window().focused = false;
  const arrive = (...items: CaptureSummary[]): void =>
    desktop.arrivals.publish({ kind: 'added', items });
  const titles = (): string[] => desktop.electron.notices.map(({ options }) => options.title ?? '');
  /** Lets everything published so far come through: streams keep their order. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return Object.assign(desktop, { arrive, titles, settle });
}

const A = captureNamed('0b2k4m6p8r0');
const B = captureNamed('0b2k4m6p8r1');
const C = captureNamed('0b2k4m6p8r2', { method: 'PUT', target: '/last' });

describe('a notification', () => {
  it('tells of an arrival while the window is not in front, and a click opens that capture', async () => {
    using desktop = await unfocusedDesktop();
    desktop.arrive(A);
    await eventually(() => expect(desktop.titles()).toEqual(['New capture: Inbox']));
    const [notice] = desktop.electron.notices;
    expect(notice?.shown).toBe(true);
    expect(notice?.options.body).toBe('POST /hooks/orders');
    notice?.emit('click');
    expect(desktop.window().loaded.at(-1)).toBe('backstitch-app://app/#/captures/0b2k4m6p8r0');
    expect(desktop.window().focused).toBe(true);
  });

  it('is not repeated within five seconds: what came meanwhile is told together', async () => {
    using desktop = await unfocusedDesktop();
    desktop.arrive(A);
    await eventually(() => expect(desktop.titles()).toHaveLength(1));
    desktop.arrive(A);
    desktop.arrive(C, B);
    await desktop.settle();
    desktop.clock.advance(4_999);
    expect(desktop.titles()).toHaveLength(1);
    desktop.clock.advance(1);
    expect(desktop.titles()).toEqual(['New capture: Inbox', '3 new captures']);
    expect(desktop.electron.notices[1]?.options.body).toBe('The last one: PUT /last');
    desktop.electron.notices[1]?.emit('click');
    expect(desktop.window().loaded.at(-1)).toContain('/captures/0b2k4m6p8r2');
  });

  it('comes at once again after a quiet time', async () => {
    using desktop = await unfocusedDesktop();
    desktop.arrive(A);
    await eventually(() => expect(desktop.titles()).toHaveLength(1));
    desktop.clock.advance(5_000);
    desktop.arrive(B);
    await eventually(() => expect(desktop.titles()).toHaveLength(2));
  });

  it('never comes unless the settings ask for it', async () => {
    using desktop = await unfocusedDesktop(false);
    desktop.arrive(A);
    await desktop.settle();
    desktop.settings.notifyOnArrival = true;
    desktop.arrive(B);
    await eventually(() => expect(desktop.electron.notices).toHaveLength(1));
  });

  it('does not come while one looks at the window, nor for what one replayed oneself', async () => {
    using desktop = await unfocusedDesktop();
    desktop.window().focused = true;
    desktop.arrive(A);
    await desktop.settle();
    desktop.window().focused = false;
    desktop.arrive(captureNamed('0b2k4m6p8r3', { replayOf: A.id }));
    desktop.arrive(C);
    await eventually(() => expect(desktop.electron.notices).toHaveLength(1));
    expect(desktop.electron.notices[0]?.options.body).toBe('PUT /last');
  });

  it('is dropped when the window came to the front in the meantime', async () => {
    using desktop = await unfocusedDesktop();
    desktop.arrive(A);
    await eventually(() => expect(desktop.titles()).toHaveLength(1));
    desktop.arrive(B);
    await desktop.settle();
    desktop.window().focused = true;
    desktop.clock.advance(5_000);
    expect(desktop.titles()).toHaveLength(1);
  });
});

describe('a notice by a rule', () => {
  const notice = {
    id: 1,
    at: 0,
    rule: 'unverified',
    title: 'Stripe: invoice.paid',
    body: '401',
    route: '#/captures/0b2k4m6p8r0',
    count: 3,
    readAt: null,
  };
  const how = { desktop: true, sound: false, badge: true };

  it('is told by the system, silent where no sound is asked for, and a click opens its place', async () => {
    using desktop = await startDesktop();
    desktop.notices.publish({ notice, how });
    await eventually(() => expect(desktop.electron.notices).toHaveLength(1));
    const [shown] = desktop.electron.notices;
    expect(shown?.options).toMatchObject({
      title: 'Stripe: invoice.paid',
      body: '401 · 3 in all',
      silent: true,
    });
    shown?.emit('click');
    expect(desktop.window().loaded.at(-1)).toBe('backstitch-app://app/#/captures/0b2k4m6p8r0');
  });

  it('stays in the window where it is for the badge only, or where something was read', async () => {
    using desktop = await startDesktop();
    desktop.notices.publish({ notice, how: { ...how, desktop: false } });
    desktop.notices.publish({ notice: null, how: null });
    desktop.notices.publish({ notice: { ...notice, title: 'Last' }, how });
    await eventually(() => expect(desktop.electron.notices).toHaveLength(1));
    expect(desktop.electron.notices[0]?.options.title).toBe('Last');
  });
});
