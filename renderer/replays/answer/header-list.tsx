import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** Duplicates are allowed: the name and which of its kind it is make the key. */
export function withKeys<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): { key: string; item: T }[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const name = nameOf(item);
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return { key: `${name} ${nth}`, item };
  });
}

export function HeaderList({ headers }: { headers: readonly HeaderPair[] }) {
  if (headers.length === 0) return <p className="text-muted">There are none.</p>;
  return (
    <dl className="wire grid grid-cols-[minmax(8rem,auto)_1fr] gap-x-4 gap-y-0.5">
      {withKeys(headers, ([name]) => name).map(({ key, item: [name, value] }) => (
        <div key={key} className="contents">
          <dt className="break-all text-muted">{name}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
