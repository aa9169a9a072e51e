import type { HostOperation } from './operation.ts';
import { list, oneOf, record, text, texts } from './read.ts';

type Methods = Record<string, (...args: unknown[]) => unknown>;
type Constructor = (new (locales: string[], options: object) => Methods) & {
  supportedLocalesOf: (locales: string[]) => string[];
};

const METHODS: Readonly<Record<string, readonly string[]>> = {
  DateTimeFormat: ['format', 'formatToParts', 'formatRange', 'formatRangeToParts'],
  NumberFormat: ['format', 'formatToParts'],
  PluralRules: ['select'],
  RelativeTimeFormat: ['format', 'formatToParts'],
  ListFormat: ['format', 'formatToParts'],
  Collator: ['compare'],
  DisplayNames: ['of'],
};

const FIELDS = [
  'baseName',
  'calendar',
  'caseFirst',
  'collation',
  'hourCycle',
  'language',
  'numberingSystem',
  'numeric',
  'region',
  'script',
] as const;

function ofLocale(method: string, locales: string[], options: object, args: unknown[]): unknown {
  if (method === 'getCanonicalLocales') return Intl.getCanonicalLocales(locales);
  if (method === 'supportedValuesOf') return Intl.supportedValuesOf(String(args[0]) as 'unit');
  const locale = new Intl.Locale(locales[0] ?? 'en-US', options);
  if (method === 'maximize' || method === 'minimize') return locale[method]().toString();
  if (method === 'getWeekInfo') return (locale as Intl.Locale & Methods)[method]?.();
  const fields = FIELDS.map((name) => [name, locale[name]]);
  return { ...Object.fromEntries(fields), tag: locale.toString() };
}

/** Intl of Node. What a function does not name is en-US and UTC, wherever this machine is. */
export const intl: Record<string, HostOperation> = {
  /**
   * @returns JSON text of what the method gives.
   * @throws RangeError, TypeError as Intl does
   */
  intl: (kind, locales, options, method, args) => {
    const named = text(kind, 'the kind');
    const called = text(method, 'the method');
    const wanted = texts(locales, 'the locales');
    const given = record(options, 'the options');
    const values = list(args, 'the arguments');
    if (named === 'Locale') return JSON.stringify(ofLocale(called, wanted, given, values));
    oneOf(named, Object.keys(METHODS), 'kind of Intl');
    const Made = Reflect.get(Intl, named) as Constructor;
    if (called === 'supportedLocalesOf') return JSON.stringify(Made.supportedLocalesOf(wanted));
    if (named === 'DateTimeFormat') given['timeZone'] ??= 'UTC';
    const made = new Made(wanted.length === 0 ? ['en-US'] : wanted, given);
    oneOf(called, [...(METHODS[named] ?? []), 'resolvedOptions'], `method of Intl.${named}`);
    return JSON.stringify(made[called]?.(...values)) ?? 'null';
  },
};
