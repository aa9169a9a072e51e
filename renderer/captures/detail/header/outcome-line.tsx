import { Check, CircleQuestionMark, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import type { FunctionRun } from '../../../../preload/contract/apps/function-runs.ts';
import { navigate } from '../../../navigation/route.ts';
import { replayNow } from '../../../replays/replay-now.ts';
import { openReplay } from '../../../replays/open-replay.ts';
import { pageOf, placeOf } from '../../../runs/stack-place.ts';
import { useWantedLine } from '../../../runs/wanted-line.ts';
import { Button } from '../../../ui/button.tsx';
import { cx } from '../../../ui/cx.ts';
import { useDetailTab } from '../detail-tab-store.ts';
import { SecretInPlace } from '../tabs/checks/secret-in-place.tsx';
import { useWantedPart, type WantedPart } from '../tabs/checks/wanted-part.ts';
import { type Outcome, outcomeOf, type Repair, type Told } from './outcome.ts';

const MARKS: Record<Outcome['tone'], { icon: LucideIcon; color: string; word: string }> = {
  good: { icon: Check, color: 'text-good', word: 'Fine' },
  warn: { icon: TriangleAlert, color: 'text-warn', word: 'Attention' },
  bad: { icon: X, color: 'text-bad', word: 'Failed' },
  neutral: { icon: CircleQuestionMark, color: 'text-muted', word: 'Open' },
};

/** What the checks offer themselves. */
const IN_CHECKS = new Set<Repair>(['secret', 'which-fits', 'details']);

/** What became of the capture, with what can be done about it beside it. */
export function OutcomeLine({ told }: { told: Told }) {
  const { tone, text, repairs } = outcomeOf(told);
  const isAtChecks = useDetailTab((state) => state.tab) === 'checks';
  const { icon: Icon, color, word } = MARKS[tone];
  const { report } = told;
  // The checks have the field themselves; it is not there twice.
  const inPlace = repairs.includes('secret') && report !== null && !isAtChecks;
  const buttons = (shown: readonly Repair[]) => (
    <span className="flex shrink-0 items-center gap-1">
      {shown.map((repair, index) => (
        <RepairButton key={repair} repair={repair} told={told} isFirst={index === 0} />
      ))}
    </span>
  );
  const words = (
    <span className="flex min-w-0 flex-1 basis-48 items-center gap-2">
      <Icon size={16} aria-hidden className={`shrink-0 ${color}`} />
      <p
        title={text}
        className={`line-clamp-2 min-w-0 flex-1 leading-[1.125rem] [overflow-wrap:anywhere] ${color}`}
      >
        <span className="sr-only">{word}: </span>
        {text}
      </p>
    </span>
  );
  return (
    <section
      aria-label="Outcome"
      tabIndex={-1}
      data-outcome
      className="flex min-h-9 items-center gap-2 outline-offset-2"
    >
      {inPlace && (
        <div className="hidden min-w-0 flex-1 @[560px]:flex">
          <SecretInPlace
            key={told.detail.id}
            detail={told.detail}
            report={report}
            words={words}
            others={buttons(repairs.filter((repair) => repair !== 'secret'))}
          />
        </div>
      )}
      <div
        className={cx(
          'flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1',
          inPlace && '@[560px]:hidden',
        )}
      >
        {words}
        {buttons(isAtChecks ? repairs.filter((repair) => !IN_CHECKS.has(repair)) : repairs)}
      </div>
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

/** Where there is no room, only the first is there: it leads to the rest. */
function RepairButton(props: { repair: Repair; told: Told; isFirst: boolean }) {
  const { repair, told, isFirst } = props;
  const { label, act } = REPAIRS[repair];
  return (
    <Button
      size="sm"
      className={isFirst ? undefined : '@max-[560px]:hidden'}
      onClick={() => act(told)}
    >
      {label}
    </Button>
  );
}

const REPAIRS: Record<Repair, { label: string; act: (told: Told) => void }> = {
  secret: { label: 'Enter secret', act: () => showChecks('signature') },
  'which-fits': {
    label: 'Which fits?',
    act: () => {
      useWantedPart.setState({ whichFits: true });
      showChecks('signature');
    },
  },
  replay: {
    label: 'Replay',
    act: ({ detail: { id } }) =>
      void replayNow(id, () => useDetailTab.getState().choose('activity')),
  },
  details: {
    label: 'Details',
    act: ({ detail, webhook, call }) => {
      if (webhook !== null || call !== null) showChecks('app');
      else showChecks(detail.signature === null ? 'match' : 'signature');
    },
  },
  'fresh-signature': {
    label: 'Replay with a fresh signature',
    act: ({ detail }) => openReplay({ captureIds: [detail.id], edit: false, signature: 'resign' }),
  },
  run: { label: 'Show the run', act: () => useDetailTab.getState().choose('trace') },
  'open-line': { label: 'Open the line', act: ({ run }) => openLine(run) },
  expression: { label: 'Show the expression', act: () => showChecks('app') },
  why: { label: 'Why', act: () => showChecks('arrival') },
  limit: { label: 'Change the limit', act: () => navigate({ page: 'settings' }) },
};
