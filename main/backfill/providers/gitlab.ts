import { type Adapter, baseField, baseOf, part, type Settings, withQuery } from '../adapter.ts';
import { type Answer, textAt, timeAt } from '../answer.ts';

const API = 'https://gitlab.com';
const PAGE = 100;

function hooksOf(settings: Settings): string {
  const group = settings['group']?.trim() ?? '';
  return group === ''
    ? `/api/v4/projects/${part(settings, 'project')}/hooks`
    : `/api/v4/groups/${encodeURIComponent(group)}/hooks`;
}
const eventsOf = (settings: Settings): string =>
  `${hooksOf(settings)}/${part(settings, 'hook')}/events`;

/** Header names are written as GitLab logs them. */
function headerIn(headers: Answer | undefined, name: string): string | undefined {
  const found = headers?.members().find(([key]) => key.toLowerCase() === name);
  return found?.[1].text();
}

/**
 * Events of a project's or group's webhook: GitLab's documentation of project webhooks. What it logged of a
 * request is cut (`[REDACTED]`), so nothing can be rebuilt of it: it is asked to send again.
 */
export const gitlab: Adapter = {
  info: {
    id: 'gitlab',
    label: 'GitLab',
    fields: [
      { name: 'project', label: 'Project', placeholder: 'id, or group/project', required: false },
      { name: 'group', label: 'Group, instead', placeholder: 'id, or path', required: false },
      { name: 'hook', label: 'Id of the webhook', placeholder: '42', required: true },
      baseField(API, 'Address of GitLab'),
    ],
    token: 'A token with the scope api, of a Maintainer of the project or an Owner of the group.',
    keeps: '7 days',
    keepsDays: 7,
    gives: 'nothing',
    how: ['resend'],
    bySelf: 'GitLab does not send again by itself; webhooks that fail often are switched off.',
  },
  base: baseOf(API),
  auth: (_, token) => [['PRIVATE-TOKEN', token]],
  problem: (settings) =>
    (settings['project'] ?? '').trim() === '' && (settings['group'] ?? '').trim() === ''
      ? { field: 'project', text: 'Fill in a project or a group.' }
      : null,
  list: (settings, _, cursor) => ({
    method: 'GET',
    path: withQuery(eventsOf(settings), { page: cursor ?? 1, per_page: PAGE }),
  }),
  newestFirst: true,
  page(answer, { cursor }) {
    const items = answer.items();
    return {
      cursor: items.length < PAGE ? null : String(Number(cursor ?? 1) + 1),
      items: items.map((item) => {
        const sent = item.at('request_headers');
        const ids = ['webhook-id', 'idempotency-key', 'x-gitlab-event-uuid'].flatMap(
          (name) => headerIn(sent, name) ?? [],
        );
        const status = textAt(item, 'response_status') ?? '';
        const date = headerIn(item.at('response_headers'), 'date');
        const at = date === undefined ? Number.NaN : Date.parse(date);
        return {
          ids: [...new Set(ids)],
          eventType: textAt(item, 'trigger') ?? null,
          at: Number.isFinite(at) ? at : timeAt(item, 'created_at'),
          delivered: /^2\d\d$/.test(status) ? ('yes' as const) : ('no' as const),
          ref: { id: textAt(item, 'id') ?? '' },
          note: status === '' ? null : `It was answered with ${status}.`,
        };
      }),
    };
  },
  resend: (settings, { id = '' }) => ({
    method: 'POST',
    path: `${eventsOf(settings)}/${encodeURIComponent(id)}/resend`,
  }),
  hooks: {
    ask: (settings) => ({ method: 'GET', path: withQuery(hooksOf(settings), { per_page: PAGE }) }),
    read: (answer) =>
      answer
        .items()
        .map((hook) => ({ id: textAt(hook, 'id') ?? '', url: textAt(hook, 'url') ?? '' })),
  },
};
