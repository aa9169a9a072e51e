import type { HeaderPair } from '../../../preload/contract/shapes.ts';

/** Headers as they were sent or answered, in their order. */
export function HeaderList({ pairs }: { pairs: readonly HeaderPair[] }) {
  if (pairs.length === 0) return <p className="text-muted">There are no headers.</p>;
  return (
    <dl className="wire grid grid-cols-[fit-content(55%)_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      {pairs.map(([name, value], i) => (
        <div
          key={`${name} ${pairs.slice(0, i).filter(([n]) => n === name).length}`}
          className="contents"
        >
          <dt className="text-muted [overflow-wrap:anywhere]">{name}</dt>
          <dd className="break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
