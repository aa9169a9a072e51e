import { useEffect, useRef, useState } from 'react';

/** What changes again within this time is not said yet. */
const QUIET_MS = 1000;
/** What never stops changing is said this often. */
const AT_LEAST_MS = 10_000;

/**
 * Says a text that may change many times a second to a screen reader, and shows nothing: once it has
 * stayed the same for a second, and every ten seconds while it does not.
 */
export function CalmStatus({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  /** When the text began to differ from what was said last; null while it does not. */
  const since = useRef<number | null>(null);
  useEffect(() => {
    if (text === said) {
      since.current = null;
      return undefined;
    }
    since.current ??= Date.now();
    const left = since.current + AT_LEAST_MS - Date.now();
    const timer = setTimeout(
      () => {
        since.current = null;
        setSaid(text);
      },
      Math.max(0, Math.min(QUIET_MS, left)),
    );
    return () => clearTimeout(timer);
  }, [text, said]);
  return <output className="sr-only">{said}</output>;
}
