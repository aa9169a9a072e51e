import type { CaptureSummary, ListedCapture } from '../../../preload/contract/captures.ts';
import { SNIPPET_LANGUAGES } from '../../../preload/rules/snippet-languages.ts';
import { navigate } from '../../navigation/route.ts';
import { useProviderLabel } from '../../senders/use-senders.ts';
import { sayNot } from '../../ui/say-not.ts';
import { isSelecting, useCaptureSelection } from '../capture-selection.ts';
import { copyAs, copyEventIdOf } from '../detail/copy-as.ts';
import {
  compareTargets,
  copyIdOf,
  copyLinkOf,
  exportTargets,
  removeTargets,
  replayTargets,
  togglePinOfTargets,
} from '../list-actions.ts';
import { replayTargetsNow } from '../detail-moves.ts';
import { openActive } from '../list-moves.ts';
import { useSearch } from '../search-store.ts';
import { EndpointEntries } from './endpoint-entries.tsx';
import { Entry, MenuAt, Rule, Sub } from '../../ui/menus/menu-parts.tsx';
import { closeRowMenu, useRowMenu } from './menu-store.ts';
import { rowTerms, withTerm } from './row-terms.ts';
import { LoadMenu, ReplayToMenu, RunMenu, SendMenu } from './target-menus.tsx';
import { shortcutOf } from '../../keys/keymap.ts';

const grid = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-captures-grid]');

/** What can be done with the row under the pointer, or with the selected rows it is one of. */
export function RowMenu(props: { captureOf: (id: string) => ListedCapture | undefined }) {
  const at = useRowMenu((s) => s.at);
  const many = useCaptureSelection((s) => isSelecting(s) && s.chosen.size !== 1);
  const capture = at === null ? undefined : props.captureOf(at.id);
  if (at === null || !capture) return null;
  return (
    <MenuAt label="Actions for captures" point={at.point} onClose={closeRowMenu} finalFocus={grid}>
      {!many && <Entry label="Open" shortcut={shortcutOf('open')} onSelect={openActive} />}
      <Entry
        label="Replay"
        shortcut={shortcutOf('replay')}
        onSelect={() => void replayTargetsNow()}
      />
      {!many && (
        <>
          <Entry
            label="Edit and replay"
            shortcut={shortcutOf('edit-replay')}
            onSelect={() => void replayTargets(true)}
          />
          <ReplayToMenu capture={capture} />
          <SendMenu capture={capture} />
          <Rule />
          <CopyMenu capture={capture} />
          <TermMenu label="Only" sign="" capture={capture} />
          <TermMenu label="Not" sign="-" capture={capture} />
          <Rule />
          <EndpointEntries capture={capture} />
          <RunMenu capture={capture} />
          <LoadMenu capture={capture} />
          <Entry
            label="Play in the simulator"
            onSelect={() => navigate({ page: 'simulator', id: capture.id })}
          />
        </>
      )}
      <Rule />
      <Entry
        label={many ? 'Compare' : 'Compare with previous of this event'}
        shortcut={shortcutOf('compare')}
        onSelect={() => void compareTargets()}
      />
      <Entry
        label={capture.pinned && !many ? 'Unpin' : 'Pin'}
        shortcut={shortcutOf('pin')}
        onSelect={() => void togglePinOfTargets()}
      />
      <Entry label="Export…" onSelect={() => void exportTargets()} />
      <Entry
        label="Delete"
        shortcut={shortcutOf('delete')}
        danger
        onSelect={() => void removeTargets()}
      />
    </MenuAt>
  );
}

function CopyMenu({ capture: { id } }: { capture: CaptureSummary }) {
  const copy = (work: () => Promise<void>) => () => {
    work().catch(sayNot('Not copied'));
  };
  return (
    <Sub label="Copy">
      {SNIPPET_LANGUAGES.map((language) => (
        <Entry
          key={language.id}
          label={language.label}
          shortcut={language.id === 'curl' ? shortcutOf('copy-curl') : undefined}
          onSelect={copy(() => copyAs(id, language.id))}
        />
      ))}
      <Rule />
      <Entry label="Link" onSelect={copy(() => copyLinkOf(id))} />
      <Entry label="Id" onSelect={copy(() => copyIdOf(id))} />
      <Entry label="Event id" onSelect={copy(() => copyEventIdOf(id))} />
    </Sub>
  );
}

function TermMenu(props: { label: string; sign: '' | '-'; capture: CaptureSummary }) {
  const sender = useProviderLabel(props.capture.provider);
  const add = (term: string) => () => {
    const { applied, searchFor } = useSearch.getState();
    searchFor(withTerm(applied, term));
  };
  return (
    <Sub label={props.label}>
      {rowTerms(props.capture, sender).map(({ label, term }) => (
        <Entry
          key={term}
          label={label}
          onSelect={add(
            props.sign === '-' && term.startsWith('-') ? term.slice(1) : props.sign + term,
          )}
        />
      ))}
    </Sub>
  );
}
