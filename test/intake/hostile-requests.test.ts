import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../helpers/start-engine.ts';
import { type Examined, examine, keptBytes } from './hostile/examine.ts';
import { hostileRequests, SEEDS } from './hostile/requests.ts';

let t: TestEngine;
beforeAll(async () => {
  t = await startTestEngine();
});
afterAll(() => t.stop());

/** What is not true of what was kept of a connection; [] where all is as it must be. */
function untruths({ sent, statuses, kept }: Examined): string[] {
  const details = kept.map(({ detail }) => detail);
  const recorded = details.map(({ status }) => status).filter((status) => status !== null);
  const all = keptBytes(sent, kept);
  const found = {
    'other statuses are recorded than were sent': String(recorded) !== String(statuses),
    'an outcome is missing': details.some(({ durationMs }) => durationMs === null),
    'nobody says why there was no answer': details.some(
      ({ status, reason }) =>
        status === null && !/closed the connection|disconnected before/.test(reason ?? ''),
    ),
    'nobody says why it failed': details.some(
      ({ failure, reason }) => failure !== null && reason === null,
    ),
    'other bytes are kept than were sent': all !== undefined && !all.equals(sent),
  };
  return Object.entries(found).flatMap(([words, holds]) => (holds ? [words] : []));
}

describe('hostile requests', () => {
  const requests = hostileRequests();
  it('are about two hundred', () => expect(requests.length).toBeGreaterThanOrEqual(190));

  it.concurrent.each(requests.map((request) => [request.name.slice(0, 80), request] as const))(
    '%s',
    async (_name, request) => {
      const { chunked, status } = request;
      await examine(t, request, (seen) => {
        expect(untruths(seen)).toEqual([]);
        expect(seen.kept.length).toBeGreaterThan(0);
        expect(seen.statuses).toEqual(expect.arrayContaining(status === undefined ? [] : [status]));
        const first = seen.kept[0];
        const whole = { data: String(first?.body), rest: String(first?.surplus) };
        expect(chunked ?? whole).toEqual(whole);
      });
    },
  );
});

it('keeps and answers truly whatever the packets are and whichever byte was changed', async () => {
  const change = fc.record({
    seed: fc.constantFrom(...SEEDS),
    at: fc.nat({ max: 200 }),
    byte: fc.nat({ max: 255 }),
    surplus: fc.uint8Array({ maxLength: 6 }),
    cuts: fc.array(fc.nat({ max: 200 }), { maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ seed, at, byte, surplus, cuts }) => {
      const sent = Buffer.concat([Buffer.from(seed, 'latin1'), surplus]);
      if (at < sent.length) sent[at] = byte;
      const ends = [...cuts.filter((cut) => cut < sent.length), sent.length].sort((a, b) => a - b);
      const packets = ends.map((end, i) => sent.subarray(ends[i - 1] ?? 0, end));
      const check = (seen: Examined): void => expect(untruths(seen)).toEqual([]);
      await examine(t, { packets, finAtOnce: true }, check);
    }),
    { numRuns: 100 },
  );
}, 120_000);

it('answers what is no HTTP, also where the sender closes its side at once', async () => {
  for (let n = 0; n < 20; n += 1) {
    const packets = [Buffer.from('POS\u0005 /h HTTP/1.1\r\nHost: x\r\n\r\n', 'latin1')];
    await examine(t, { packets, finAtOnce: true }, ({ statuses, kept }) => {
      expect(statuses).toEqual([400]);
      expect(kept.map(({ detail }) => detail.status)).toEqual([400]);
    });
  }
});

it('goes on after all of it', async () => {
  const reply = await fetch(`${t.url}/after`, { method: 'POST', body: 'x' });
  expect(reply.status).toBe(200);
});
