import { useState } from 'react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { Button } from '../../ui/button.tsx';
import { formatPlural } from '../../ui/format.ts';
import { useSwitchEndpoints } from '../use-endpoints.ts';
import { ForwardManyDialog, SenderManyDialog } from './many-dialogs.tsx';
import { choose } from './use-chosen.ts';

/** What can be done with several endpoints at once. */
export function SelectionBar(props: {
  selected: readonly Endpoint[];
  onRemove: (endpoints: readonly Endpoint[]) => void;
}) {
  const { selected } = props;
  const switching = useSwitchEndpoints();
  const [asking, setAsking] = useState<'forward' | 'sender' | null>(null);
  const ids = selected.map(({ id }) => id);
  const turn = (enabled: boolean): void => switching.mutate({ ids, enabled });
  return (
    <div
      role="toolbar"
      aria-label="Selected endpoints"
      className="flex min-w-0 flex-1 flex-wrap items-center gap-2"
    >
      <output className="font-medium tabular-nums">
        {formatPlural(selected.length, 'endpoint')} selected
      </output>
      <Button size="sm" disabled={switching.isPending} onClick={() => turn(true)}>
        Turn on
      </Button>
      <Button size="sm" disabled={switching.isPending} onClick={() => turn(false)}>
        Turn off
      </Button>
      <Button size="sm" onClick={() => setAsking('forward')}>
        Forward to…
      </Button>
      <Button size="sm" onClick={() => setAsking('sender')}>
        Set sender…
      </Button>
      <Button size="sm" onClick={() => props.onRemove(selected)}>
        Delete
      </Button>
      <Button size="sm" variant="ghost" onClick={() => choose([])}>
        Clear
      </Button>
      {asking === 'forward' && (
        <ForwardManyDialog endpoints={selected} onClose={() => setAsking(null)} />
      )}
      {asking === 'sender' && (
        <SenderManyDialog endpoints={selected} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}
