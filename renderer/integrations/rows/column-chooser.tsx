import type { TableColumn } from '../../../preload/contract/integrations/rows.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Checkbox } from '../../ui/field.tsx';

/** Which columns are shown. */
export function ColumnChooser(props: {
  all: readonly TableColumn[];
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  onClose: () => void;
}) {
  const { all, hidden, onHide } = props;
  const system = all.filter(({ base }) => base === null).map(({ name }) => name);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title="Columns"
      size="sm"
      footer={
        <>
          <Button onClick={() => onHide(new Set(system))}>Hide system columns</Button>
          <Button onClick={() => onHide(new Set())}>Show all</Button>
        </>
      }
    >
      <ul className="flex flex-col gap-1.5">
        {all.map(({ name }) => (
          <li key={name}>
            <Checkbox
              label={name}
              checked={!hidden.has(name)}
              onCheckedChange={(checked) => {
                const next = new Set(hidden);
                if (checked) next.delete(name);
                else next.add(name);
                onHide(next);
              }}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
