import { useQuery } from '@tanstack/react-query';
import type { CaptureSummary } from '../../../preload/contract/captures.ts';
import type { CannedReply, Endpoint } from '../../../preload/contract/endpoints.ts';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import { api, query } from '../../api/client.ts';
import { navigate } from '../../navigation/route.ts';
import { toast } from '../../ui/toast.tsx';
import { attempt } from '../list-actions.ts';
import { shownTarget } from '../row/shown-target.ts';
import { endpointName } from './endpoint-name.ts';
import { Entry } from '../../ui/menus/menu-parts.tsx';

/** What a capture says about endpoints: one for its path, and its reply as the answer from now on. */
export function EndpointEntries({ capture }: { capture: CaptureSummary }) {
  const endpoints = useQuery(query.endpoints.list.queryOptions()).data ?? [];
  const endpoint = endpoints.find(({ id }) => id === capture.endpointId);
  if (!endpoint) return null;
  const path = capture.target.split('?')[0] ?? '';
  // A path with a secret in it is no path for an endpoint.
  const canHavePath = path.startsWith('/') && path !== '/' && shownTarget(path) === path;
  return (
    <>
      {endpoint.isInbox && canHavePath && (
        <Entry
          label="Make an endpoint for this path"
          onSelect={() => void attempt('No endpoint was made', () => makeEndpoint(path, endpoint))}
        />
      )}
      {capture.status !== null && (
        <Entry
          label="Answer like this"
          onSelect={() =>
            void attempt('The answer was not changed', () => answerLike(capture.id, endpoint))
          }
        />
      )}
    </>
  );
}

/** Adds an endpoint that answers as the inbox does, and shows it. */
async function makeEndpoint(path: string, inbox: Endpoint): Promise<void> {
  const { id, name } = await api.endpoints.create({
    name: endpointName(path),
    enabled: true,
    path,
    methods: [],
    reply: inbox.reply,
  });
  toast({ title: `Added the endpoint ${name}`, tone: 'good' });
  navigate({ page: 'endpoints', id });
}

/** Lets an endpoint answer what was answered here. Its delay and its failures stay. */
async function answerLike(captureId: CaptureId, endpoint: Endpoint): Promise<void> {
  const { reply } = await api.captures.get({ id: captureId });
  if (reply === null) throw new Error('Nothing was answered to this capture.');
  const blob =
    reply.sizeBytes === 0 ? new Blob() : await api.captures.body({ id: captureId, of: 'reply' });
  const before = endpoint.reply;
  await setReply(endpoint, {
    ...before,
    status: reply.status,
    headers: reply.headers.filter(([name]) => !WRITTEN_ANEW.has(name.toLowerCase())),
    bodyKind: 'text',
    body: await textOf(blob),
  });
  toast({
    title: `${endpoint.name} answers ${reply.status} like this from now on`,
    tone: 'good',
    action: {
      label: 'Undo',
      onSelect: () => void attempt('Not undone', () => setReply(endpoint, before)),
    },
  });
}

/** The intake writes them for each reply. */
const WRITTEN_ANEW = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

async function textOf(blob: Blob): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(await blob.arrayBuffer());
  } catch {
    throw new Error('An endpoint answers text, and this reply is none.');
  }
}

async function setReply(endpoint: Endpoint, reply: CannedReply): Promise<void> {
  const { id, name, enabled, path, methods } = endpoint;
  await api.endpoints.update({ id, name, enabled, path, methods, reply });
}
