import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { DestinationId } from '../../../preload/contract/deliveries.ts';
import { DestinationInput } from '../../../preload/contract/destinations.ts';
import { unsent } from '../../../main/deliveries/sending/transports/transport.ts';
import {
  derived,
  FRESH,
  type KeptDestination,
  Settings,
} from '../../../main/deliveries/store/destination-store.ts';
import { connectTeam } from '../../../main/team/connect.ts';
import { claim } from '../../../main/team/queue/claims.ts';
import { type EndedClaim, writeEnds } from '../../../main/team/queue/ending.ts';
import { writeLane } from '../../../main/team/queue/lanes.ts';
import { begunOf } from '../../../main/team/queue/rows.ts';
import { memberUrl } from '../../team/team-server.ts';
import type { TestPostgres } from '../../helpers/postgres.ts';

/** Attempts of an engine at once, as in the queue. */
const AT_ONCE = 20;

interface Load {
  destinations: number;
  ordering: 'parallel' | 'fifo';
  engines: number;
  /** Messages for all destinations together. */
  messages: number;
}

const LOADS: readonly Load[] = [
  { destinations: 20, ordering: 'parallel', engines: 1, messages: 3000 },
  { destinations: 20, ordering: 'parallel', engines: 3, messages: 4000 },
  { destinations: 20, ordering: 'parallel', engines: 8, messages: 4000 },
  { destinations: 1, ordering: 'parallel', engines: 3, messages: 2000 },
  { destinations: 20, ordering: 'fifo', engines: 3, messages: 1500 },
  { destinations: 1, ordering: 'fifo', engines: 3, messages: 400 },
];

function destinationOf(n: number, ordering: Load['ordering'], version: number): KeptDestination {
  const settings = Settings.parse({
    ...DestinationInput.parse({ name: `Bench ${n}`, url: `https://bench-${n}.example/`, ordering }),
    shared: {
      teamId: 'bench',
      version,
      marks: [],
      authorizationAt: null,
      here: true,
      mine: null,
    },
  });
  return {
    ...FRESH,
    id: `dst_bench_${n}` as DestinationId,
    settings,
    ...derived(settings),
    authorization: null,
    credentials: null,
    createdAt: 0,
    removedAt: null,
    secrets: [],
  };
}

/** One engine whose receivers answer at once: it claims, ends what it claimed in its next turn, and so on. */
async function engine(
  client: pg.Client,
  nodeId: string,
  equipped: KeptDestination[],
  left: { n: number },
) {
  let ended: EndedClaim[] = [];
  const byId = new Map(equipped.map((one) => [one.id, one]));
  while (left.n > 0) {
    const batch = ended;
    await client.query('BEGIN');
    await writeEnds(client, batch, Math.random);
    const { rows } = await claim(client, { nodeId, equipped, room: AT_ONCE, leaseExtraMs: 15_000 });
    await client.query('COMMIT');
    left.n -= batch.length;
    ended = rows.flatMap((row) => {
      const destination = byId.get(row.destination_id);
      if (destination === undefined) return [];
      const begun = begunOf(row);
      const result = {
        ...unsent('failed', '', ''),
        outcome: 'answered' as const,
        status: 200,
        error: null,
        errorCode: null,
      };
      const made = {
        outcome: 'delivered' as const,
        finishedAt: begun.startedAt,
        url: '',
        headers: [],
        secretIds: [],
        result,
        engine: null,
      };
      const verdict = { kind: 'delivered' as const, status: 200 };
      const { fence } = row;
      return [
        { begun, fence, destination, made: { verdict, words: '', made }, endedAt: begun.startedAt },
      ];
    });
    if (rows.length === 0 && batch.length === 0) await new Promise((go) => setTimeout(go, 1));
  }
}

async function fill(server: TestPostgres, nodeId: string, load: Load): Promise<void> {
  await server.query(
    'TRUNCATE backstitch_team.attempts, backstitch_team.deliveries, backstitch_team.messages, backstitch_team.lanes',
  );
  for (let n = 0; n < load.destinations; n += 1) {
    const { id, settings } = destinationOf(n, load.ordering, 1);
    const { shared: _, ...rest } = settings;
    const change = { id, name: settings.name, settings: rest, marks: [], authorizationAt: null };
    await asOwner(server, (client) => writeLane(client, nodeId, change));
  }
  await server.query(`
    INSERT INTO backstitch_team.messages (id, content_type, method, signs, body, origin, origin_node, created_at)
    SELECT 'msg_' || n, 'application/json', 'POST', true, convert_to(repeat('x', 1024), 'UTF8'), 'api', '${nodeId}', now()
      FROM generate_series(1, ${load.messages}) n`);
  await server.query(`
    INSERT INTO backstitch_team.deliveries (message_id, destination_id, state, next_at, deadline_at)
    SELECT 'msg_' || n, 'dst_bench_' || n % ${load.destinations}, 'scheduled', now(), now() + interval '48 h'
      FROM generate_series(1, ${load.messages}) n ORDER BY n`);
  await server.query(
    'ANALYZE backstitch_team.deliveries, backstitch_team.messages, backstitch_team.lanes',
  );
}

async function asOwner<T>(
  server: TestPostgres,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const { client, close } = await connectTeam(
    { url: server.url, checkCertificate: true },
    { name: 'bench' },
  );
  try {
    return await work(client);
  } finally {
    await close();
  }
}

/** Prints how fast engines claim shared deliveries and write how they ended, without any network in between. */
export async function benchClaims(server: TestPostgres): Promise<void> {
  const url = await memberUrl(server, 'claimers');
  console.log('\n| destinations | order | engines | claimed and ended a second |');
  console.log('|---|---|---|---|');
  for (const load of LOADS) {
    const nodes = await Promise.all(
      Array.from({ length: load.engines }, async () => {
        const { client, close } = await connectTeam(
          { url, checkCertificate: true },
          { name: 'bench' },
        );
        const id = randomUUID();
        await client.query('SELECT register_node($1, $2, $3, $4)', [
          id,
          `Bench ${id}`,
          'laptop',
          '0',
        ]);
        return { id, client, close };
      }),
    );
    await fill(server, nodes[0]?.id ?? '', load);
    const equipped = Array.from({ length: load.destinations }, (_, n) =>
      destinationOf(n, load.ordering, 1),
    );
    const left = { n: load.messages };
    const from = performance.now();
    await Promise.all(nodes.map(({ client, id }) => engine(client, id, equipped, left)));
    const tookS = (performance.now() - from) / 1000;
    const [row] = await server.query<{ n: string }>(
      "SELECT count(*) AS n FROM backstitch_team.deliveries WHERE state = 'delivered' AND attempts = 1",
    );
    if (Number(row?.n) !== load.messages) throw new Error(`only ${row?.n} were delivered once`);
    await Promise.all(nodes.map(({ close }) => close()));
    const order = load.ordering === 'fifo' ? 'in order' : 'parallel';
    console.log(
      `| ${load.destinations} | ${order} | ${load.engines} | ${Math.round(load.messages / tookS)} |`,
    );
  }
}
