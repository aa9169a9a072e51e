import { killUnderLoad } from '../helpers/kill-rounds.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const ROUNDS = 20;

/** kill -9 under load, and how quickly an engine is back on the database it left. */
export async function benchRecovery(): Promise<Row[]> {
  using dir = tempDir();
  const load = { rounds: ROUNDS, senders: 16, answers: 1500 };
  const { answered, lost, integrity, startMs } = await killUnderLoad(dir.path, load);
  return [
    {
      what: `kill -9 under load, ${ROUNDS} rounds: answered requests lost`,
      measured: `${lost.length} of ${answered}`,
      hold: '0',
    },
    { what: 'the database afterwards', measured: String(integrity), hold: 'ok' },
    {
      what: 'process start to ready line, existing database',
      measured: `${Math.round(median(startMs.slice(1)))} ms`,
      hold: 'under 500 ms (engine)',
    },
  ];
}

if (import.meta.main) printTable('Recovery', await benchRecovery());
