import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../main/lib/version.ts';
import { serveBuilt } from '../helpers/run-cli.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { writeApp } from './parts/big-app.ts';
import { median } from './parts/quantile.ts';
import { printTable, type Row } from './parts/table.ts';

const ROUNDS = 5;
const WITH_PACKAGE = `const axios = require('axios');
exports = async function (payload, response) {
  response.setBody(axios.getUri({ url: 'http://a.test/', params: { n: 1 } }));
};
`;

/** Copies a package of this repository with all that it needs. */
function copyPackage(name: string, into: string, done = new Set<string>()): void {
  if (done.has(name)) return;
  done.add(name);
  const from = join(packageRoot(), 'node_modules', name);
  cpSync(from, join(into, 'node_modules', name), { recursive: true });
  const text = readFileSync(join(from, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
  for (const needed of Object.keys(dependencies)) copyPackage(needed, into, done);
}

interface Calls {
  /** From the start of the process to its ready line. */
  readyMs: number;
  /** From the start of the process to the first answer. */
  firstMs: number;
  /** From sending to the answer. */
  secondMs: number;
  thirdMs: number;
}

async function measure(needsPackage: boolean): Promise<Calls> {
  using dir = tempDir();
  const app = join(dir.path, 'app');
  const data = join(dir.path, 'data');
  writeApp(app, 1);
  if (needsPackage) {
    mkdirSync(join(app, 'functions'));
    copyPackage('axios', join(app, 'functions'));
    writeFileSync(join(app, 'services/in/incoming_webhooks/w0/source.js'), WITH_PACKAGE);
  }
  // The app is known from an earlier start, as on every day but the first.
  await (await serveBuilt(data, '--app', app))[Symbol.asyncDispose]();
  const started = performance.now();
  await using cli = await serveBuilt(data, '--app', app);
  const readyMs = performance.now() - started;
  const call = async (): Promise<number> => {
    const sent = performance.now();
    const url = `${cli.ready.intake}/api/client/v2.0/app/bench/service/in/incoming_webhook/w0`;
    const body = JSON.stringify({ data: { object: { amount: 1 } } });
    const reply = await fetch(url, { method: 'POST', body });
    const text = await reply.text();
    const said = needsPackage ? 'http://a.test/?n=1' : '"amount":1';
    if (!text.includes(said)) throw new Error(`the webhook answered ${reply.status}: ${text}`);
    return performance.now() - sent;
  };
  await call();
  const firstMs = performance.now() - started;
  return { readyMs, firstMs, secondMs: await call(), thirdMs: await call() };
}

/**
 * How long the first webhook after a start waits for its function, and those after it. Of what
 * `npm run build` made: from the sources, reading them would be most of it.
 */
export async function benchFirstCall(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const needsPackage of [false, true]) {
    const all: Calls[] = [];
    for (let round = 0; round < ROUNDS; round += 1) all.push(await measure(needsPackage));
    const of = (key: keyof Calls): string => `${Math.round(median(all.map((one) => one[key])))} ms`;
    const which = needsPackage ? 'a function with axios' : 'a function without packages';
    rows.push(
      { what: `${which}: start to ready line`, measured: of('readyMs'), hold: '' },
      { what: 'start to the first answer', measured: of('firstMs'), hold: '' },
      {
        what: 'the second call, the third',
        measured: `${of('secondMs')}, ${of('thirdMs')}`,
        hold: '',
      },
    );
  }
  return rows;
}

if (import.meta.main) printTable('First call after a start', await benchFirstCall());
