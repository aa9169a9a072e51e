import { z } from 'zod';
import { SEARCH_FIELDS } from '../../../preload/rules/search-fields.ts';
import { untrusted } from '../untrusted.ts';
import { tool } from '../tool.ts';
import { known, timeOf } from './shapes.ts';

export const status = tool({
  name: 'status',
  title: 'Status of Backstitch',
  description:
    'Where webhooks are caught (local and public URL), how many are held, and what is wrong now.',
  input: z.object({}),
  calls: ['system.status', 'tunnel.get', 'deliveries.notices', 'integrations.list'],
  async run(_input, { engine }) {
    const now = await engine('system.status')();
    const tunnel = await engine('tunnel.get')();
    const notices = await engine('deliveries.notices')();
    const integrations = await engine('integrations.list')();
    const problems = [
      ...(now.capture.state === 'paused' ? [`${now.capture.why} ${now.capture.hint}`] : []),
      ...(tunnel.phase !== 'off' && tunnel.phase !== 'online'
        ? [`The tunnel is ${tunnel.phase}. ${tunnel.reason ?? ''}`.trim()]
        : []),
      ...notices.slice(0, 10).map(({ text }) => text),
    ];
    return {
      version: now.version,
      localUrl: now.intakeUrl,
      publicUrl: tunnel.publicUrl,
      tunnel: tunnel.phase,
      startedAt: timeOf(now.startedAt),
      capturesHeld: now.held,
      bytesHeld: now.heldBytes,
      requestsInTheLastMinute: now.perSecond.reduce((sum, one) => sum + one, 0),
      sqlSchemas: integrations.slice(0, 100).map(({ schema }) => schema),
      problems,
    };
  },
});

const EXAMPLES = [
  'provider:stripe event:invoice.paid after:1h',
  'status:>=500',
  'sig:bad',
  'path:/orders -status:200',
  'body.data.object.id:in_123',
  'header.x-github-event:push',
  'is:replay',
  '"some words" size:>10kb',
];

export const searchHelp = tool({
  name: 'search_help',
  title: 'How to search',
  description: 'Fields and examples of the search language, and which senders were seen.',
  input: z.object({}),
  calls: ['captures.groups'],
  async run(_input, { engine, signal, cut }) {
    const groups = await engine('captures.groups')(
      { search: '', by: 'provider', limit: 50 },
      signal,
    );
    return {
      fields: SEARCH_FIELDS,
      rules: [
        'Terms are joined by “and”; - before one excludes it; quotes keep words together.',
        'Numbers and times compare: status:>=400, size:>10kb, after:2h, before:2026-11-27.',
        '* stands for anything: event:invoice.*',
      ],
      examples: EXAMPLES,
      sendersSeen: groups.items.map((group) =>
        known({
          provider: group.provider,
          count: group.count,
          failed: group.failed,
          newest: timeOf(group.newest),
          untrusted: untrusted({ label: cut.text(group.label), search: cut.text(group.search) }),
        }),
      ),
    };
  },
});

export const listEndpoints = tool({
  name: 'list_endpoints',
  title: 'Endpoints',
  description:
    'Paths that webhooks can be sent to, in the order they are matched; the inbox takes the rest.',
  input: z.object({}),
  calls: ['endpoints.list'],
  async run(_input, { engine }) {
    const endpoints = await engine('endpoints.list')();
    return {
      endpoints: endpoints.map((one) =>
        known({
          id: one.id,
          name: one.name,
          path: one.path,
          methods: one.methods,
          enabled: one.enabled,
          isInbox: one.isInbox,
          answersWith: one.reply.status,
          forwards: one.forward !== null && one.forward !== undefined,
          captures: one.captureCount,
          localUrl: one.localUrl,
          publicUrl: one.publicUrl,
          shadowedBy: one.shadowedBy,
        }),
      ),
    };
  },
});
