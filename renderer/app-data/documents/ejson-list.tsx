import { Button } from '../../ui/button.tsx';

/** Documents as the text they are, each to be edited or deleted. */
export function EjsonList(props: {
  items: readonly string[];
  /** Said where a search found nothing; undefined while it runs. */
  empty: string | undefined;
  removing: boolean;
  onEdit: (text: string) => void;
  onRemove: (text: string) => void;
}) {
  const { items, empty } = props;
  return (
    <ul className="min-h-0 flex-1 divide-y divide-line overflow-auto rounded-lg border border-line bg-surface">
      {items.map((text) => (
        <li key={text} className="flex items-start gap-2 px-3 py-2">
          <pre className="wire min-w-0 flex-1 overflow-hidden break-all whitespace-pre-wrap">
            {text}
          </pre>
          <Button size="sm" onClick={() => props.onEdit(text)}>
            Edit
          </Button>
          <Button
            size="sm"
            variant="ghost"
            disabled={props.removing}
            onClick={() => props.onRemove(text)}
          >
            Delete
          </Button>
        </li>
      ))}
      {items.length === 0 && empty !== undefined && (
        <li className="p-8 text-center text-muted">{empty}</li>
      )}
    </ul>
  );
}
