import { Check, CircleQuestionMark, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import type { FunctionRun } from '../../../../preload/contract/apps/function-runs.ts';
import { navigate } from '../../../navigation/route.ts';
import { openReplayDialog } from '../../../replays/replay-dialog-store.ts';
import { pageOf, placeOf } from '../../../runs/stack-place.ts';
import { useWantedLine } from '../../../runs/wanted-line.ts';
import { Button } from '../../../ui/button.tsx';
import { useDetailTab } from '../detail-tab-store.ts';
import { useWantedPart, type WantedPart } from '../tabs/checks/wanted-part.ts';
import { type Outcome, outcomeOf, type Repair, type Told } from './outcome.ts';

const MARKS: Record<Outcome['tone'], { icon: LucideIcon; color: string; word: string }> = {
  good: { icon: Check, color: 'text-good', word: 'Fine' },
  warn: { icon: TriangleAlert, color: 'text-warn', word: 'Attention' },
  bad: { icon: X, color: 'text-bad', word: 'Failed' },
  neutral: { icon: CircleQuestionMark, color: 'text-muted', word: 'Open' },
};

/** What became of the capture, with what can be done about it beside it. */
export function OutcomeLine({ told }: { told: Told }) {
  const { tone, text, repairs } = outcomeOf(told);
  const { icon: Icon, color, word } = MARKS[tone];
  return (
    <section aria-label="Outcome" className="flex min-h-7 items-center gap-2">
      <Icon size={16} aria-hidden className={`shrink-0 ${color}`} />
      <p
        title={text}
        className={`line-clamp-2 min-w-0 flex-1 leading-[1.125rem] [overflow-wrap:anywhere] ${color}`}
      >
        <span className="sr-only">{word}: </span>
        {text}
      </p>
      <span className="flex shrink-0 items-center gap-1">
        {repairs.map((repair) => (
          <RepairButton key={repair} repair={repair} told={told} />
        ))}
      </span>
    </section>
  );
}

function showChecks(part: WantedPart): void {
  useWantedPart.getState().want(part);
  useDetailTab.getState().choose('checks');
}

/** Opens the line of the function at which a run failed. */
function openLine(run: FunctionRun | null): void {
  const place = run?.error?.stack.map(placeOf).find((found) => found !== null);
  const page = run === null || place == null ? null : pageOf(run, place);
  if (place == null || page === null) return;
  useWantedLine.getState().want(place);
  navigate(page);
}

function RepairButton({ repair, told }: { repair: Repair; told: Told }) {
  const { label, act } = REPAIRS[repair];
  return (
    <Button size="sm" onClick={() => act(told)}>
      {label}
    </Button>
  );
}

const REPAIRS: Record<Repair, { label: string; act: (told: Told) => void }> = {
  secret: { label: 'Enter secret', act: () => showChecks('signature') },
  details: {
    label: 'Details',
    act: ({ detail, webhook, call, run }) => {
      if (run?.error != null && detail.decidedBy === 'run') useDetailTab.getState().choose('trace');
      else if (webhook !== null || call !== null) showChecks('app');
      else showChecks(detail.signature === null ? 'match' : 'signature');
    },
  },
  'fresh-signature': {
    label: 'Replay with a fresh signature',
    act: ({ detail }) =>
      openReplayDialog({ captureIds: [detail.id], edit: false, signature: 'resign' }),
  },
  'open-line': { label: 'Open the line', act: ({ run }) => openLine(run) },
  expression: { label: 'Show the expression', act: () => showChecks('app') },
  why: { label: 'Why', act: () => showChecks('arrival') },
  limit: { label: 'Change the limit', act: () => navigate({ page: 'settings' }) },
};
