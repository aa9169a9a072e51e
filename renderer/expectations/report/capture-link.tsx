import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { formatRoute } from '../../navigation/route.ts';
import { closeExpectations } from '../opened.ts';

/** Leads to a capture. The dialog closes: what it leads to lies below it. */
export function CaptureLink({ id }: { id: CaptureId }) {
  return (
    <a
      href={formatRoute({ page: 'captures', id })}
      onClick={closeExpectations}
      className="wire text-accent-ink underline"
    >
      {id}
    </a>
  );
}
