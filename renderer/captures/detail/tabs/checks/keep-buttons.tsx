import type { CaptureDetail } from '../../../../../preload/contract/captures.ts';
import type { SenderReport } from '../../../../../preload/contract/signatures.ts';
import { Button } from '../../../../ui/button.tsx';

/** For whom a secret that fits is kept: for this endpoint, or for its sender everywhere. */
export function KeepButtons(props: {
  detail: CaptureDetail;
  report: SenderReport;
  disabled: boolean;
  onKeep: (everywhere: boolean) => void;
  /** Only the first of them: there is no room for more. */
  single?: boolean;
}) {
  const { detail, report, disabled, onKeep } = props;
  const { endpointId, endpointName } = detail;
  const everywhere = `Keep for all ${report.providerLabel ?? 'endpoints'}`;
  if (endpointId === null) {
    return (
      <Button size="sm" variant="primary" disabled={disabled} onClick={() => onKeep(true)}>
        {everywhere}
      </Button>
    );
  }
  return (
    <>
      <Button size="sm" variant="primary" disabled={disabled} onClick={() => onKeep(false)}>
        Keep for {endpointName}
      </Button>
      {props.single !== true && (
        <Button size="sm" disabled={disabled} onClick={() => onKeep(true)}>
          {everywhere}
        </Button>
      )}
    </>
  );
}
