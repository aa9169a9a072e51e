import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Scale } from 'lucide-react';
import { useState } from 'react';
import type { ActionRule } from '../../preload/contract/app-model.ts';
import type { AppSummary } from '../../preload/contract/apps.ts';
import type { ServiceView } from '../../preload/contract/apps/services.ts';
import { api, query } from '../api/client.ts';
import { sayNot } from '../ui/say-not.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { RuleDialog } from './rule-dialog.tsx';

/** Action rules of a service. */
export function RulesSection({ app, service }: { app: AppSummary; service: ServiceView }) {
  const [editing, setEditing] = useState<ActionRule | 'new' | null>(null);
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: (rule: string) =>
      api.services.removeRule({ appId: app.id, service: service.name, rule }),
    onSuccess: () => cache.invalidateQueries({ queryKey: query.services.key() }),
    onError: sayNot('Not deleted'),
  });
  return (
    <div className="flex flex-col gap-3">
      {service.rules.length === 0 && (
        <p className="rounded-lg border border-dashed border-line-strong/60 px-4 py-5 text-center text-muted">
          {service.type === 'gcm'
            ? 'No rules. Push needs none until the first exists.'
            : 'No rules. App users can call none of its actions.'}
        </p>
      )}
      {service.rules.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {service.rules.map((rule) => (
            <li key={rule.name} className="flex items-center gap-3 px-3 py-2">
              <Scale size={14} className="shrink-0 text-muted" aria-hidden />
              <button
                type="button"
                className="min-w-0 truncate text-left font-medium hover:underline"
                onClick={() => setEditing(rule)}
              >
                {rule.name}
              </button>
              <span className="flex min-w-0 flex-1 flex-wrap gap-1">
                {rule.actions.map((action) => (
                  <Badge key={action} tone="neutral">
                    {action}
                  </Badge>
                ))}
              </span>
              <span className="text-sm text-muted">
                {['', '{}'].includes(rule.when.trim()) ? 'always' : 'when an expression is true'}
              </span>
              <Button
                size="sm"
                variant="ghost"
                disabled={remove.isPending}
                onClick={() => remove.mutate(rule.name)}
              >
                Delete
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button icon={<Plus size={14} />} onClick={() => setEditing('new')}>
          Add rule
        </Button>
      </div>
      {editing !== null && (
        <RuleDialog
          service={service}
          rule={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}
