import type { CaptureDetail } from '../../../../preload/contract/captures.ts';
import { CaptureBody } from '../../body/capture-body.tsx';
import { surplusWords } from '../words.ts';

/** The body, and apart from it what arrived beside it. */
export function BodyTab({ detail }: { detail: CaptureDetail }) {
  const { id, surplus } = detail;
  return (
    <>
      <CaptureBody
        id={id}
        of="request"
        endpointId={detail.endpointId}
        contentType={detail.contentType}
        contentEncoding={detail.contentEncoding}
        sizeBytes={detail.sizeBytes}
      />
      {surplus !== null && (
        <section
          aria-label="Beside the body"
          className="flex max-h-2/5 min-h-32 shrink-0 flex-col border-t border-line"
        >
          <h3 className="bg-canvas px-3 py-1 text-sm font-semibold text-warn">
            {surplusWords(detail)}
          </h3>
          <CaptureBody
            // It may grow until the connection is closed.
            key={surplus.keptBytes}
            id={id}
            of="surplus"
            endpointId={null}
            contentType={null}
            contentEncoding={null}
            sizeBytes={surplus.keptBytes}
          />
        </section>
      )}
    </>
  );
}
