/** An event type as exports name it. */
export interface Named {
  provider: string | null;
  event: string | null;
  version: string | null;
  /** Of the endpoint, where no provider is known. */
  endpointName: string;
  method: string;
}

const words = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `github issues.opened`, as people read it. */
export function titleOf({ provider, event, version, endpointName, method }: Named): string {
  const who = provider ?? endpointName;
  const what = event ?? (provider === null ? method : 'event');
  return [who, what, ...(version === null ? [] : [`(${version})`])].join(' ');
}

export function urnOf({ provider, event, version, endpointName, method }: Named): string {
  const parts = [provider ?? endpointName, event ?? method, ...(version === null ? [] : [version])];
  return ['urn:backstitch', ...parts.map(encodeURIComponent)].join(':');
}

/** `GithubIssuesOpened`: a name of TypeScript. */
export function identifierOf({ provider, event, version, endpointName, method }: Named): string {
  const parts = [provider ?? endpointName, event ?? (provider === null ? method : 'event'), version ?? ''];
  const name = parts.flatMap(words).map(capital).join('');
  return /^\p{L}/u.test(name) ? name : `Event${name}`;
}

/** `github.issues.opened`: a name of a file, without what file systems or shells read as more. */
export function fileStemOf({ provider, event, version, endpointName, method }: Named): string {
  const parts = [provider ?? endpointName, event ?? method, ...(version === null ? [] : [version])];
  const stem = parts
    .map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, ''))
    .filter(Boolean)
    .join('.');
  return stem.slice(0, 120) || 'event';
}

/** Gives each its own name, where two would have the same. */
export function distinctNames<T>(items: readonly T[], nameOf: (item: T) => string): Map<T, string> {
  const taken = new Set<string>();
  const names = new Map<T, string>();
  for (const item of items) {
    const first = nameOf(item);
    let name = first;
    // File systems that ignore case would write one over the other.
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${first}${n}`;
    taken.add(name.toLowerCase());
    names.set(item, name);
  }
  return names;
}
