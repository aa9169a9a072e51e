import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SentReply } from '../../preload/contract/captures.ts';
import type { Endpoint } from '../../preload/contract/endpoints.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { replyLike } from './answer-like.ts';

/** Saves an endpoint with another answer; `forward` null: it answers by itself. */
function save(endpoint: Endpoint, change: Pick<Endpoint, 'reply' | 'forward'>) {
  const { id, name, enabled, path, methods } = endpoint;
  return api.endpoints.update({ id, name, enabled, path, methods, ...change });
}

type Answer = Pick<SentReply, 'status' | 'headers'> & {
  /** The body as it was sent. */
  read: () => Promise<Uint8Array>;
};

/**
 * An answer becomes what the endpoint answers to everything, until it is undone: one that Backstitch
 * sent, or one that a server gave to a replay.
 */
export function useAnswerLike(endpoint: Endpoint | undefined) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: query.endpoints.list.key() });
  return useMutation({
    mutationFn: async ({ read, ...sent }: Answer) => {
      if (endpoint === undefined) return;
      const like = replyLike(sent, await read(), endpoint.reply);
      if (!like.ok) {
        toast({ title: 'Not changed', description: like.why, tone: 'bad' });
        return;
      }
      await save(endpoint, { reply: like.reply, forward: null });
      await refresh();
      const undo = async (): Promise<void> => {
        await save(endpoint, { reply: endpoint.reply, forward: endpoint.forward ?? null });
        await refresh();
        toast({ title: 'Restored', tone: 'good' });
      };
      toast({
        title: `${endpoint.name} answers ${sent.status} like this now`,
        ...(endpoint.forward && { description: 'Its server is not asked for an answer any more.' }),
        tone: 'good',
        action: { label: 'Undo', onSelect: () => void undo().catch(sayNot('Not restored')) },
      });
    },
    onError: sayNot('Not changed'),
  });
}
