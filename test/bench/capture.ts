import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { fire, type Fired } from './parts/firing.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const here = import.meta.dirname;
const ROUNDS = 3;
const SECONDS = 5;
const CONNECTIONS = 50;
/** A process that just started runs cold code; what is measured is the one after. */
const WARM_UP = 2;

/** Durable captures against a bare echo, in turn, so that both meet the same machine. */
export async function benchCapture(): Promise<Row[]> {
  const echo = spawn(process.execPath, [join(here, 'parts/echo.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: echo.stdout }), 'line');
    const { url } = JSON.parse(String(line)) as { url: string };
    await fire(url, WARM_UP, CONNECTIONS);
    const bare: Fired[] = [];
    const kept: Fired[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await fire(url, SECONDS, CONNECTIONS));
      using dir = tempDir();
      await using cli = await serveCli(dir.path);
      await fire(`${cli.ready.intake}/orders`, WARM_UP, CONNECTIONS);
      kept.push(await fire(`${cli.ready.intake}/orders`, SECONDS, CONNECTIONS));
    }
    const ratios = kept.map((one, i) => one.perSecond / (bare[i]?.perSecond ?? 1));
    return [
      {
        what: 'bare node:http echo, 1 KB JSON, 50 connections',
        measured: `${Math.round(median(bare.map((one) => one.perSecond)))}/s`,
        hold: '',
      },
      {
        what: 'durable captures, the same load',
        measured: `${Math.round(median(kept.map((one) => one.perSecond)))}/s`,
        hold: '',
      },
      {
        what: 'ratio, median of the rounds',
        measured: median(ratios).toFixed(2),
        hold: 'at least 0.45',
      },
      {
        what: 'p99 of a capture',
        measured: `${median(kept.map((one) => one.p99))} ms`,
        hold: 'under 25 ms',
      },
      {
        what: 'requests that failed',
        measured: String(kept.reduce((sum, one) => sum + one.failed, 0)),
        hold: '0',
      },
    ];
  } finally {
    echo.kill();
  }
}

if (import.meta.main) printTable('Capture', await benchCapture());
