import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { query } from '../../api/client.ts';
import { DraftBar } from '../../drafts/draft-bar.tsx';
import { jsonWords } from '../../drafts/json-words.ts';
import { ForwardPanel } from '../../forward/forward-panel.tsx';
import { ENDPOINT_TABS, type EndpointTab } from '../../navigation/route.ts';
import { SenderPanel } from '../../senders/sender-panel.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Switch } from '../../ui/field.tsx';
import { SavedLine } from '../../ui/form/saved-line.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { packDraft, unpackDraft, type EndpointDraft } from '../endpoint-draft.ts';
import { replySummary } from '../reply-summary.ts';
import { useSwitchEndpoints } from '../use-endpoints.ts';
import { ChaosTab } from '../chaos/chaos-tab.tsx';
import { FailuresField } from './failures-field.tsx';
import { ReplyFields } from './reply-fields.tsx';
import { UrlTab } from './url-tab.tsx';
import { type Autosave, useAutosave } from './use-autosave.ts';
import { isKeyOf } from '../../keys/keymap.ts';

const DRAFT_WORDS = jsonWords<EndpointDraft>(packDraft, unpackDraft);

const LABELS: Record<EndpointTab, string> = {
  reply: 'Reply',
  chaos: 'Misbehave',
  forward: 'Forward',
  sender: 'Sender',
  url: 'URL',
};

/**
 * One endpoint beside the list.
 *
 * @param props.begins where the focus goes: `tabs` for whoever came by key, `field` for a new one
 */
export function EndpointPanel(props: {
  endpoint: Endpoint;
  others: readonly Endpoint[];
  tab: EndpointTab;
  begins: 'tabs' | 'field' | null;
  onTab: (tab: EndpointTab) => void;
  onClose: () => void;
}) {
  const { endpoint, tab, begins } = props;
  const box = useRef<HTMLElement>(null);
  const autosave = useAutosave(endpoint, props.others);
  const { isRead } = autosave.kept;
  useEffect(() => {
    if (begins === null || !isRead) return;
    const where = begins === 'tabs' ? '[role=tab][aria-selected=true]' : '[data-first-field]';
    // A frame later: a row of tabs knows its tabs only then, and would lose count of the arrow keys.
    const frame = requestAnimationFrame(() => {
      const found = box.current?.querySelector<HTMLElement>(where);
      found?.focus();
      if (found instanceof HTMLInputElement) found.select();
    });
    return () => cancelAnimationFrame(frame);
  }, [begins, endpoint.id, isRead]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      props.onClose();
    } else if (isKeyOf(event, 'save')) {
      event.preventDefault();
      autosave.save();
    }
  };
  return (
    // The keys of the panel come from what is in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={box}
      aria-label={`Endpoint ${endpoint.name}`}
      data-endpoint-panel
      onKeyDown={onKeyDown}
      className="flex min-h-0 w-full shrink-0 flex-col border-line bg-surface min-[960px]:w-[30rem] min-[960px]:border-l"
    >
      <PanelHead endpoint={endpoint} onClose={props.onClose} />
      <DraftBar draft={autosave.kept} words={DRAFT_WORDS} />
      <Tabs
        label={`Parts of ${endpoint.name}`}
        tabs={ENDPOINT_TABS.map((id) => ({ id, label: LABELS[id] }))}
        value={tab}
        onChange={props.onTab}
      >
        <div className="min-h-0 flex-1 overflow-auto p-4">
          {tab === 'reply' && isRead && <ReplyTab endpoint={endpoint} autosave={autosave} />}
          {tab === 'chaos' && isRead && <ChaosTab endpoint={endpoint} autosave={autosave} />}
          {tab === 'forward' && <ForwardPanel endpointId={endpoint.id} />}
          {tab === 'sender' && <SenderPanel key={endpoint.id} endpoint={endpoint} />}
          {tab === 'url' && isRead && <UrlTab endpoint={endpoint} autosave={autosave} />}
        </div>
      </Tabs>
      {(tab === 'reply' || tab === 'chaos' || (tab === 'url' && !endpoint.isInbox)) && (
        <SavedLine standing={autosave.standing} onUndo={autosave.undo} />
      )}
    </section>
  );
}

function PanelHead({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const switching = useSwitchEndpoints();
  const { id, isInbox, enabled } = endpoint;
  return (
    <header className="flex shrink-0 items-center gap-3 px-4 pt-3 pb-1">
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-lg font-semibold">{endpoint.name}</h2>
        <p className={isInbox ? 'truncate text-muted' : 'wire truncate text-muted'}>
          {isInbox ? 'Everything that no other endpoint takes' : endpoint.path}
        </p>
      </div>
      {!isInbox && (
        <Switch
          label="On"
          checked={enabled}
          onCheckedChange={(next) => switching.mutate({ ids: [id], enabled: next })}
        />
      )}
      <IconButton
        label="Close the endpoint"
        shortcut="Esc"
        icon={<X size={16} aria-hidden />}
        onClick={onClose}
      />
    </header>
  );
}

function ReplyTab({ endpoint, autosave }: { endpoint: Endpoint; autosave: Autosave }) {
  const { draft, problems, change, save } = autosave;
  return (
    // It is its fields that are left.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      aria-label="Reply"
      className="flex flex-col gap-5"
      onBlur={save}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {/* Enter in a field saves; a form of several fields needs a button for that. */}
      <button type="submit" hidden aria-hidden tabIndex={-1} />
      <ForwardsInstead endpoint={endpoint} />
      <ReplyFields draft={draft} problems={problems} onChange={change} />
      <FailuresField draft={draft} problems={problems} onChange={change} endpoint={endpoint} />
    </form>
  );
}

/** Why the reply is not what senders get. */
function ForwardsInstead({ endpoint }: { endpoint: Endpoint }) {
  const { forward } = endpoint;
  const destinations = useQuery(query.destinations.list.queryOptions({ enabled: forward != null }));
  if (!forward) return null;
  const name =
    destinations.data?.find(({ id }) => id === forward.destinationId)?.name ?? 'Your server';
  return (
    <p className="rounded-lg bg-info-soft px-3 py-2 text-info">
      {forward.onFailure === 'reply'
        ? `${name} answers. Senders get this reply, ${replySummary(endpoint)}, while it is down.`
        : `${name} answers. Senders do not get this reply.`}
    </p>
  );
}
