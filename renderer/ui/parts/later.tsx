import { type ComponentType, useEffect, useState } from 'react';
import { MissingPart } from './missing-part.tsx';
import { Spinner } from '../spinner.tsx';

/** A part of the page that is fetched when it is first shown. */
export type LaterPart<P> = ComponentType<P> & {
  /** Fetches it ahead of time. Resolves in any case: a failure is told where the part is shown. */
  fetch: () => Promise<void>;
};

const SHOW_WAITING_MS = 400;

/**
 * A component whose script comes with its first use. Until it is there nothing is shown, from 0.4 s
 * on a spinner. Where it cannot be had, its place says so; the rest of the page goes on.
 *
 * @param name for people: `Deliveries`, `This capture`.
 * @param Meanwhile what is shown until it is there, where that is more than a spinner.
 */
export function later<P extends object>(
  name: string,
  load: () => Promise<ComponentType<P>>,
  Meanwhile?: ComponentType<P>,
): LaterPart<P> {
  let loaded: ComponentType<P> | undefined;
  const fetchPart = async (): Promise<ComponentType<P>> => (loaded ??= await load());

  function Later(props: P) {
    const [Part, setPart] = useState(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Part !== undefined) return;
      let wanted = true;
      void fetchPart().then(
        (part) => wanted && setPart(() => part),
        () => wanted && setFailed(true),
      );
      return () => {
        wanted = false;
      };
    }, [Part]);
    if (Part !== undefined) return <Part {...props} />;
    if (failed) return <MissingPart name={name} />;
    return Meanwhile === undefined ? <Waiting name={name} /> : <Meanwhile {...props} />;
  }

  return Object.assign(Later, {
    fetch: () =>
      fetchPart().then(
        () => undefined,
        () => undefined,
      ),
  });
}

function Waiting({ name }: { name: string }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), SHOW_WAITING_MS);
    return () => clearTimeout(timer);
  }, []);
  return <div className="min-h-0 flex-1 p-4">{long && <Spinner label={`Opening ${name}`} />}</div>;
}
