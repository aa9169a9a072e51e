import type { z } from 'zod';
import type { ProjectKind, ProjectProblem } from '../../preload/contract/interchange/project.ts';
import { ProjectFile } from '../../preload/contract/interchange/project-file.ts';
import { SECRET_NAME } from '../lib/secrets/secret-name.ts';
import type { Json } from './canonical.ts';
import { problemIn, type Source } from './files/source.ts';

/** Something that the file says, with defaults filled in. */
export interface FileItem {
  kind: ProjectKind;
  key: string;
  value: Json;
  /** Where it stands in the whole value. */
  path: (string | number)[];
}

/** A project as it was read. */
export interface Good {
  source: Source;
  value: Json;
  items: FileItem[];
}

/** Kinds that stand in the file as objects by key, in the order in which they are applied. */
export const KEYED = [
  'destinations',
  'endpoints',
  'forwards',
  'integrations',
  'searches',
  'savedQueries',
  'expectations',
  'redaction',
] as const;

/** What people try to write, and why it is not read. */
const NEVER: Readonly<Record<string, string>> = {
  allowPrivate: 'What may be reached is decided on each computer, never by a file',
  allowedHosts: 'Hosts are allowed on each computer, never by a file',
  sendForReal: 'What is really sent is decided on each computer, never by a file',
  trust: 'Which certificates are believed is decided on each computer, never by a file',
  token: 'Tokens do not stand in this file',
  urls: 'URLs of integrations hold tokens: they are made on each computer',
  postgres: 'The URL of a PostgreSQL server holds a password: set it in the page',
};

/** Reads the whole value by its schema. */
export function readItems(
  source: Source,
  value: Json,
): { ok: true; items: FileItem[] } | { ok: false; problems: ProjectProblem[] } {
  const parsed = ProjectFile.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .flatMap(leaves)
      .map(({ path, message }) => problemIn(source, path, message));
    return { ok: false, problems: problems.slice(0, 50) };
  }
  const items = itemsOf(parsed.data);
  const problems = items.flatMap((item) => faultsOf(item, source, parsed.data));
  return problems.length === 0 ? { ok: true, items } : { ok: false, problems };
}

/** All that a file says, in the order in which it is applied. */
export function itemsOf(file: ProjectFile): FileItem[] {
  const keyed = KEYED.flatMap((kind) =>
    Object.entries(file[kind]).map(([key, value]): FileItem => ({
      kind,
      key,
      value: withName(key, value as Json),
      path: [kind, key],
    })),
  );
  const order = Object.keys(file.endpoints);
  return [
    ...file.apps.map(({ directory }, at): FileItem => ({
      kind: 'apps',
      key: directory,
      value: { directory },
      path: ['apps', at],
    })),
    ...keyed,
    ...(order.length > 0
      ? [{ kind: 'order' as const, key: 'endpoints', value: order, path: ['endpoints'] }]
      : []),
    ...(file.tunnel
      ? [{ kind: 'tunnel' as const, key: 'tunnel', value: file.tunnel, path: ['tunnel'] }]
      : []),
    ...Object.entries(file.settings).map(([key, value]): FileItem => ({
      kind: 'settings',
      key,
      value: value as Json,
      path: ['settings', key],
    })),
  ];
}

const withName = (key: string, value: Json): Json => ({ name: key, ...(value as object) });

/** What no schema can say: references that lead nowhere, credentials among headers, names used twice. */
function faultsOf(item: FileItem, source: Source, file: ProjectFile): ProjectProblem[] {
  const { kind, key, path } = item;
  const problem = (inner: (string | number)[], message: string): ProjectProblem =>
    problemIn(source, [...path, ...inner], message);
  const found: ProjectProblem[] = [];
  const refers = (
    to: 'destinations' | 'endpoints',
    target: string | null,
    inner: string[],
  ): void => {
    if (target === null || Object.hasOwn(file[to], target)) return;
    found.push(problem(inner, `There is no “${target}” among the ${to} of this file.`));
  };
  if (kind === 'endpoints') {
    const { forward } = item.value as { forward: { destination: string } | null };
    refers('destinations', forward?.destination ?? null, ['forward', 'destination']);
  }
  if (kind === 'forwards') {
    const { destination, endpoint } = item.value as {
      destination: string;
      endpoint: string | null;
    };
    refers('destinations', destination, ['destination']);
    refers('endpoints', endpoint, ['endpoint']);
  }
  if (kind === 'destinations') {
    for (const [at, [name]] of (item.value as { headers: [string, string][] }).headers.entries()) {
      if (!isSecretHeader(name)) continue;
      const message = `${name} holds a secret: write it as “authorization”, by reference, or set it in the page.`;
      found.push(problem(['headers', at], message));
    }
  }
  if (kind in file && KEYED.some((one) => one === kind)) {
    const { name } = item.value as { name: string };
    const earlier = Object.entries(file[kind as 'endpoints']).find(
      ([other, value]) => (value.name ?? other).toLowerCase() === name.toLowerCase(),
    );
    if (earlier !== undefined && earlier[0] !== key) {
      found.push(problem(['name'], `“${earlier[0]}” is called “${name}” too.`));
    }
  }
  return found;
}

/** Whether a header is a credential by its name. */
export const isSecretHeader = (name: string): boolean => SECRET_NAME.test(name.toLowerCase());

interface Leaf {
  path: (string | number)[];
  message: string;
}

/** Issues as words; of alternatives, those of the one that came nearest. */
function leaves(issue: z.core.$ZodIssue): Leaf[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `“${key}” is not read here. ${Object.hasOwn(NEVER, key) ? NEVER[key] : 'Check its spelling'}.`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [
      { path, message: `“${String(path.at(-1))}” cannot be a key. ${first?.message ?? ''}.` },
    ];
  }
  if (issue.code === 'invalid_union') return ofAlternatives(issue, path);
  return [{ path, message: `${issue.message}.` }];
}

function ofAlternatives(issue: z.core.$ZodIssueInvalidUnion, path: Leaf['path']): Leaf[] {
  const { options } = issue as { options?: readonly (string | undefined)[] };
  if (options !== undefined && issue.errors.length === 0) {
    const words = options.filter((one) => one !== undefined).join(', ');
    return [{ path, message: `It is one of ${words}.` }];
  }
  const nearest = issue.errors.toSorted((a, b) => a.length - b.length)[0];
  // Some alternatives have words of their own for what is wrong.
  if (nearest === undefined || issue.message !== 'Invalid input') {
    return [{ path, message: `${issue.message}.` }];
  }
  return nearest.flatMap(leaves).map((leaf) => ({ ...leaf, path: [...path, ...leaf.path] }));
}
