import type { SettingsPart } from './settings-parts.ts';

/** One setting as it is called in the window, where it is, and words it is looked for by. */
export interface SettingsRow {
  id: string;
  part: SettingsPart;
  label: string;
  /** Beside the control; at most 90 characters. */
  help?: string;
  words: readonly string[];
}

/** Every setting, so that the search of the settings and that over everything find the same. */
export const SETTINGS_ROWS = [
  row('theme', 'appearance', 'Theme', ['dark', 'light', 'colors']),
  row('contrast', 'appearance', 'Contrast', ['high', 'accessibility']),
  row('textSize', 'appearance', 'Text size', ['zoom', 'font', 'large', 'small']),
  row(
    'density',
    'appearance',
    'Density',
    ['rows', 'compact', 'comfortable', 'height'],
    'Of rows in lists of captures. A view may have its own.',
  ),
  row('letters', 'keys', 'Keys without Ctrl or Alt', ['single', 'letters', 'accessibility']),
  row('keys', 'keys', 'Find a command or a key', ['keyboard', 'shortcuts', 'keymap', 'rebind']),
  row('notices', 'notices', 'Notice rules', ['notifications', 'alerts', 'desktop', 'sound']),
  row('notifyOnArrival', 'notices', 'Notify on arrival', ['notification', 'desktop']),
  row(
    'bodyCapBytes',
    'limits',
    'Longest body',
    ['size', '413', 'bytes'],
    'Longer bodies get 413. The first part is kept.',
  ),
  row(
    'keepCount',
    'limits',
    'Keep at most',
    ['captures', 'retention', 'count'],
    'Over any limit, the oldest are deleted. Pinned ones stay.',
  ),
  row('keepDays', 'limits', 'Keep for', ['captures', 'retention', 'days']),
  row('keepBytes', 'limits', 'Keep up to', ['captures', 'retention', 'disk', 'bytes']),
  row(
    'keepDeliveryDays',
    'limits',
    'Keep deliveries for',
    ['retention', 'days'],
    'Finished ones and dead letters. Waiting ones are never deleted.',
  ),
  row(
    'keepDeliveryBytes',
    'limits',
    'Keep deliveries up to',
    ['retention', 'disk', 'bytes'],
    'Bodies and answers of finished ones. The oldest are deleted first.',
  ),
  row('allowedHosts', 'hosts', 'Allowed hosts', ['replay', 'forward', 'targets']),
  row(
    'agentsConnect',
    'agents',
    'Let agents connect',
    ['mcp', 'ai', 'model context protocol', 'claude', 'cursor', 'assistant'],
    'Over HTTP. The command backstitch mcp needs no switch.',
  ),
  row(
    'agentsChange',
    'agents',
    'Agents may change things',
    ['mcp', 'ai', 'write', 'assistant'],
    'Replay captures, send samples, pin, write notes, try functions.',
  ),
  row(
    'agentTokens',
    'agents',
    'Tokens of agents',
    ['mcp', 'ai', 'bearer', 'http', 'revoke', 'key'],
    'For agents that connect over HTTP. They last until they are revoked.',
  ),
  row('agentCalls', 'agents', 'Calls of agents', ['mcp', 'audit', 'ai', 'log']),
  row('project', 'project', 'Project', ['git', 'file', 'backstitch.json', 'team', 'secrets']),
  row(
    'traceEndpoint',
    'traces',
    'Collector',
    ['otlp', 'opentelemetry', 'tracing', 'spans', 'jaeger', 'export', 'headers'],
    'Its address for OTLP over HTTP. Empty: nothing is sent.',
  ),
  row('traceSearch', 'traces', 'Only captures that this search finds', ['otlp', 'filter']),
  row('traceShare', 'traces', 'Share of the traces', ['otlp', 'sampling', 'percent']),
  row('browsers', 'browsers', 'Browsers', ['sessions', 'sign out', 'sign in']),
  row('tunnel', 'tunnel', 'Tunnel', ['public', 'address', 'relay', 'subdomain']),
  row('team', 'team', 'Team', [
    'postgresql',
    'postgres',
    'database',
    'nodes',
    'share',
    'follow',
    'join',
    'leave',
    'relay',
  ]),
  row('storage', 'storage', 'Storage', [
    'disk',
    'size',
    'compact',
    'vacuum',
    'folder',
    'data directory',
  ]),
  row('about', 'about', 'About', ['version', 'licences', 'diagnostics']),
  row('updates', 'about', 'Ask for newer versions', ['update', 'upgrade', 'npm', 'registry']),
] as const satisfies readonly SettingsRow[];

function row(
  id: string,
  part: SettingsPart,
  label: string,
  words: readonly string[],
  help?: string,
): SettingsRow {
  return { id, part, label, words, ...(help !== undefined && { help }) };
}
