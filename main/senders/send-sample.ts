import { request as httpRequest } from 'node:http';
import type { HeaderPair } from '../../preload/contract/shapes.ts';
import { BackstitchError } from '../lib/errors.ts';
import { findProvider } from '../signatures/providers/providers.ts';
import { compose } from '../signatures/samples/compose.ts';
import { SAMPLES } from '../signatures/samples/samples.ts';
import type { Provider, Secret } from '../signatures/scheme.ts';
import { signRequest } from '../signatures/sign.ts';

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
  const { headers, body, messageId } = compose(sample, input.now);
  const signed = signRequest({
    provider,
    request: {
      method: 'POST',
      target: url.pathname + url.search,
      headers: [['Host', url.host], ...headers],
      body,
      urls: [input.publicUrl ?? url.href],
    },
    secrets: await input.secretsFor(provider),
    now: input.now,
    newId: messageId,
  });
  if (!signed.ok) throw new BackstitchError('SENDER_INVALID', signed.text);
  return { status: await post(url, signed) };
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
