import type { TeamCapture } from '../../../preload/contract/team.ts';
import { joinTerm } from '../../../preload/rules/search-terms.ts';
import { navigate } from '../../navigation/route.ts';
import { formatPlural } from '../../ui/format.ts';
import { isSelecting } from '../../ui/list/selection.ts';
import { Entry, MenuAt, Rule, Sub } from '../../ui/menus/menu-parts.tsx';
import { useTeamActions } from '../use-team.ts';
import { markOf } from '../words.ts';
import { useTeamSelection } from './selection.ts';
import { goTo, usePlace } from './use-place.ts';

const grid = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-list-grid]');

/** What can be done with the row under the pointer, or with the selected rows it is one of. */
export function RowMenu(props: {
  item: TeamCapture;
  /** The selected ones, where there are several. */
  many: readonly TeamCapture[];
  point: { x: number; y: number };
  onOpen: () => void;
  onNote: () => void;
  onClose: () => void;
}) {
  const { item, many, point, onClose } = props;
  const { copy } = item;
  const isMany = useTeamSelection((s) => isSelecting(s) && s.chosen.size > 1);
  const { copyHere, copyAll, copyAndReplay, togglePin } = useTeamActions();
  if (isMany) {
    return (
      <MenuAt label="Actions for captures of the team" {...{ point, onClose, finalFocus: grid }}>
        <Entry
          label={`Copy ${formatPlural(many.length, 'capture')} here`}
          onSelect={() => copyAll(many)}
        />
      </MenuAt>
    );
  }
  return (
    <MenuAt label="Actions for captures of the team" {...{ point, onClose, finalFocus: grid }}>
      <Entry label="Open" shortcut="Enter" onSelect={props.onOpen} />
      <Rule />
      {copy === null ? (
        <Entry label="Copy here" onSelect={() => copyHere(item)} />
      ) : (
        <Entry label="Open in Captures" onSelect={() => navigate({ page: 'captures', id: copy })} />
      )}
      <Entry
        label={copy === null ? 'Copy and replay…' : 'Replay…'}
        onSelect={() => copyAndReplay(item)}
      />
      <Rule />
      <Entry
        label={markOf(item, 'pin') === undefined ? 'Pin for the team' : 'Unpin for the team'}
        onSelect={() => togglePin(item)}
      />
      <Entry label="Note for the team…" onSelect={props.onNote} />
      <Rule />
      <TermMenu label="Only" sign="" item={item} />
      <TermMenu label="Not" sign="-" item={item} />
    </MenuAt>
  );
}

function TermMenu({ label, sign, item }: { label: string; sign: '' | '-'; item: TeamCapture }) {
  const { q = '' } = usePlace();
  return (
    <Sub label={label}>
      {sign === '' && (
        <Entry label={`Node ${item.nodeName}`} onSelect={() => goTo({ node: item.node })} />
      )}
      {termsOf(item).map(({ name, term }) => (
        <Entry key={term} label={name} onSelect={() => goTo({ q: joinTerm(q, sign + term) })} />
      ))}
    </Sub>
  );
}

/** What the team can be searched for of one capture. */
function termsOf(item: TeamCapture): { name: string; term: string }[] {
  const parts: [name: string, field: string, value: string | null][] = [
    ['Sender', 'provider', item.provider],
    ['Event', 'event', item.eventType],
    ['Status', 'status', item.status?.toString() ?? null],
    ['Method', 'method', item.method],
    ['Endpoint', 'endpoint', item.endpointName],
  ];
  return parts.flatMap(([name, field, value]) =>
    value === null || value === ''
      ? []
      : [{ name: `${name} ${value}`, term: `${field}:${quoted(value)}` }],
  );
}

const quoted = (value: string): string =>
  /^[\w/.-]+$/.test(value)
    ? value
    : `"${value.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
