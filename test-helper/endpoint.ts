import type { EndpointOptions, MadeEndpoint } from './public.d.ts';
import type { Rest } from './rest.ts';

/** What is read of an endpoint over REST. */
export interface Listed {
  id: string;
  name: string;
  path: string;
  localUrl: string;
}

/** As `Backstitch.endpoint`. */
export async function addEndpoint(rest: Rest, options: EndpointOptions): Promise<MadeEndpoint> {
  const { path, name = path, methods = [], sender } = options;
  const reply = replyOf(options);
  const json = { name, path, methods, enabled: true, reply };
  const { id, localUrl } = await rest.ask<Listed>('POST', '/endpoints', { json });
  const remove = async (): Promise<void> => {
    await rest.ask('DELETE', `/endpoints/${id}`);
  };
  if (sender !== undefined) {
    await setSender(rest, id, sender).catch(async (error: unknown) => {
      await remove();
      throw error;
    });
  }
  return { id, url: localUrl, remove };
}

function replyOf({ reply = {}, failFirst = 0 }: EndpointOptions) {
  const { status = 200, headers = {}, body = '', delayMs = 0 } = reply;
  const isText = typeof body === 'string';
  return {
    status,
    headers: Object.entries(headers),
    bodyKind: isText ? 'text' : 'json',
    body: isText ? body : JSON.stringify(body),
    delayMs,
    failFirst: typeof failFirst === 'number' ? { count: failFirst, status: 500 } : failFirst,
  };
}

async function setSender(
  rest: Rest,
  endpointId: string,
  { provider, secret, refuse = false }: NonNullable<EndpointOptions['sender']>,
): Promise<void> {
  const known = await rest.ask<object>('GET', `/endpoints/${endpointId}/sender`);
  // First the secret: a sender that came in between would be refused for the lack of one.
  const owner = { endpointId, provider };
  await rest.ask('POST', '/sender-secrets', { json: { owner, value: secret } });
  const json = { ...known, provider, refuse };
  await rest.ask('PUT', `/endpoints/${endpointId}/sender`, { json });
}

/** As `Backstitch.urlOf`. */
export async function urlOf(rest: Rest, wanted: string): Promise<string> {
  const all = await rest.ask<Listed[]>('GET', '/endpoints');
  const by = (field: 'id' | 'name' | 'path') => all.find((one) => one[field] === wanted);
  const found = by('id') ?? by('name') ?? by('path');
  if (found !== undefined) return found.localUrl;
  const names = all.map(({ name }) => name).join(', ');
  throw new Error(`There is no endpoint “${wanted}”. There is: ${names}.`);
}
