import { useListening, usePaused } from './use-listening.ts';

/**
 * Whether something listens at an address of this computer, as a dot in a place of its own: nothing
 * moves when it comes or goes. Empty for other computers, and without an address.
 */
export function ListeningMark({ address }: { address: string | undefined }) {
  const asked = usePaused(address ?? '');
  const listening = useListening(asked);
  const known = listening !== null && asked === address;
  const words = listening === true ? 'Something listens there' : 'Nothing listens there yet';
  return (
    <span
      className="flex h-8 w-5 shrink-0 items-center justify-center"
      {...(known && { role: 'img', 'aria-label': words, title: words })}
    >
      {known && (
        <span aria-hidden className={listening ? 'text-good' : 'text-warn'}>
          {listening ? '●' : '○'}
        </span>
      )}
    </span>
  );
}
