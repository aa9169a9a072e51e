import { randomBytes, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { HeaderPair } from '../../../preload/contract/shapes.ts';
import { BackstitchError } from '../../lib/errors.ts';
import { findProvider } from '../../signatures/providers/providers.ts';
import type { Provider, Secret } from '../../signatures/scheme.ts';
import { signRequest } from '../../signatures/sign.ts';
import type { Sample, SampleIds } from './sample.ts';
import { SAMPLES } from './samples.ts';

interface SampleInput {
  sample: string;
  /** Where the endpoint takes requests on this machine. */
  url: string;
  /** The URL that is signed, where the user set one. */
  publicUrl: string | null;
  now: number;
  secretsFor: (provider: Provider) => Promise<readonly Secret[]>;
}

const PATIENCE_MS = 30_000;

/** Sends a signed sample to an endpoint over HTTP, as its provider would. */
export async function sendSample(input: SampleInput): Promise<{ status: number }> {
  const sample = SAMPLES.find(({ id }) => id === input.sample);
  const provider = sample && findProvider(sample.provider);
  if (sample === undefined || provider === undefined) {
    throw new BackstitchError('SENDER_INVALID', `There is no sample “${input.sample}”.`);
  }
  const url = new URL(input.url);
  // An endpoint that takes every path: a path that says what it was.
  if (url.pathname === '/') url.pathname = `/samples/${provider.id}`;
  const ids = idsOf(input.now);
  const signed = signRequest({
    provider,
    request: {
      method: 'POST',
      target: url.pathname + url.search,
      headers: [['Host', url.host], ...sample.headers(ids)],
      body: bytesOf(sample, ids),
      urls: [input.publicUrl ?? url.href],
    },
    secrets: await input.secretsFor(provider),
    now: input.now,
    newId: `msg_${ids.uuid.replaceAll('-', '').slice(0, 24)}`,
  });
  if (!signed.ok) throw new BackstitchError('SENDER_INVALID', signed.text);
  return { status: await post(url, signed) };
}

function idsOf(now: number): SampleIds {
  const short = randomBytes(6).toString('hex');
  return { now: new Date(now), seconds: Math.floor(now / 1000), short, uuid: randomUUID() };
}

function bytesOf(sample: Sample, ids: SampleIds): Buffer {
  const body = sample.body(ids);
  const isForm = sample.headers(ids).some(([, value]) => value.includes('form-urlencoded'));
  return Buffer.from(
    isForm ? new URLSearchParams(body as [string, string][]).toString() : JSON.stringify(body),
  );
}

function post(
  url: URL,
  { headers, body, target }: { headers: HeaderPair[]; body: Uint8Array; target: string },
): Promise<number> {
  const all: HeaderPair[] = [...headers, ['Content-Length', String(body.length)]];
  return new Promise((resolve, reject) => {
    const sending = httpRequest(
      {
        host: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        method: 'POST',
        path: target,
        headers: all.flat(),
        agent: false,
        timeout: PATIENCE_MS,
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    sending.once('timeout', () => sending.destroy(new Error('timeout')));
    sending.once('error', (cause) => {
      const text = 'The sample did not reach the intake.';
      reject(new BackstitchError('STORE_UNAVAILABLE', text, { cause }));
    });
    sending.end(body);
  });
}
