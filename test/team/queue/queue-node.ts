import { startTestEngine } from '../../helpers/start-engine.ts';
import { until } from '../../helpers/until.ts';
import { join, QUICK } from '../two-engines.ts';

/** A node of its own process: joins, is given the secrets of shared destinations, and sends for them until it is killed. */
const { url, name, dataDir, secrets } = JSON.parse(process.env['QUEUE_NODE'] ?? '') as {
  url: string;
  name: string;
  dataDir: string;
  secrets: { id: string; secret: string }[];
};
const t = await startTestEngine({ dataDir, teamTimings: { ...QUICK, leaseExtraMs: 200 } });
await join(t, url, name);
for (const { id, secret } of secrets) {
  const found = await until(() => t.engine.destinations.list().find((one) => one.id === id));
  await t.engine.team.equip({ id: found.id, secret });
}
process.stdout.write('ready\n');
