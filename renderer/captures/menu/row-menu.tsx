import { Menu as Base } from '@base-ui/react/menu';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CaptureSummary, ListedCapture } from '../../../preload/contract/captures.ts';
import { useProviderLabel } from '../../senders/use-senders.ts';
import { cx } from '../../ui/cx.ts';
import { sayNot } from '../../ui/say-not.ts';
import { Kbd } from '../../ui/signs/kbd.tsx';
import { isSelecting, useCaptureSelection } from '../capture-selection.ts';
import { copyAsCurl, copyAsFetch, copyAsPowerShell, copyAsRawHttp } from '../detail/copy-as.ts';
import {
  compareTargets,
  copyIdOf,
  copyLinkOf,
  removeTargets,
  replayTargets,
  togglePinOfTargets,
} from '../list-actions.ts';
import { replayTargetsNow } from '../detail-moves.ts';
import { openActive } from '../list-moves.ts';
import { useSearch } from '../search-store.ts';
import { closeRowMenu, useRowMenu } from './menu-store.ts';
import { rowTerms, withTerm } from './row-terms.ts';

const POPUP =
  'max-h-[var(--available-height)] min-w-52 overflow-auto rounded-lg border border-line bg-raised p-1 shadow-popup outline-none';
const ITEM =
  'flex h-7 items-center gap-2 rounded-md px-2 outline-none select-none data-[highlighted]:bg-hover data-[popup-open]:bg-hover';

/** What can be done with the row under the pointer, or with the selected rows it is one of. */
export function RowMenu(props: { captureOf: (id: string) => ListedCapture | undefined }) {
  const at = useRowMenu((s) => s.at);
  const many = useCaptureSelection((s) => isSelecting(s) && s.chosen.size !== 1);
  const capture = at === null ? undefined : props.captureOf(at.id);
  if (at === null || !capture) return null;
  const { x, y } = at.point;
  return (
    <Base.Root open modal={false} onOpenChange={(open) => !open && closeRowMenu()}>
      <Base.Portal>
        <Base.Positioner
          anchor={{ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }}
          align="start"
          side="bottom"
          className="z-50"
        >
          <Base.Popup
            aria-label="Actions for captures"
            className={POPUP}
            finalFocus={() => document.querySelector<HTMLElement>('[data-captures-grid]')}
          >
            {!many && <Entry label="Open" shortcut="Enter" onSelect={openActive} />}
            <Entry label="Replay" shortcut="r" onSelect={() => void replayTargetsNow()} />
            {!many && (
              <>
                <Entry
                  label="Edit and replay"
                  shortcut="e"
                  onSelect={() => void replayTargets(true)}
                />
                <Rule />
                <CopyMenu capture={capture} />
                <TermMenu label="Only" sign="" capture={capture} />
                <TermMenu label="Not" sign="-" capture={capture} />
              </>
            )}
            <Rule />
            <Entry
              label={many ? 'Compare' : 'Compare with previous of this event'}
              shortcut="="
              onSelect={() => void compareTargets()}
            />
            <Entry
              label={capture.pinned && !many ? 'Unpin' : 'Pin'}
              shortcut="p"
              onSelect={() => void togglePinOfTargets()}
            />
            <Entry label="Delete" shortcut="Del" danger onSelect={() => void removeTargets()} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function CopyMenu({ capture: { id } }: { capture: CaptureSummary }) {
  const copy = (work: () => Promise<void>) => () => {
    work().catch(sayNot('Not copied'));
  };
  return (
    <Sub label="Copy">
      <Entry label="curl for bash" shortcut="c" onSelect={copy(() => copyAsCurl(id))} />
      <Entry label="curl for PowerShell" onSelect={copy(() => copyAsPowerShell(id))} />
      <Entry label="fetch" onSelect={copy(() => copyAsFetch(id))} />
      <Entry label="Raw HTTP" onSelect={copy(() => copyAsRawHttp(id))} />
      <Rule />
      <Entry label="Link" onSelect={copy(() => copyLinkOf(id))} />
      <Entry label="Id" onSelect={copy(() => copyIdOf(id))} />
    </Sub>
  );
}

function TermMenu(props: { label: string; sign: '' | '-'; capture: CaptureSummary }) {
  const sender = useProviderLabel(props.capture.provider);
  const add = (term: string) => () => {
    const { applied, searchFor } = useSearch.getState();
    searchFor(withTerm(applied, props.sign + term));
  };
  return (
    <Sub label={props.label}>
      {rowTerms(props.capture, sender).map(({ label, term }) => (
        <Entry key={term} label={label} onSelect={add(term)} />
      ))}
    </Sub>
  );
}

function Sub({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={ITEM}>
        <span className="flex-1">{label}</span>
        <ChevronRight size={14} aria-hidden className="text-muted" />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner sideOffset={2} className="z-50">
          <Base.Popup className={cx(POPUP, 'max-w-96')}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

function Entry(props: { label: string; shortcut?: string; danger?: true; onSelect: () => void }) {
  return (
    <Base.Item onClick={props.onSelect} className={cx(ITEM, props.danger && 'text-bad')}>
      <span className="min-w-0 flex-1 truncate">{props.label}</span>
      {props.shortcut !== undefined && <Kbd keys={props.shortcut} />}
    </Base.Item>
  );
}

function Rule() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
