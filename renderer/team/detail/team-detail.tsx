import { useQuery } from '@tanstack/react-query';
import { FileQuestion } from 'lucide-react';
import { useState } from 'react';
import { create } from 'zustand';
import type { CaptureId } from '../../../preload/contract/shapes.ts';
import type { TeamCaptureDetail, TeamNodeId, TeamState } from '../../../preload/contract/team.ts';
import {
  headerText,
  ReplyTab,
  RequestTab,
  surplusWords,
  Waiting,
} from '../../captures/detail-parts.ts';
import { query } from '../../api/client.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Problem } from '../../ui/problem.tsx';
import { readProblem } from '../../ui/read-problem.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { NoteDialog } from '../note-dialog.tsx';
import { isConnected } from '../words.ts';
import { asDetail } from './as-detail.ts';
import { TeamBody } from './team-body.tsx';
import { TeamHeader } from './team-header.tsx';
import { TeamPart } from './team-part.tsx';
import { useViewing } from './use-viewing.ts';

const TABS = [
  { id: 'body', label: 'Body' },
  { id: 'request', label: 'Request' },
  { id: 'reply', label: 'Reply' },
  { id: 'team', label: 'Team' },
] as const;
type Tab = (typeof TABS)[number]['id'];

/** The part last chosen: it stays while one moves from capture to capture. */
const useTab = create<{ chosen: Tab | null }>(() => ({ chosen: null }));

/** Everything the team has of a capture, before it is copied; says so when it is gone. */
export function TeamDetail(props: {
  open: { node: string; id: string };
  state: TeamState;
  onClose: () => void;
}) {
  const { state, onClose } = props;
  const [node, id] = [props.open.node as TeamNodeId, props.open.id as CaptureId];
  const capture = useQuery({
    ...query.team.capture.queryOptions({ input: { node, id } }),
    enabled: isConnected(state.state),
    // It may have been answered, marked or delivered meanwhile.
    staleTime: 5000,
    refetchInterval: 15_000,
  });
  useViewing(node, id, state.node?.viewing === true);
  const viewers = state.nodes.flatMap(({ own, name, viewing }) =>
    !own && viewing?.node === node && viewing.id === id ? [name] : [],
  );
  const isGone = capture.isError && readProblem(capture.error).code === 'TEAM_CAPTURE_GONE';
  if (isGone) return <Gone onClose={onClose} />;
  if (capture.data !== undefined)
    return <Shown item={capture.data} viewers={viewers} onClose={onClose} />;
  if (capture.isError) {
    return (
      <div className="flex flex-col items-start gap-3 p-4">
        <Problem error={capture.error} onRetry={() => void capture.refetch()} />
        <Button onClick={onClose}>Close</Button>
      </div>
    );
  }
  if (isConnected(state.state)) return <Waiting label="Loading the capture of the team" />;
  return (
    <EmptyState
      title="The database of the team does not answer"
      actions={<Button onClick={onClose}>Close</Button>}
    >
      What is in the team can be looked at when it does. Copies that you made are in Captures.
    </EmptyState>
  );
}

function Gone({ onClose }: { onClose: () => void }) {
  return (
    <EmptyState
      icon={<FileQuestion size={28} aria-hidden />}
      title="This capture is no longer in the team"
      actions={<Button onClick={onClose}>Close</Button>}
    >
      Its node deleted it, or the team keeps no captures that old. Copies that somebody made stay.
    </EmptyState>
  );
}

function Shown(props: {
  item: TeamCaptureDetail;
  viewers: readonly string[];
  onClose: () => void;
}) {
  const { item } = props;
  const { chosen } = useTab();
  const [noting, setNoting] = useState(false);
  const hasBody = item.sizeBytes > 0 || item.surplus !== null;
  const tab = chosen ?? (hasBody ? 'body' : 'request');
  const { length } = item.deliveries;
  return (
    <article
      aria-label="Capture of the team"
      className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface"
    >
      <TeamHeader item={item} viewers={props.viewers} onClose={props.onClose} />
      <Tabs
        label="Parts of the capture"
        tabs={TABS.map((one) => ({
          ...one,
          ...(one.id === 'team' && length > 0 && { count: length }),
        }))}
        value={tab}
        onChange={(next) => useTab.setState({ chosen: next })}
      >
        <TabContent item={item} tab={tab} onNote={() => setNoting(true)} />
      </Tabs>
      {noting && <NoteDialog item={item} onClose={() => setNoting(false)} />}
    </article>
  );
}

function TabContent(props: { item: TeamCaptureDetail; tab: Tab; onNote: () => void }) {
  const { item, tab } = props;
  switch (tab) {
    case 'body':
      return <BodyPart item={item} />;
    case 'request':
      return <RequestTab detail={asDetail(item)} listed={false} />;
    case 'reply':
      return <ReplyPart item={item} />;
    case 'team':
      return <TeamPart item={item} onNote={props.onNote} />;
  }
}

function BodyPart({ item }: { item: TeamCaptureDetail }) {
  const { surplus } = item;
  return (
    <>
      <TeamBody
        item={item}
        of="request"
        sizeBytes={item.sizeBytes}
        contentType={item.contentType}
        contentEncoding={item.contentEncoding}
      />
      {surplus !== null && (
        <section
          aria-label="Beside the body"
          className="flex max-h-2/5 min-h-32 shrink-0 flex-col border-t border-line"
        >
          <h3 className="bg-canvas px-3 py-1 text-sm font-semibold text-warn">
            {surplusWords(asDetail(item))}
          </h3>
          <TeamBody
            item={item}
            of="surplus"
            sizeBytes={surplus.keptBytes}
            contentType={null}
            contentEncoding={null}
          />
        </section>
      )}
    </>
  );
}

function ReplyPart({ item }: { item: TeamCaptureDetail }) {
  const { reply } = item;
  const body = reply !== null && (
    <TeamBody
      item={item}
      of="reply"
      sizeBytes={reply.sizeBytes}
      contentType={headerText(reply.headers, 'content-type')}
      contentEncoding={headerText(reply.headers, 'content-encoding')}
    />
  );
  return <ReplyTab detail={asDetail(item)} body={body} />;
}
