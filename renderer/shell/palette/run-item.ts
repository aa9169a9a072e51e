import type { EndpointId } from '../../../preload/contract/shapes.ts';
import { api } from '../../api/client.ts';
import { useSearch } from '../../captures/search-store.ts';
import { formatRoute, navigate, parseRoute } from '../../navigation/route.ts';
import { copyText } from '../../ui/copy/copy-text.ts';
import { sayNot } from '../../ui/say-not.ts';
import { toast } from '../../ui/toast.tsx';
import { perform } from '../commands.ts';
import type { PaletteItem } from './palette-items.ts';
import { noteUse } from './recent.ts';

const INBOX = 'inbox' as EndpointId;

/** Does what a row says. */
export function runItem(item: PaletteItem): void {
  switch (item.kind) {
    case 'command':
      noteUse(item.command.id);
      return perform(item.command);
    case 'hit':
      return navigate(parseRoute(item.hit.route));
    case 'route':
      return navigate(parseRoute(item.route));
    case 'search': {
      useSearch.getState().searchFor(item.text);
      return navigate({ page: 'captures', id: null });
    }
    case 'sample':
      return say('Not sent', async () => {
        const { status } = await api.signatures.sendSample({
          endpointId: INBOX,
          sample: item.sample,
        });
        toast({ title: `Sample sent, answered ${status}`, tone: 'good' });
      });
    case 'forward':
      return say('Not forwarded', async () => {
        const { address } = item;
        const { destination } = await api.endpoints.forwardTo({ endpointId: INBOX, address });
        toast({ title: `Forwarding to ${destination.name}` });
      });
  }
}

export interface RowAction {
  id: string;
  title: string;
  run: () => void;
}

/** What else can be done with a row; none for actions, which are one thing only. */
export function actionsOf(item: PaletteItem): RowAction[] {
  if (item.kind !== 'hit') return [];
  const { kind, id, route } = item.hit;
  const copied = (what: string, text: string) => () =>
    say('Not copied', async () => {
      await copyText(text);
      toast({ title: `Copied the ${what}` });
    });
  const url = new URL(formatRoute(parseRoute(route)), window.location.href).href;
  return [
    { id: 'open', title: 'Open', run: () => runItem(item) },
    { id: 'copy-id', title: 'Copy id', run: copied('id', id) },
    { id: 'copy-link', title: 'Copy link', run: copied('link', url) },
    ...(kind === 'capture' ? [{ id: 'delete', title: 'Delete', run: () => remove(id) }] : []),
  ];
}

function remove(id: string): void {
  say('Not deleted', async () => {
    const done = await api.captures.removeMany({ ids: [id] });
    const { undo } = done;
    toast({
      title: 'Deleted 1 capture',
      ...(undo !== null && {
        action: {
          label: 'Undo',
          onSelect: () =>
            say('Could not restore', async () => {
              await api.captures.undo({ undo });
              toast({ title: 'Restored 1 capture', tone: 'good' });
            }),
        },
      }),
    });
  });
}

function say(title: string, work: () => Promise<void>): void {
  work().catch(sayNot(title));
}
