/**
 * Asks the engine now and then whether it is still there. A laptop that slept or changed its
 * network can hold a socket that the browser believes open and that leads nowhere.
 *
 * @param parts.ask any small call; what it gives does not matter, a refusal is an answer too.
 * @param parts.drop gives up the connection, as if it had broken.
 * @returns stops asking.
 */
export function keepAsking(parts: {
  ask: () => Promise<unknown>;
  drop: () => void;
  isOnline: () => boolean;
  everyMs: number;
  deadlineMs: number;
}): () => void {
  let asking = false;
  const turn = async (): Promise<void> => {
    if (asking || !parts.isOnline()) return;
    asking = true;
    const deadline = setTimeout(parts.drop, parts.deadlineMs);
    try {
      await parts.ask();
    } catch {
      // Whatever it says, something answered; a broken connection tells of itself.
    }
    clearTimeout(deadline);
    asking = false;
  };
  const timer = setInterval(() => void turn(), parts.everyMs);
  return () => clearInterval(timer);
}
