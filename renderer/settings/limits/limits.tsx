import { useQuery } from '@tanstack/react-query';
import { query } from '../../api/client.ts';
import { Problem } from '../../ui/problem.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { LimitsForm } from './limits-form.tsx';

/** Limits and retention. */
export function Limits({ desktop }: { desktop: boolean }) {
  const settings = useQuery(query.system.settings.queryOptions());
  if (settings.data) return <LimitsForm settings={settings.data} desktop={desktop} />;
  if (settings.error) {
    return <Problem error={settings.error} onRetry={() => void settings.refetch()} />;
  }
  return <Spinner label="Loading settings" />;
}
