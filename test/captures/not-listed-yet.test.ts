import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBodyFolder } from '../../main/captures/body-sink.ts';
import { type Captures, openCaptures } from '../../main/captures/captures.ts';
import { openAnswerJournal } from '../../main/captures/recovery/answer-journal.ts';
import { openStorage } from '../../main/engine/storage.ts';
import { systemClock } from '../../main/lib/clock.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import type { GroupCommit } from '../../main/store/group-commit.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Between the reply and the commit of its outcome a capture is on disk and has no row in the list. Nothing
// outside may see that: whoever has the reply and asks must find it. Each reader is asked in that moment.

const ENDPOINT = { id: 'ep_1' as EndpointId, name: 'Orders' };
const MANY = { keepCount: 1000, keepDays: 30, keepBytes: 1e9 };

let open: DisposableStack;
let captures: Captures;
let rows: () => number;
/** Gathered writes that nobody asked for yet, while no time brings them. */
let held: Parameters<GroupCommit['later']>[] | null = null;

beforeAll(() => {
  open = new DisposableStack();
  const { path: dataDir } = open.use(tempDir());
  const log = pino({ level: 'silent' });
  const { db, groups: own } = open.use(openStorage({ dataDir, log, clock: systemClock }));
  const groups: GroupCommit = {
    ...own,
    later: (...one) => void (held ? held.push(one) : own.later(...one)),
    flush() {
      for (const one of held?.splice(0) ?? []) own.later(...one);
      own.flush();
    },
  };
  rows = () => Number(db.prepare('SELECT count(*) FROM captures').pluck().get());
  captures = openCaptures({
    db,
    groups,
    journal: openAnswerJournal(dataDir),
    bodies: openBodyFolder(dataDir),
    clock: systemClock,
    limits: () => MANY,
    log: () => {},
  });
});
afterAll(async () => {
  await captures[Symbol.asyncDispose]();
  open.dispose();
});

/** Keeps one and answers it; gives its row id, which every value in it ends with. */
async function answered(meanwhile = async (): Promise<unknown> => undefined): Promise<number> {
  const id = captures.nextId(Date.now());
  await captures.keep({
    arrival: {
      id,
      receivedAt: Date.now(),
      method: 'POST',
      target: `/orders${id}?colour=c${id}`,
      httpVersion: '1.1',
      headers: [['x-shop', `s${id}`]],
      trailers: [],
      remoteAddress: '127.0.0.1',
      remotePort: 1,
      reportedClient: null,
      viaTunnel: false,
      replayOf: null,
      declaredBytes: null,
      body: { kind: 'memory', bytes: Buffer.from(`needle${id}`), sizeBytes: 6, sha256: null },
      cut: false,
      failure: null,
    },
    save: null,
  });
  await meanwhile();
  const before = rows();
  captures.record(id, {
    endpoint: ENDPOINT,
    decidedBy: 'respond',
    reason: null,
    reply: { status: 200, reason: 'OK', headers: [], body: Buffer.alloc(0), completed: true },
    durationUs: 100,
    stages: [],
  });
  expect(rows()).toBe(before);
  return id;
}

const SEARCHES = ['needle#', '"needle#"', 'query.colour:c#', 'header.x-shop:s#', 'status:200', ''];

it.each(SEARCHES)('whoever asks by a search finds it: %s', async (text) => {
  const ask = async (
    found: (text: string, id: number) => Promise<readonly number[]>,
  ): Promise<boolean> => {
    const id = await answered();
    return (await found(text.replace('#', String(id)), id)).includes(id);
  };
  expect({
    expectations: await ask((search) => captures.foundSince(search, undefined, 1000)),
    exports: await ask((search) => captures.find(search)),
    forwards: await ask((search, id) => captures.matching(search, [id])),
    counts: await ask(async (search, id) => {
      const { count } = await captures.count({ search });
      return count > 0 ? [id] : [];
    }),
  }).toEqual({ expectations: true, exports: true, forwards: true, counts: true });
});

it('what is typed into a search is completed from it', async () => {
  const text = `path:/orders${await answered()}`;
  expect(captures.complete({ text, cursor: text.length })).toHaveLength(1);
});

it('a limit that would delete it counts it', async () => {
  await answered();
  const held = rows() + 1;
  const effect = await captures.effectOfLimits({ ...MANY, keepCount: 0 });
  expect(effect).toEqual({ keepCount: held, keepDays: 0, keepBytes: 0 });
});

it.each<[string, (id: number) => unknown]>([
  ['its fate', (id) => captures.fates([id]).length],
  ['its time', (id) => Number(captures.newestAtOf(ENDPOINT.id) === captures.receivedAt(id))],
  ['its owner', (id) => Number(captures.ownerOf(id) === ENDPOINT.id)],
  ['its row in brief', (id) => Number(captures.newestAs(id)?.status === 200)],
  ['its sender', (id) => Number(captures.senderOf(captures.publicId(id)).row.id === id)],
  ['its reply', (id) => Number(captures.get({ id: captures.publicId(id) }).reply?.status === 200)],
  ['its place in the order', (id) => captures.after(id - 1, 10).length],
  ['that it is the newest', (id) => Number(captures.newest() === id)],
  ['what is found quickly', async (id) => (await captures.quickFind(`orders${id}`)).length],
])('%s is known', async (_, ask) => {
  expect(await ask(await answered())).toBe(1);
});

it.each(['', 'status:200'])(
  'who waits for it hears of its outcome before time brings it: %s',
  async (text) => {
    held = [];
    try {
      const { mark: since } = captures.mark();
      // Longer than the test may take: its last look must not be what finds it.
      const input = { search: text, since, count: 1, timeoutMs: 3_600_000 };
      const waiting = captures.wait({ ...input, settled: true });
      // It is found before it is answered; until the wait has looked, and waits for a change.
      const quiet = { least: 1, most: Infinity, quietForMs: 100 };
      const id = await answered(() => captures.watch({ ...input, ...quiet, search: '' }));
      expect((await waiting).items).toMatchObject([{ id: captures.publicId(id), status: 200 }]);
      // What it tells can be read at once, by whoever opens the database too.
      expect(rows()).toBe(captures.totals.held);
      expect(captures.get({ id: captures.publicId(id) }).reply?.status).toBe(200);
    } finally {
      const rest = held.splice(0);
      held = null;
      expect(rest).toEqual([]);
    }
  },
);
