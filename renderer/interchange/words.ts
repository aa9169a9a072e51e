import type { ImportFormat } from '../../preload/contract/interchange/imports.ts';
import type { ExportFormat } from '../../preload/contract/interchange/exports.ts';
import type { Kept, RedactionRule } from '../../preload/contract/interchange/redaction.ts';
import { wordOf } from './choices.ts';

/** What each format is good for, in the order they are offered. */
export const FORMATS: readonly { id: ExportFormat; label: string; about: string }[] = [
  {
    id: 'har',
    label: 'HAR',
    about: 'For browser developer tools, proxies and API clients. Both bodies, whole.',
  },
  {
    id: 'ndjson',
    label: 'NDJSON',
    about: 'One capture per line, byte for byte. For scripts.',
  },
  {
    id: 'csv',
    label: 'CSV',
    about: 'What the list shows, for a spreadsheet. Without headers and bodies.',
  },
  {
    id: 'http',
    label: '.http file',
    about: 'Requests for REST Client, JetBrains and httpyac. A zip where bodies are binary.',
  },
  {
    id: 'postman',
    label: 'Postman',
    about: 'A collection with a folder for each endpoint. Replies are its examples.',
  },
  {
    id: 'fixtures',
    label: 'Test fixtures',
    about: 'A zip of folders for your tests: each request with its exact body.',
  },
  {
    id: 'openapi',
    label: 'OpenAPI',
    about: 'What each event carries, inferred from these captures. OpenAPI 3.1, with webhooks.',
  },
  {
    id: 'cloudevents',
    label: 'CloudEvents',
    about: 'One event for each capture, as a batch of JSON. For event brokers.',
  },
  {
    id: 'raw',
    label: 'Raw HTTP',
    about: 'The messages as they were sent. A zip for more than one.',
  },
];

/** What a file is, behind its name. */
export const IMPORTED_AS: Readonly<Record<ImportFormat, string>> = {
  backstitch: 'shared from Backstitch',
  ndjson: 'exported from Backstitch',
  har: 'HAR',
  curl: 'curl commands',
  http: '.http requests',
  postman: 'Postman collection',
  fixtures: 'test fixtures',
  cloudevents: 'CloudEvents',
  raw: 'raw HTTP',
  'webhook.site': 'from webhook.site',
  ngrok: 'from ngrok',
  hookdeck: 'from Hookdeck',
  mockoon: 'from Mockoon',
};

/** What is there always; profiles of the user come before “Nothing”. */
export const REDACTIONS: readonly { id: string; label: string }[] = [
  { id: 'default', label: 'Credentials and known secrets' },
  { id: 'strict', label: 'Also who the events are about' },
];
export const NOTHING = { id: 'none', label: 'Nothing' } as const;

/** Which rule cut something, as people read it: `json password` is the field “password”. */
export function ruleWords(rule: string): string {
  const space = rule.indexOf(' ');
  const kind = space < 0 ? rule : rule.slice(0, space);
  const name = rule.slice(space + 1);
  switch (kind) {
    case 'secret':
      return 'A secret of yours';
    case 'header':
      return `Header ${name}`;
    case 'query':
    case 'form':
    case 'json':
      return `Field ${name}`;
    case 'pattern':
      return /^word \d+$/.test(name) ? 'A word of yours' : `Looks like: ${name}`;
    case 'address':
      return 'Client address';
    default:
      return rule.slice(0, 1).toUpperCase() + rule.slice(1);
  }
}

/** What was kept: which rule would have cut it. */
export const keptWords = ({ rule }: Kept): string =>
  rule === undefined ? 'Kept' : `Kept (${ruleWords(rule)})`;

/** A rule of one's own: what it is, and what it names. */
export function ownRuleWords(rule: RedactionRule): { words: string; at: string } {
  switch (rule.kind) {
    case 'header':
      return { words: 'Cut header', at: rule.name };
    case 'query':
      return { words: 'Cut query parameter', at: rule.name };
    case 'form':
      return { words: 'Cut form field', at: rule.name };
    case 'json':
      return 'path' in rule
        ? { words: 'Cut in JSON', at: rule.path }
        : { words: 'Cut in JSON, at any depth', at: rule.key };
    case 'pattern':
      return /^word \d+$/.test(rule.name)
        ? { words: 'Cut the word', at: wordOf(rule) }
        : { words: `Cut ${rule.name}`, at: rule.expression };
    case 'address':
      return { words: 'Cut', at: 'client addresses' };
  }
}
