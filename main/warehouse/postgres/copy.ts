import pg from 'pg';
import { CheckedSocket, type CheckServer } from '../../outbound/checked-socket.ts';
import { Copier, type RowParts } from './copier.ts';
import { findPlace, PATIENT } from './place.ts';
import { tablesId } from './source.ts';
import { targetName } from './target.ts';

const CONNECT_MS = 10_000;
const STATEMENT_MS = 120_000;

export interface CopyParts extends RowParts {
  url: string;
  judge: CheckServer;
}

/** What was copied, and where it is. */
export interface Copied {
  /** Rows of `data` and rejects. */
  records: number;
  /** Name of the schema there. */
  schema: string;
  /** Tables that are called otherwise there, as their names are taken. */
  renamed: { table: string; as: string }[];
}

/**
 * Brings a PostgreSQL server up to the tables of a schema. What it has is written there, in the
 * same transaction as the rows: whichever side ends when, nothing is lost and nothing is doubled.
 *
 * @throws Error of the driver; `targetProblem` puts it into words
 */
export async function copyToPostgres(parts: CopyParts): Promise<Copied> {
  const socket = new CheckedSocket();
  const client = new pg.Client({
    stream: () => socket,
    connectionString: parts.url,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    application_name: 'backstitch',
  });
  // A connection that breaks between two statements says so here; the next statement fails.
  client.on('error', () => {});
  await socket.judge(client, parts.judge);
  await client.connect();
  try {
    await client.query(PATIENT);
    const place = await findPlace(client, parts.schema, tablesId(parts.db));
    const records = await new Copier(client, parts, place).run();
    const renamed = [...place.tables]
      .filter(([table, as]) => as !== targetName(table))
      .map(([table, as]) => ({ table, as }));
    return { records, schema: place.schema, renamed };
  } finally {
    await client.end().catch(() => {});
  }
}
