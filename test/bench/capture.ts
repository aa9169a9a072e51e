import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveCli } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { median, printTable, type Row } from './table.ts';

const here = import.meta.dirname;
const ROUNDS = 3;
const SECONDS = 5;
/** A process that just started runs cold code; what is measured is the one after. */
const WARM_UP = 2;

interface Fired {
  perSecond: number;
  p50: number;
  p99: number;
  failed: number;
}

async function fire(url: string, seconds = SECONDS): Promise<Fired> {
  const args = [join(here, 'fire.ts'), url, String(seconds), '50'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Fired;
}

/** Durable captures against a bare echo, in turn, so that both meet the same machine. */
export async function benchCapture(): Promise<Row[]> {
  const echo = spawn(process.execPath, [join(here, 'echo.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface({ input: echo.stdout }), 'line');
    const { url } = JSON.parse(String(line)) as { url: string };
    await fire(url, WARM_UP);
    const bare: Fired[] = [];
    const kept: Fired[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await fire(url));
      using dir = tempDir();
      await using cli = await serveCli(dir.path);
      await fire(`${cli.ready.intake}/orders`, WARM_UP);
      kept.push(await fire(`${cli.ready.intake}/orders`));
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
