import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';

/** A key or token that is not kept in clear: this is the only time it is seen. */
export function ShownOnce(props: {
  title: string;
  what: string;
  text: string;
  note?: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.title}
      description={props.note ?? `Copy the ${props.what} now. It is shown only once.`}
      size="md"
      footer={
        <Button variant="primary" onClick={props.onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-start gap-2 rounded-lg border border-line bg-canvas p-3">
        <code className="wire min-w-0 flex-1 break-all">{props.text}</code>
        <CopyButton label={`Copy the ${props.what}`} getText={() => props.text} />
      </div>
    </Dialog>
  );
}
