import { useMutation } from '@tanstack/react-query';
import type { Destination } from '../../preload/contract/destinations.ts';
import type { EndpointId } from '../../preload/contract/shapes.ts';
import { api } from '../api/client.ts';
import { Button } from '../ui/button.tsx';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';
import { sentWords } from './forward-words.ts';

const LAST = 10;

/** Sends what came last to the server too, as it came, the oldest first. */
export function SendLast(props: {
  endpointId: EndpointId;
  destination: Destination;
  appendPath: boolean;
}) {
  const { name, url } = props.destination;
  const send = useMutation({
    mutationFn: async () => {
      const search = `endpoint:${props.endpointId}`;
      const { items } = await api.captures.list({ search, limit: LAST });
      if (items.length === 0) return null;
      let job = await api.replays.startJob({
        ids: items.map(({ id }) => id),
        to: { kind: 'url', url },
        options: { appendPath: props.appendPath },
      });
      for await (job of await api.replays.jobLive({ id: job.id })) {
        if (job.state !== 'running') break;
      }
      return job;
    },
    onSuccess: (job) => {
      if (job === null) toast({ title: 'Nothing to send: no capture of this endpoint is held' });
      else {
        toast({
          title: `Sent the last ${job.total} to ${name}`,
          description: sentWords(job),
          tone: job.failed === 0 ? 'good' : 'bad',
        });
      }
    },
    onError: sayNot('Not sent'),
  });
  return (
    <div>
      <Button size="sm" disabled={send.isPending} onClick={() => send.mutate()}>
        {send.isPending ? 'Sending…' : `Send the last ${LAST} now`}
      </Button>
    </div>
  );
}
