import { visiblePieces } from './visible-text.ts';

/** Text in which nothing hides: controls, bidi overrides and invisible characters are drawn. */
export function VisibleText({ text }: { text: string }) {
  const pieces = visiblePieces(text);
  const [only] = pieces;
  // Isolated, so that right-to-left text in it cannot pull along what stands beside it.
  if (pieces.length <= 1 && only?.mark == null) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {pieces.map(({ text, mark }, at) => {
        if (mark === null) return <span key={at}>{text}</span>;
        return (
          <span key={at} title={mark} className="mx-px rounded-sm bg-warn-soft px-0.5 text-warn">
            {text}
          </span>
        );
      })}
    </bdi>
  );
}
