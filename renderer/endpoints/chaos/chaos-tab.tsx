import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { Dices, Plus, RotateCcw } from 'lucide-react';
import type { Endpoint } from '../../../preload/contract/endpoints.ts';
import { query } from '../../api/client.ts';
import { useTunnel } from '../../tunnel/use-tunnel.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, NumberInput } from '../../ui/field.tsx';
import { formatPlural } from '../../ui/format.ts';
import { sayNot } from '../../ui/say-not.ts';
import type { Autosave } from '../panel/use-autosave.ts';
import { type ChaosDraft, newRule, readChaosDraft } from './chaos-draft.ts';
import { NextRequests } from './next-requests.tsx';
import { PRESETS } from './presets.ts';
import { RuleFields } from './rule-fields.tsx';

const MOST_RULES = 10;

/** What an endpoint does wrong on purpose, to see what its sender makes of it. */
export function ChaosTab({ endpoint, autosave }: { endpoint: Endpoint; autosave: Autosave }) {
  const { draft, problems, change, save } = autosave;
  const chaos = draft.chaos ?? { seed: 1, rules: [] };
  const set = (part: Partial<ChaosDraft>): void => change({ chaos: { ...chaos, ...part } });
  // A button that goes away with its press leaves no field, so its change is saved at once.
  const [presses, setPresses] = useState(0);
  const saveNow = useEffectEvent(save);
  useEffect(() => {
    if (presses > 0) saveNow();
  }, [presses]);
  const press = (part: Partial<ChaosDraft>): void => {
    set(part);
    setPresses((count) => count + 1);
  };
  const read = readChaosDraft(draft.chaos, new Map());
  const isRight = ![...problems.keys()].some((field) => field.startsWith('reply.chaos.'));
  return (
    // It is its fields that are left.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      aria-label="Misbehave"
      className="flex flex-col gap-5"
      onBlur={save}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <button type="submit" hidden aria-hidden tabIndex={-1} />
      <Notes endpoint={endpoint} />
      <section className="flex flex-col gap-2">
        <h3 className="text-sm font-medium">Begin with</h3>
        <div className="flex flex-wrap gap-1.5">
          {PRESETS.map(({ label, rules }) => (
            <Button
              key={label}
              size="sm"
              disabled={chaos.rules.length >= MOST_RULES}
              onClick={() => press({ rules: [...chaos.rules, ...rules()] })}
            >
              {label}
            </Button>
          ))}
        </div>
      </section>
      {chaos.rules.length > 0 && (
        <section className="flex flex-col gap-2">
          <div className="flex items-end gap-2">
            <Field
              label="Seed"
              error={problems.get('reply.chaos.seed')}
              className="flex flex-col gap-1"
            >
              <NumberInput
                value={chaos.seed}
                onValueChange={(seed) => set({ seed })}
                className="!w-32"
              />
            </Field>
            <IconButton
              label="Draw another seed"
              icon={<Dices size={16} aria-hidden />}
              onClick={() => press({ seed: Math.floor(Math.random() * 1_000_000) })}
            />
          </div>
          <Counted endpoint={endpoint} />
          {read !== null && isRight && <NextRequests endpoint={endpoint} chaos={read} />}
        </section>
      )}
      <section className="flex flex-col gap-2">
        <div className="flex items-center gap-2">
          <h3 className="flex-1 text-sm font-medium">Rules</h3>
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus size={14} aria-hidden />}
            disabled={chaos.rules.length >= MOST_RULES}
            onClick={() => press({ rules: [...chaos.rules, newRule()] })}
          >
            Add rule
          </Button>
        </div>
        {chaos.rules.length === 0 && (
          <p className="text-muted">No rules. Every request gets the reply.</p>
        )}
        {chaos.rules.map((rule, at) => (
          <RuleFields
            key={rule.key}
            rule={rule}
            at={at}
            problems={problems}
            onChange={(next) =>
              set({ rules: chaos.rules.map((one) => (one.key === rule.key ? next : one)) })
            }
            onRemove={() => press({ rules: chaos.rules.filter((one) => one.key !== rule.key) })}
          />
        ))}
        {chaos.rules.length > 1 && (
          <p className="text-sm text-muted">The first rule that is drawn wins.</p>
        )}
      </section>
    </form>
  );
}

function Counted({ endpoint }: { endpoint: Endpoint }) {
  const { id, chaosSeen } = endpoint;
  const cache = useQueryClient();
  const reset = useMutation(
    query.endpoints.resetChaos.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: query.endpoints.list.key() }),
      onError: sayNot('Not reset'),
    }),
  );
  return (
    <div className="flex min-h-7 items-center gap-2 text-sm text-muted">
      <output className="flex-1">
        {chaosSeen === 0
          ? 'No request counted yet.'
          : `${formatPlural(chaosSeen, 'request')} counted.`}{' '}
        The next ones get:
      </output>
      {chaosSeen > 0 && (
        <Button
          size="sm"
          icon={<RotateCcw size={14} aria-hidden />}
          disabled={reset.isPending}
          onClick={() => reset.mutate({ id })}
        >
          Start over
        </Button>
      )}
    </div>
  );
}

/** Where what is set here does not reach a sender as it is. */
function Notes({ endpoint }: { endpoint: Endpoint }) {
  const tunnel = useTunnel();
  const { forward, reply } = endpoint;
  const notes = [
    ...(forward == null
      ? []
      : [
          forward.onFailure === 'reply'
            ? 'Your server answers. Rules apply only while it is down.'
            : 'Your server answers, so the rules are not used.',
        ]),
    ...(reply.failFirst.count > 0 ? ['Requests that fail first are not counted here.'] : []),
    ...(tunnel !== undefined && tunnel.config.mode === 'localtunnel'
      ? [
          'Through the tunnel, a relay turns resets, cut replies and garbage into its own 502. ' +
            'Exact faults reach senders on this computer.',
        ]
      : []),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 rounded-lg bg-info-soft px-3 py-2 text-info">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
