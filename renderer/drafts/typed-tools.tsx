import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { downloadBytes } from '../ui/platform/download.ts';
import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/** Takes what was typed along, while it cannot be saved. */
export function TypedTools({ text }: { text: () => string }) {
  const copy = (): void => {
    copyText(text()).then(() => toast({ title: 'Copied your text' }), sayNot('Not copied'));
  };
  return (
    <>
      <Button size="sm" onClick={copy}>
        Copy my text
      </Button>
      <Button size="sm" onClick={() => downloadBytes(text(), 'backstitch-drafts.txt')}>
        Download
      </Button>
    </>
  );
}
