import { randomUUID } from 'node:crypto';
import { findProvider } from '../main/signatures/providers/providers.ts';
import { compose, messageIdOf } from '../main/signatures/samples/compose.ts';
import type { Sample } from '../main/signatures/samples/sample.ts';
import { SAMPLES } from '../main/signatures/samples/samples.ts';
import { signAs } from '../main/signatures/sign-as.ts';
import { exchange } from './exchange.ts';
import { headerMap, readable } from './message.ts';
import type { Answer, Capture, Fixture, ReplayOptions, SendOptions } from './public.d.ts';
import { bytesOf, sign } from './signing.ts';

const PATIENCE_MS = 30_000;

/** Sends a signed event of a provider: a sample of ours, or a body that is given. */
export async function send(
  provider: string,
  options: SendOptions & { to: string },
): Promise<Answer> {
  const { to, event, body, headers, secret, at = Date.now(), id } = options;
  const sample = sampleOf(provider, event);
  if (sample === undefined && body === undefined) throw new Error(noSample(provider, event));
  const composed = sample && compose(sample, Number(at));
  const eventHeader = headerOfEvent(provider);
  const signed = sign(provider, {
    body: body ?? composed?.body ?? '',
    secret,
    url: to,
    headers: {
      ...(body !== undefined && typedAs(body)),
      ...(composed && Object.fromEntries(composed.headers)),
      ...(event !== undefined && eventHeader !== undefined && { [eventHeader]: event }),
      ...headers,
    },
    at,
    id: id ?? composed?.messageId,
  });
  return post('POST', signed.url, Object.entries(signed.headers), signed.body);
}

function sampleOf(provider: string, event: string | undefined): Sample | undefined {
  return SAMPLES.find(
    (sample) => sample.provider === provider && (event === undefined || sample.event === event),
  );
}

function noSample(provider: string, event: string | undefined): string {
  const events = SAMPLES.filter((sample) => sample.provider === provider).map((one) => one.event);
  const known =
    events.length === 0 ? 'Pass a body.' : `Pass a body, or one of ${events.join(', ')}.`;
  return `Backstitch has no sample of ${[provider, event].filter(Boolean).join(' ')}. ${known}`;
}

/** The header in which a provider names the event, where it does. */
const headerOfEvent = (provider: string): string | undefined =>
  /header:([\w-]+)/.exec(findProvider(provider)?.event ?? '')?.[1];

function typedAs(body: NonNullable<SendOptions['body']>): Record<string, string> {
  const { type } = bytesOf(body);
  return type === undefined ? {} : { 'Content-Type': type };
}

/** About one hop, or about the bytes of another body. */
const NOT_REPLAYED =
  /^(?:connection|content-length|host|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|expect)$/i;

/** Sends a captured request again, signed again where there is a secret. */
export async function replay(what: Capture | Fixture, options: ReplayOptions): Promise<Answer> {
  const { to, now = Date.now(), newId = false } = options;
  const headers = [...what.headers]
    .map(([name, value]): [string, string] => [name, value])
    .filter(([name]) => !NOT_REPLAYED.test(name));
  const resign = 'resign' in what ? what.resign : null;
  const provider = resign?.provider ?? what.provider;
  const secret = options.secret ?? (resign === null ? undefined : process.env[resign.secretEnv]);
  if (secret === undefined) {
    if (resign !== null) {
      throw new Error(
        `${'name' in what ? what.name : what.id} is signed again as ${resign.provider}: put its secret into ${resign.secretEnv}, or pass it as \`secret\`.`,
      );
    }
    return post(what.method, to, headers, what.body);
  }
  if (provider === null) throw new Error('Nobody knows who sent it, so it cannot be signed again.');
  const signed = signAs({
    provider,
    body: what.body,
    secrets: [secret],
    headers,
    url: to,
    at: Number(now),
    id: newId ? messageIdOf(randomUUID()) : undefined,
  });
  if (!signed.ok) throw new Error(signed.text);
  // Not by `new URL(target, to)`: a path that begins with // would lead to another host.
  return post(what.method, new URL(to).origin + signed.target, signed.headers, signed.body);
}

async function post(
  method: string,
  url: string,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array,
): Promise<Answer> {
  const received = await exchange({ method, url, headers, body, timeoutMs: PATIENCE_MS });
  const answered = headerMap(received.headers);
  return { status: received.status, headers: answered, ...readable(received.body, answered) };
}
