import { cutAtMarks, type Mark, type MarkTone } from '../find/marks.ts';
import { visiblePieces } from './visible-text.ts';

function Pieces({ text }: { text: string }) {
  return visiblePieces(text).map(({ text, mark }, at) => {
    if (mark === null) return <span key={at}>{text}</span>;
    return (
      <span key={at} title={mark} className="mx-px rounded-sm bg-warn-soft px-0.5 text-warn">
        {text}
      </span>
    );
  });
}

/** Text in which nothing hides: controls, bidi overrides and invisible characters are drawn. */
export function VisibleText({ text }: { text: string }) {
  const pieces = visiblePieces(text);
  const [only] = pieces;
  // Isolated, so that right-to-left text in it cannot pull along what stands beside it.
  if (pieces.length <= 1 && only?.mark == null) return <bdi>{text}</bdi>;
  return (
    <bdi>
      <Pieces text={text} />
    </bdi>
  );
}

/** The same with its line breaks: what a person wrote, and not what came over the wire. */
export function VisibleLines({ text }: { text: string }) {
  return text.split(/\r?\n/).map((line, at) => (
    <span key={at} className="block min-h-[1lh]">
      <VisibleText text={line} />
    </span>
  ));
}

const MARKED: Record<MarkTone, string> = {
  hit: 'rounded-xs bg-match text-ink',
  current: 'scroll-mx-16 rounded-xs bg-accent text-on-accent outline-2 outline-focus',
  search: 'rounded-xs bg-match text-ink',
};

/** What a stretch that is marked looks like, and how the current one is found again. */
export function Marked({ tone, children }: { tone: MarkTone; children: React.ReactNode }) {
  return (
    <mark className={MARKED[tone]} {...(tone === 'current' && { 'data-current-hit': true })}>
      {children}
    </mark>
  );
}

/**
 * Text in which nothing hides, with marks.
 *
 * @param props.marks in order and apart, by places in `text`.
 * @param props.shown how a piece is shown, where that is not as it stands.
 */
export function MarkedText(props: {
  text: string;
  marks: readonly Mark[];
  shown?: (text: string) => string;
}) {
  const { text, marks, shown = (piece) => piece } = props;
  if (marks.length === 0) return <VisibleText text={shown(text)} />;
  return (
    <bdi>
      {cutAtMarks(text, marks).map(({ text, tone }, at) => {
        const pieces = <Pieces key={at} text={shown(text)} />;
        if (tone === null) return pieces;
        return (
          <Marked key={at} tone={tone}>
            {pieces}
          </Marked>
        );
      })}
    </bdi>
  );
}
