import { useListening, usePaused } from './use-listening.ts';

/** Beside an address that is typed: whether something listens there. Nothing for other computers. */
export function ListeningDot({ address }: { address: string }) {
  const asked = usePaused(address);
  const listening = useListening(asked);
  if (listening === null || asked !== address) return null;
  return (
    <span className={listening ? 'text-good' : 'text-warn'}>
      <span aria-hidden>{listening ? '● ' : '○ '}</span>
      {listening ? 'something listens there' : 'nothing listens there yet'}
    </span>
  );
}
