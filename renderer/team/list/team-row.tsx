import { Eye } from 'lucide-react';
import type { TeamCapture } from '../../../preload/contract/team.ts';
import { Cells, type RowForm, rowName, rowWords } from '../../captures/row-parts.ts';
import { cx } from '../../ui/cx.ts';
import { isChosen } from '../../ui/list/selection.ts';
import { isSkewed, keyOf, listedOf, skewChip, skewWords } from './listed.ts';
import { useTeamSelection } from './selection.ts';

export const rowDomId = (key: string): string => `team-row-${key.replace('.', '-')}`;

/** A capture of the team, as rows of captures look. `top` is its place in pixels, `index` counts from 1. */
export function TeamRow(props: {
  item: TeamCapture;
  sender: string;
  opened: boolean;
  form: RowForm;
  index: number;
  top: number;
  /** Names of others who have it open. */
  viewers: readonly string[];
}) {
  const { item, form, opened } = props;
  const key = keyOf(item);
  const active = useTeamSelection((s) => s.activeId === key);
  const chosen = useTeamSelection((s) => isChosen(s, key));
  const capture = listedOf(item);
  const isMarked = chosen || opened || active;
  const name = rowName(capture, rowWords(capture, ''), props.sender);
  return (
    <div
      role="row"
      id={rowDomId(key)}
      aria-rowindex={props.index}
      aria-selected={isMarked}
      aria-label={[
        name,
        item.nodeName,
        ...chipsOf(item, props.viewers).map(({ name }) => name),
      ].join(', ')}
      data-active={active || undefined}
      data-opened={opened || undefined}
      className={cx(
        'group/row absolute inset-x-0 cursor-default border-b border-line/60 px-2.5 select-none',
        isMarked ? 'bg-selected' : 'hover:bg-hover',
        (active || opened) && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{ height: form.height, transform: `translateY(${props.top}px)` }}
    >
      <Cells
        capture={capture}
        sender={props.sender}
        endpointPath=""
        opened={opened}
        chosen={chosen}
        form={form}
        chips={<Chips item={item} viewers={props.viewers} withNode={form.lines === 2} />}
      />
    </div>
  );
}

interface ChipWords {
  /** As a reader hears it. */
  name: string;
  text: string;
  tone: 'warn' | 'info' | 'plain';
  title: string;
}

function chipsOf(item: TeamCapture, viewers: readonly string[]): ChipWords[] {
  const chips: ChipWords[] = [];
  if (viewers.length > 0) {
    const who = viewers.join(', ');
    chips.push({ name: `open at ${who}`, text: who, tone: 'info', title: `Open at ${who}` });
  }
  if (!item.exact) {
    const title = 'Something was cut out before it left its node';
    chips.push({ name: 'not exact', text: 'not exact', tone: 'warn', title });
  }
  if (isSkewed(item)) {
    const title = skewWords(item) ?? '';
    chips.push({ name: title, text: skewChip(item.skewMs), tone: 'warn', title });
  }
  if (item.copy !== null) {
    chips.push({
      name: 'here, too',
      text: 'here',
      tone: 'plain',
      title: 'It is on this Backstitch, too',
    });
  }
  return chips;
}

const TONES = {
  warn: 'bg-warn-soft text-warn',
  info: 'bg-info-soft text-info',
  plain: 'bg-hover text-muted',
};

function Chips(props: { item: TeamCapture; viewers: readonly string[]; withNode: boolean }) {
  const { item, viewers, withNode } = props;
  const look = 'flex shrink-0 items-center gap-0.5 rounded px-1 text-xs whitespace-nowrap';
  return (
    <>
      {withNode && (
        <span className={cx(look, 'max-w-24 bg-hover text-ink')} title={item.nodeName}>
          <span className="truncate">{item.nodeName}</span>
        </span>
      )}
      {chipsOf(item, viewers).map(({ text, tone, title }) => (
        <span key={title} className={cx(look, TONES[tone])} title={title}>
          {tone === 'info' && <Eye size={11} aria-hidden />}
          <span className="max-w-24 truncate">{text}</span>
        </span>
      ))}
    </>
  );
}
