import { headerValue } from '../../lib/headers.ts';
import {
  type Adapter,
  baseField,
  baseOf,
  bearer,
  headersIn,
  part,
  type Settings,
  withQuery,
} from '../adapter.ts';
import { textAt, timeAt } from '../answer.ts';

const API = 'https://api.github.com';

/** Of a repository (`owner/name`), an organisation (`name`), or an app where the field is empty. */
function hooksOf(settings: Settings): string {
  const [owner = '', name] = (settings['account'] ?? '').trim().split('/');
  if (owner === '') return '/app/hook';
  const inPath = encodeURIComponent(owner);
  return name === undefined
    ? `/orgs/${inPath}/hooks`
    : `/repos/${inPath}/${encodeURIComponent(name)}/hooks`;
}
const deliveriesOf = (settings: Settings): string => {
  const hooks = hooksOf(settings);
  return hooks === '/app/hook'
    ? `${hooks}/deliveries`
    : `${hooks}/${part(settings, 'hook')}/deliveries`;
};

/** The cursor of the next page stands in the `Link` header. */
function nextIn(link: string | undefined): string | null {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return url === undefined ? null : (URL.parse(url)?.searchParams.get('cursor') ?? null);
}

/** Deliveries of a webhook: @octokit/openapi-types, and GitHub's REST reference. */
export const github: Adapter = {
  info: {
    id: 'github',
    label: 'GitHub',
    fields: [
      {
        name: 'account',
        label: 'Repository or organization',
        placeholder: 'owner/repository, or organization',
        required: false,
        help: 'Empty for a GitHub App.',
      },
      {
        name: 'hook',
        label: 'Id of the webhook',
        placeholder: '123456789',
        required: false,
        help: 'At the end of the address of its settings page. Empty for a GitHub App.',
      },
      baseField(API),
    ],
    token:
      'A personal access token with read:repo_hook to look and admin:repo_hook to send again (for an organization admin:org_hook), or a fine-grained one with Webhooks: read and write. For an app, a JWT of it: leave the repository empty.',
    keeps: '3 days, 7 on Enterprise Server',
    keepsDays: 3,
    gives: 'object',
    how: ['fetch', 'resend'],
    bySelf: 'GitHub does not send again by itself.',
  },
  base: baseOf(API),
  auth: (settings, token) => [
    ...bearer(settings, token),
    ['Accept', 'application/vnd.github+json'],
    ['X-GitHub-Api-Version', '2022-11-28'],
  ],
  problem: (settings) =>
    (settings['account'] ?? '').trim() !== '' && (settings['hook'] ?? '').trim() === ''
      ? { field: 'hook', text: 'Fill in the id of the webhook, or leave the repository empty.' }
      : null,
  list: (settings, span, cursor) => ({
    method: 'GET',
    path: withQuery(deliveriesOf(settings), {
      per_page: 100,
      // An event that failed once may have been delivered since: only all attempts tell.
      cursor,
    }),
  }),
  newestFirst: true,
  page: (answer, { headers }) => ({
    cursor: nextIn(headerValue(headers, 'link')),
    items: answer.items().map((item) => {
      const guid = textAt(item, 'guid');
      const status = textAt(item, 'status_code') ?? '0';
      const action = textAt(item, 'action');
      const event = textAt(item, 'event') ?? null;
      return {
        ids: guid === undefined ? [] : [guid],
        eventType: event === null || action === undefined ? event : `${event}.${action}`,
        at: timeAt(item, 'delivered_at'),
        delivered: /^2\d\d$/.test(status) ? ('yes' as const) : ('no' as const),
        ref: { id: textAt(item, 'id') ?? '' },
        note: textAt(item, 'status') ?? null,
      };
    }),
  }),
  fetch: {
    ask: (settings, { id = '' }) => ({
      method: 'GET',
      path: `${deliveriesOf(settings)}/${encodeURIComponent(id)}`,
    }),
    given(answer) {
      const payload = answer.at('request', 'payload');
      if (payload === undefined || payload.source === 'null') return undefined;
      return {
        headers: headersIn(answer.at('request', 'headers')),
        body: { kind: 'json', source: payload.source },
        url: textAt(answer, 'url') ?? null,
        at: timeAt(answer, 'delivered_at'),
      };
    },
  },
  resend: (settings, { id = '' }) => ({
    method: 'POST',
    path: `${deliveriesOf(settings)}/${encodeURIComponent(id)}/attempts`,
  }),
  hooks: {
    ask: (settings) => ({
      method: 'GET',
      path:
        hooksOf(settings) === '/app/hook'
          ? '/app/hook/config'
          : withQuery(hooksOf(settings), { per_page: 100 }),
    }),
    read(answer) {
      const all = answer.source.startsWith('[') ? answer.items() : [answer];
      return all.map((hook) => ({
        id: textAt(hook, 'id') ?? '',
        url: textAt(hook, 'config', 'url') ?? textAt(hook, 'url') ?? '',
      }));
    },
  },
};
