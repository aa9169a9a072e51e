import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Keeps what the engine says from the page until it is let go: an engine that takes its time. Loads the page again,
 * for it to have a connection that can be held.
 */
export async function holdAnswers(page: Page) {
  let held: (() => void)[] | null = null;
  let isHeld = (_call: string): boolean => true;
  let isOnItsWay = false;
  await page.routeWebSocket(/.*/, (socket) => {
    const engine = socket.connectToServer();
    /** Of calls that wait for their answer. */
    const calls = new Map<string, string>();
    socket.onMessage((message) => {
      const { i: id, p: call } = read(message);
      if (id !== undefined && call?.u !== undefined) calls.set(id, call.u);
      if (held === null || !isOnItsWay || !isHeld(call?.u ?? '')) engine.send(message);
      else held.push(() => engine.send(message));
    });
    engine.onMessage((message) => {
      const call = calls.get(read(message).i ?? '') ?? '';
      if (held === null || isOnItsWay || !isHeld(call)) socket.send(message);
      else held.push(() => socket.send(message));
    });
  });
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return {
    /** @param only part of the address of the calls whose answers are held; left out, all that is said */
    hold(only = ''): void {
      held = [];
      isHeld = (call) => call.includes(only);
      isOnItsWay = false;
    },
    /** Holds calls themselves: the engine has not heard of them. @param only part of their address */
    holdCalls(only: string): void {
      this.hold(only);
      isOnItsWay = true;
    },
    /** Once something is held. */
    async isAsked(): Promise<void> {
      await expect.poll(() => held?.length ?? 0).toBeGreaterThan(0);
    },
    /** Lets go what is held, once there is something. */
    async letGo(): Promise<void> {
      await this.isAsked();
      const some = held ?? [];
      held = null;
      for (const send of some) send();
    },
  };
}

/** A message of the peers: the number of its call and, on the way there, its address. */
function read(message: string | Buffer): { i?: string; p?: { u?: string } } {
  if (typeof message !== 'string') return {};
  return JSON.parse(message) as { i?: string; p?: { u?: string } };
}
