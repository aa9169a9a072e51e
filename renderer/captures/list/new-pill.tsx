import { ArrowUp } from 'lucide-react';
import { CalmStatus } from '../../ui/calm-status.tsx';
import { formatCount } from '../../ui/format.ts';

/** Says how many captures wait above what is being read. */
export function NewPill(props: { count: number; more: boolean; onShow: () => void }) {
  const waiting = props.count > 0 || props.more;
  const words = props.count > 0 ? `${formatCount(props.count, props.more)} new` : 'New captures';
  return (
    <>
      <CalmStatus text={waiting ? `${words}, above the list` : ''} />
      {waiting && (
        <button
          type="button"
          onClick={props.onShow}
          className="absolute top-9 left-1/2 z-10 flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full bg-accent px-3 text-sm font-medium text-on-accent shadow-popup tabular-nums hover:bg-accent-hover"
        >
          <ArrowUp size={13} aria-hidden />
          {words}
        </button>
      )}
    </>
  );
}
