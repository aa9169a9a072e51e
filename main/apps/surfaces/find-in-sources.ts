import type { AppModel } from '../../../preload/contract/app-model.ts';
import type { SourceHit } from '../../../preload/contract/apps/functions.ts';

/** Most lines that are shown of one search. */
const MAX_HITS = 200;
const MAX_LINE = 200;

export interface Source {
  of: SourceHit['of'];
  source: string;
}

/** Every function of an app: those of its webhooks, then the named ones. */
export function sourcesOf({
  services,
  functions,
}: Pick<AppModel, 'services' | 'functions'>): Source[] {
  return [
    ...services.flatMap((service) =>
      service.webhooks.map(({ name, source }): Source => ({
        of: { kind: 'webhook', service: service.name, webhook: name },
        source,
      })),
    ),
    ...functions.map(({ name, source }): Source => ({ of: { kind: 'function', name }, source })),
  ];
}

/**
 * The lines in which a text stands, upper and lower case alike, in the order of the sources.
 *
 * @returns 200 of them at most; `more` says that there are others.
 */
export function findInSources(
  sources: Iterable<Source>,
  text: string,
): { items: SourceHit[]; more: boolean } {
  const wanted = text.toLowerCase();
  const items: SourceHit[] = [];
  for (const { of, source } of sources) {
    // Most sources have nothing of it: those are not cut into lines.
    if (!source.toLowerCase().includes(wanted)) continue;
    for (const [at, line] of source.split(/\r\n|\r|\n/).entries()) {
      if (!line.toLowerCase().includes(wanted)) continue;
      if (items.length === MAX_HITS) return { items, more: true };
      items.push({ of, line: at + 1, text: aroundHit(line.trim(), wanted) });
    }
  }
  return { items, more: false };
}

/** A long line from a little before what was found. */
function aroundHit(line: string, wanted: string): string {
  if (line.length <= MAX_LINE) return line;
  const from = Math.max(0, line.toLowerCase().indexOf(wanted) - MAX_LINE / 4);
  return line.slice(from, from + MAX_LINE);
}
