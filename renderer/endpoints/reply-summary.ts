import { hasNoBody } from '../../preload/rules/endpoint-rules.ts';
import type { CannedReply, Endpoint } from '../../preload/contract/endpoints.ts';
import type { EndpointDraft } from './endpoint-draft.ts';

/** A reply in a line: `200 JSON`, `fails 2, then 200 JSON, after 3 s`, `chaos, else 204 no body`. */
export function replySummary(endpoint: Pick<Endpoint, 'reply' | 'failuresLeft'>): string {
  const { reply, failuresLeft } = endpoint;
  const fails = failuresLeft > 0 ? `fails ${failuresLeft}, then ` : '';
  const chaos = (reply.chaos?.rules.length ?? 0) > 0 ? 'chaos, else ' : '';
  const wait = reply.delayMs > 0 ? `, after ${delayWords(reply.delayMs)}` : '';
  return `${fails}${chaos}${reply.status} ${bodyWord(reply)}${wait}`;
}

function bodyWord(reply: CannedReply): string {
  if (hasNoBody(reply.status)) return 'no body';
  if (reply.body === '') return 'empty';
  return reply.bodyKind === 'json' ? 'JSON' : 'text';
}

function delayWords(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}

export const methodsText = (methods: readonly string[]): string =>
  methods.length === 0 ? 'Any method' : methods.join(', ');

/**
 * A command line that tries the endpoint.
 *
 * @param url of the endpoint; where it takes everything, a path is added as an example
 */
export function tryCurl(url: string, methods: readonly string[]): string {
  const method = methods.length === 0 || methods.includes('POST') ? 'POST' : (methods[0] ?? 'POST');
  const target = quoted(new URL(url).pathname === '/' ? `${url.replace(/\/$/, '')}/hello` : url);
  if (method === 'HEAD') return `curl --head ${target}`;
  if (method === 'GET') return `curl -i ${target}`;
  const verb = `curl -i -X ${quoted(method)} ${target}`;
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH') return verb;
  return `${verb} -H 'Content-Type: application/json' -d '{"hello":"world"}'`;
}

/** For a POSIX shell; plain words stay as they are. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The search that finds the captures of an endpoint. */
export const capturesSearch = (name: string): string => `endpoint:"${name}"`;

/** As what the body of a reply will be sent. */
export function contentTypeHint({
  headers,
  bodyKind,
  body,
}: Pick<EndpointDraft, 'headers' | 'bodyKind' | 'body'>): string {
  const own = headers.find((row) => row.name.toLowerCase() === 'content-type');
  if (own !== undefined)
    return `Sent as ${own.value || 'an empty Content-Type'}, as the headers say. HEAD gets no body.`;
  if (body === '') return 'Empty: nothing is sent after the headers.';
  const type = bodyKind === 'json' ? 'application/json' : 'text/plain; charset=utf-8';
  return `Sent as ${type}, unless a Content-Type header says otherwise. HEAD gets no body.`;
}
