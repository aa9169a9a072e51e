import { type ReactNode, useId } from 'react';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import { Problem } from '../problem.tsx';

/** A small form in a dialog, as something new asks for it: Enter and the button do the same. */
export function FormDialog(props: {
  title: string;
  /** Left out: small. */
  size?: 'sm' | 'md';
  /** What the button says: `Add`, `Create`. */
  action: string;
  /** Whether something is missing or wrong, or the answer is still awaited. */
  blocked: boolean;
  /** What kept it from being made; null where a field says so itself. */
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { blocked, onSubmit, onClose } = props;
  // Without a button of its own, a form of several fields does nothing on Enter.
  const form = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={props.title}
      size={props.size ?? 'sm'}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} disabled={blocked}>
            {props.action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!blocked) onSubmit();
        }}
      >
        {props.error !== null && <Problem error={props.error} />}
        {props.children}
      </form>
    </Dialog>
  );
}
