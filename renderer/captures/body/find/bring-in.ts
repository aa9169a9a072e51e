/** Frames until a row that was scrolled to is drawn, on a machine that is busy. */
const MOST_FRAMES = 60;

/**
 * Brings the hit one is at into view sideways, once its row is drawn: the list has scrolled to the row
 * by then.
 *
 * @returns ends the waiting.
 */
export function bringHitIn(within: () => Element | null): () => void {
  let left = MOST_FRAMES;
  const look = (): void => {
    const hit = within()?.querySelector('[data-current-hit]');
    if (hit) hit.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    else if (left-- > 0) frame = requestAnimationFrame(look);
  };
  let frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}
