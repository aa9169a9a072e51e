import { apiOf } from './api.ts';
import { readCaptures } from './captured.ts';
import { check } from './checking.ts';
import { addEndpoint, urlOf } from './endpoint.ts';
import type { Backstitch } from './public.d.ts';
import { type Address, restOf } from './rest.ts';
import { replay, send } from './sending.ts';
import { signBy } from './signing.ts';
import { type Summary, waitFor } from './waiting.ts';

interface Reached extends Address {
  /** Where webhooks go. */
  intake: string;
  dataDir: string;
  /** Ends the engine, where it is ours. */
  stop: () => Promise<void>;
}

/** An engine as tests use it, whoever started it. */
export function backstitchAt({ intake, dataDir, stop, ...address }: Reached): Backstitch {
  const rest = restOf(address);
  const url = intake.replace(/\/$/, '');
  return {
    url,
    dataDir,
    api: apiOf(rest),
    urlOf: (endpoint) => urlOf(rest, endpoint),
    waitFor: (search, options) => waitFor(rest, search, options),
    expect: (expectation) => check(rest, expectation),
    mark: async () => (await rest.ask<{ mark: string }>('GET', '/captures/mark')).mark,
    async clear() {
      const json = { search: '', includePinned: true };
      await rest.ask('POST', '/captures/remove-found', { json });
    },
    async captures(search = '', { limit = 100 } = {}) {
      const query = { search, limit };
      const { items } = await rest.ask<{ items: Summary[] }>('GET', '/captures', { query });
      return readCaptures(
        rest,
        items.map(({ id }) => id),
      );
    },
    body: (id, of = 'request') =>
      rest.bytes('GET', `/captures/${id}/${of === 'request' ? 'body' : 'reply-body'}`),
    endpoint: (options) => addEndpoint(rest, options),
    sign: (provider, options) => signBy(rest, provider, options),
    send: (provider, options) => send(provider, { ...options, to: options.to ?? `${url}/` }),
    replay,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
