import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AppSummary } from '../../preload/contract/apps.ts';
import { query } from '../api/client.ts';
import { navigate } from '../navigation/route.ts';
import type { CodeFollow } from '../ui/code/code-props.ts';
import { namedAt } from './function-links.ts';
import type { FunctionScope } from './function-words.ts';

/** What a function of an app can name: for completions, and to go to what it names. */
export function useScope(app: AppSummary, serviceType: string): FunctionScope {
  const input = { appId: app.id };
  const services = useQuery(query.services.list.queryOptions({ input }));
  const functions = useQuery(query.functions.list.queryOptions({ input }));
  const values = useQuery(query.values.list.queryOptions({ input }));
  return useMemo(
    () => ({
      serviceType,
      services: services.data ?? [],
      functions: (functions.data ?? []).map((fn) => fn.name),
      values: (values.data ?? []).map((value) => value.name),
    }),
    [serviceType, services.data, functions.data, values.data],
  );
}

/** Leads from a name in the source to the function, service or value of that name. */
export function followIn(app: AppSummary, scope: FunctionScope): CodeFollow {
  const at = { page: 'apps', appId: app.id } as const;
  return (text, offset) => {
    const named = namedAt(text, offset);
    if (named === null) return null;
    const { kind, name } = named;
    if (kind === 'function' && scope.functions.includes(name)) {
      return () => navigate({ ...at, part: 'functions', item: name });
    }
    if (kind === 'service' && scope.services.some((one) => one.name === name)) {
      return () => navigate({ ...at, part: 'services', item: name });
    }
    if (kind === 'value' && scope.values.includes(name)) {
      return () => navigate({ ...at, part: 'values', item: null });
    }
    return null;
  };
}
