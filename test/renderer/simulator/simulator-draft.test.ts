import { describe, expect, it } from 'vitest';
import { SimulationInput } from '../../../preload/contract/simulator.ts';
import { remarkOf, rowOf } from '../../../renderer/simulator/event-words.ts';
import {
  FIRST_DRAFT,
  MANNERS,
  readSimulation,
} from '../../../renderer/simulator/simulator-draft.ts';

describe('the form of the simulator', () => {
  it('can be sent as it stands at first, and in every manner', () => {
    for (const set of [{}, ...MANNERS.map((manner) => manner.set)]) {
      const { input, problems } = readSimulation({ ...FIRST_DRAFT, ...set });
      expect([...problems]).toEqual([]);
      expect(SimulationInput.parse(input)).toEqual(input);
    }
  });

  it('reads seconds and per cent', () => {
    const { input } = readSimulation({
      ...FIRST_DRAFT,
      duplicatePercent: 12.5,
      burstGap: 0.25,
      retries: '0.5, 2',
      checkUrl: ' http://localhost:3000/count ',
      checkPath: 'n',
    });
    expect(input).toMatchObject({
      duplicates: { share: 0.125 },
      burst: { gapMs: 250 },
      retryGapsMs: [500, 2000],
      check: { url: 'http://localhost:3000/count', path: 'n' },
    });
  });

  it.each([
    [{ events: null }, 'events'],
    [{ events: 10_001 }, 'events'],
    [{ latePercent: 101 }, 'disorder.share'],
    [{ burstGap: 601 }, 'burst.gapMs'],
    [{ to: 'url', url: 'ftp://x' }, 'to.url'],
    [{ path: 'no-slash' }, 'to.path'],
    [{ types: ' , ' }, 'eventTypes'],
    [{ retries: '1, soon' }, 'retryGapsMs'],
    [{ timeout: 0 }, 'timeoutMs'],
    [{ signing: 'standard', secret: '' }, 'signing.secret'],
    [{ checkUrl: 'localhost' }, 'check.url'],
  ] as const)('objects to %j at its field', (some, field) => {
    const { input, problems } = readSimulation({ ...FIRST_DRAFT, ...some });
    expect(input).toBeNull();
    expect([...problems.keys()]).toEqual([field]);
  });
});

const send = (more: object) => ({
  kind: 'first' as const,
  copy: 0,
  atMs: 1000,
  status: 200,
  error: null,
  errorCode: null,
  totalMs: 12,
  bodyHash: 'a',
  bodyStart: '',
  ...more,
});
const event = (sends: ReturnType<typeof send>[], more: object = {}) => ({
  number: 1,
  id: 'msg_1',
  type: 'order.paid',
  late: false,
  copies: sends.length,
  accepted: true,
  differs: null,
  sends,
  ...more,
});

describe('the row of an event', () => {
  it('says when it was sent and what was answered', () => {
    const again = send({ kind: 'duplicate', copy: 1, atMs: 1500, status: null });
    expect(rowOf(event([send({}), again]))).toMatchObject({
      sent: '1.00 s  +0.50',
      answers: '200  none',
      firstMs: '12 ms',
    });
  });

  it('remarks what matters most', () => {
    expect(remarkOf(event([], { copies: 1 }))).toBe('not sent yet');
    const failed = send({ status: null, error: 'Nothing listens on 127.0.0.1:9.' });
    expect(remarkOf(event([failed], { accepted: false }))).toBe('Nothing listens on 127.0.0.1:9.');
    expect(remarkOf(event([send({}), send({})], { differs: 'body' }))).toMatch(/another body/);
    expect(remarkOf(event([send({})]))).toBe('');
  });
});
