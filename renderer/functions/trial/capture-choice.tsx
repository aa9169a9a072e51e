import { Combobox } from '@base-ui/react/combobox';
import { useQuery } from '@tanstack/react-query';
import { ChevronsUpDown } from 'lucide-react';
import { useRef } from 'react';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { query } from '../../api/client.ts';
import { leaveMenu } from '../../ui/menus/leave-menu.ts';
import { useNow } from '../../ui/platform/use-now.ts';
import { formatMoment } from '../../ui/time/moments.ts';
import { statusTone } from '../../wire/tones.ts';
import { captureWords } from './capture-words.ts';

/** The capture a function runs on, found by its sender, event, status or time. */
export function CaptureChoice(props: {
  captures: readonly CaptureSummary[];
  value: CaptureId;
  onChange: (id: CaptureId) => void;
}) {
  const { captures, value } = props;
  const providers = useQuery(query.signatures.providers.queryOptions()).data ?? [];
  const now = useNow(false);
  const senders = new Map(providers.map(({ id, label }) => [id, label] as const));
  const wordsOf = (capture: CaptureSummary): string =>
    `${formatMoment(capture.receivedAt, now)} ${captureWords(capture, senders)}`;
  const trigger = useRef<HTMLButtonElement>(null);
  const chosen = captures.find(({ id }) => id === value) ?? null;
  return (
    <Combobox.Root
      items={captures}
      value={chosen}
      onValueChange={(capture: CaptureSummary | null) => {
        if (capture !== null) props.onChange(capture.id);
      }}
      isItemEqualToValue={(one: CaptureSummary, other: CaptureSummary) => one.id === other.id}
      itemToStringLabel={wordsOf}
      autoHighlight
      onOpenChange={(open) => !open && leaveMenu(() => trigger.current, '[data-capture-choice]')}
    >
      <Combobox.Trigger
        ref={trigger}
        aria-label={`Run on ${chosen === null ? 'an older capture' : wordsOf(chosen)}`}
        className="flex h-8 w-full min-w-0 items-center gap-2 rounded-md border border-line-strong/60 bg-surface px-2 text-left hover:border-line-strong"
      >
        <span className="min-w-0 flex-1">
          {chosen === null ? (
            'An older capture'
          ) : (
            <Words capture={chosen} senders={senders} now={now} />
          )}
        </span>
        <ChevronsUpDown size={14} className="shrink-0 text-muted" aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} align="start" className="z-50">
          <Combobox.Popup
            data-capture-choice
            className="flex max-h-[min(24rem,var(--available-height))] w-[max(var(--anchor-width),22rem)] max-w-[var(--available-width)] flex-col rounded-lg border border-line bg-raised shadow-popup outline-none"
          >
            <Combobox.Input
              // At once: the library waits for frames, and what is typed until then would be commands.
              ref={focusAtOnce}
              aria-label="Search captures"
              placeholder="Event, sender, status or time"
              className="m-1 h-8 shrink-0 rounded-md border border-line-strong/60 bg-surface px-2"
            />
            <Combobox.Empty className="px-3 py-4 text-center text-muted empty:hidden">
              No capture matches.
            </Combobox.Empty>
            <Combobox.List className="min-h-0 overflow-auto p-1 outline-none data-[empty]:hidden">
              {(capture: CaptureSummary) => (
                <Combobox.Item
                  key={capture.id}
                  value={capture}
                  className="flex h-8 items-center rounded-md px-2 outline-none select-none data-[highlighted]:bg-hover data-[selected]:bg-selected"
                >
                  <Words capture={capture} senders={senders} now={now} />
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

const focusAtOnce = (input: HTMLInputElement | null): void => input?.focus({ preventScroll: true });

function Words(props: {
  capture: CaptureSummary;
  senders: ReadonlyMap<string, string>;
  now: number;
}) {
  const { capture, senders, now } = props;
  const sender =
    capture.provider === null ? '' : (senders.get(capture.provider) ?? capture.provider);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="shrink-0 text-sm text-muted tabular-nums">
        {formatMoment(capture.receivedAt, now)}
      </span>
      <span className="min-w-0 flex-1 truncate">{capture.eventType ?? capture.method}</span>
      <span className="min-w-0 truncate text-sm text-muted">{sender}</span>
      <span className={`shrink-0 font-medium tabular-nums ${statusTone(capture.status)}`}>
        {capture.status ?? 'open'}
      </span>
    </span>
  );
}
