import { ChevronDown } from 'lucide-react';
import type { SenderSecret } from '../../preload/contract/signatures/secrets.ts';
import { IconButton } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { copyText } from '../ui/copy/copy-text.ts';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast.tsx';

/** Copies the public half of a test key: as receivers of its provider take it, or in another form. */
export function PublicKeyButtons({ secret }: { secret: SenderSecret }) {
  const [first, ...others] = secret.publicKeys;
  if (first === undefined) return null;
  return (
    <span className="flex items-center">
      <CopyButton
        label={`Copy the public key of ${secret.label} (${first.form})`}
        text={`Public key (${first.form})`}
        getText={() => first.text}
      />
      <Menu
        trigger={
          <IconButton
            size="sm"
            label={`Other forms of the public key of ${secret.label}`}
            icon={<ChevronDown size={14} />}
          />
        }
        items={others.map(({ form, text }) => ({
          id: form,
          label: `Copy as ${form}`,
          onSelect: () =>
            void copyText(text).then(() =>
              toast({ title: `Public key copied as ${form}`, tone: 'good' }),
            ),
        }))}
      />
    </span>
  );
}
