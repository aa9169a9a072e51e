import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton, type ButtonVariant } from './button.tsx';
import { copyText } from './copy/copy-text.ts';
import { toast } from './toast.tsx';

/** Copies on click and says so in place. With `text`, a button in words; without, an icon. */
export function CopyButton(props: {
  getText: () => string | Promise<string>;
  label: string;
  text?: string;
  size?: 'sm' | 'md';
  variant?: ButtonVariant;
  className?: string;
}) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async (): Promise<void> => {
    try {
      await copyText(await props.getText());
      setDone(true);
    } catch (error) {
      const description = error instanceof Error ? error.message : undefined;
      toast({ title: 'Not copied', description, tone: 'bad' });
    }
  };
  const icon = done ? <Check size={14} className="text-good" /> : <Copy size={14} />;
  const shared = {
    onClick: () => void copy(),
    size: props.size ?? 'sm',
    className: props.className,
  };
  return (
    <>
      {props.text === undefined ? (
        <IconButton
          {...shared}
          label={props.label}
          icon={icon}
          variant={props.variant ?? 'ghost'}
          data-plain
        />
      ) : (
        <Button
          {...shared}
          icon={icon}
          aria-label={props.label}
          variant={props.variant ?? 'secondary'}
        >
          {props.text}
        </Button>
      )}
      <output className="sr-only">{done ? 'Copied' : ''}</output>
    </>
  );
}
