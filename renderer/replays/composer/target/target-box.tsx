import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { EndpointId } from '../../../../preload/contract/shapes.ts';
import { query } from '../../../api/client.ts';
import { ListeningMark } from '../../../forward/listening-mark.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { Field, TextInput } from '../../../ui/field.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { INTAKE, readTarget } from './target-text.ts';

/** Where to: typed freely, or chosen from the intake, targets used before and destinations. */
export function TargetBox(props: {
  value: string;
  problem: string | null;
  onChange: (target: string) => void;
  /** Whose targets are remembered; null offers those of all. */
  endpointId: EndpointId | null;
}) {
  const { value, onChange, endpointId } = props;
  const targets = useQuery(
    query.replays.targets.queryOptions({ input: endpointId === null ? {} : { endpointId } }),
  );
  const destinations = useQuery(query.destinations.list.queryOptions());
  const { to } = readTarget(value);
  const used = targets.data ?? [];
  const others = (destinations.data ?? []).filter(({ url }) => !used.includes(url));
  return (
    <div className="relative flex min-w-0 flex-1 items-start">
      <Field
        label="Target"
        hideLabel
        error={value === '' ? null : props.problem}
        className="min-w-0 flex-1"
      >
        <TextInput
          mono
          inputMode="url"
          autoComplete="off"
          value={value}
          onValueChange={onChange}
          placeholder="Intake, 3000, or a URL"
          className="w-full pr-13"
        />
      </Field>
      <span className="absolute top-0 right-0 flex">
        <ListeningMark address={to?.kind === 'url' ? to.url : undefined} />
        <Menu
          trigger={
            <IconButton
              label="Choose a target"
              icon={<ChevronDown size={14} />}
              size="sm"
              className="m-0.5"
              data-plain
            />
          }
          items={[
            { id: 'intake', label: INTAKE, onSelect: () => onChange(INTAKE) },
            ...(used.length > 0 ? ['separator' as const] : []),
            ...used.map((url) => ({ id: url, label: url, onSelect: () => onChange(url) })),
            ...(others.length > 0 ? ['separator' as const] : []),
            ...others.map(({ id, name, url }) => ({
              id,
              label: `${name}: ${url}`,
              onSelect: () => onChange(url),
            })),
          ]}
        />
      </span>
    </div>
  );
}
