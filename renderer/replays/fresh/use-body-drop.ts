import { useEffectEvent, useLayoutEffect, useState, type RefObject } from 'react';
import { toast } from '../../ui/toast.tsx';
import { openBody, TEXT_LIMIT_BYTES, type EditBody } from '../edit/edit-body.ts';

/**
 * Takes a file that is dropped on a composer as its body.
 *
 * @returns whether one is held over it just now
 */
export function useBodyDrop(
  panel: RefObject<HTMLElement | null>,
  onBody: (body: EditBody) => void,
): boolean {
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent((file: File) => void takeFile(file, onBody));
  useLayoutEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const stop = new AbortController();
    const { signal } = stop;
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    element.addEventListener(
      'dragover',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      },
      { signal },
    );
    element.addEventListener(
      'dragleave',
      (event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && element.contains(to))) setOver(false);
      },
      { signal },
    );
    element.addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) take(file);
      },
      { signal },
    );
    return () => stop.abort();
  }, [panel]);
  return isOver;
}

async function takeFile(file: File, onBody: (body: EditBody) => void): Promise<void> {
  const tooLarge = (): void => {
    toast({
      title: `${file.name} is too large`,
      description: 'A body that is edited has at most 8 MB of text, or 512 kB of other bytes.',
      tone: 'bad',
    });
  };
  if (file.size > TEXT_LIMIT_BYTES) return tooLarge();
  const body = openBody(new Uint8Array(await file.arrayBuffer()));
  if (body.kind === 'kept') tooLarge();
  else onBody(body);
}
