import type { ReactNode } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';

/**
 * Two panes beside each other with a line to drag (or to move by arrow keys). The division is
 * remembered under `id`.
 *
 * @param props.end left out: the first pane has all the room, and stays as it is.
 * @param props.startSize share of the first pane before anything was remembered, in percent.
 * @param props.minPx least width of each pane in pixels.
 */
export function Split(props: {
  id: string;
  start: ReactNode;
  end?: ReactNode;
  label: string;
  startSize?: number;
  minPx?: number;
  direction?: 'horizontal' | 'vertical';
}) {
  const hasEnd = props.end !== undefined;
  // One division may stand inside another: the keys of the line go by these ids.
  const [startId, endId] = [`${props.id}-start`, `${props.id}-end`];
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `backstitch.${props.id}`,
    panelIds: hasEnd ? [startId, endId] : [startId],
    onlySaveAfterUserInteractions: true,
  });
  const across = (props.direction ?? 'horizontal') === 'horizontal';
  const minSize = props.minPx ?? 280;
  return (
    <Group
      orientation={across ? 'horizontal' : 'vertical'}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
      className="min-h-0 min-w-0 flex-1"
    >
      <Panel
        id={startId}
        defaultSize={`${props.startSize ?? 50}%`}
        minSize={minSize}
        data-pane=""
        className="flex min-h-0 min-w-0 flex-col"
      >
        {props.start}
      </Panel>
      {hasEnd && (
        <Separator
          aria-label={props.label}
          className={
            across
              ? 'relative w-px bg-line outline-none before:absolute before:-inset-x-1 before:inset-y-0 before:z-10 before:transition-colors hover:before:bg-accent/30 focus-visible:before:bg-accent data-[separator=active]:before:bg-accent'
              : 'relative h-px bg-line outline-none before:absolute before:-inset-y-1 before:inset-x-0 before:z-10 before:transition-colors hover:before:bg-accent/30 focus-visible:before:bg-accent data-[separator=active]:before:bg-accent'
          }
        />
      )}
      {/* A size from the first frame on, with its unit: the style takes it as it stands. Panes
          without one have no width when they are measured, and the keys of the line do nothing. */}
      {hasEnd && (
        <Panel
          id={endId}
          defaultSize={`${100 - (props.startSize ?? 50)}%`}
          minSize={minSize}
          data-pane=""
          className="flex min-h-0 min-w-0 flex-col"
        >
          {props.end}
        </Panel>
      )}
    </Group>
  );
}
