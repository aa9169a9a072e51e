import type { AppSummary } from '../../preload/contract/apps.ts';

/** What every part of an app is given. */
export interface PartProps {
  app: AppSummary;
  /** What is open in the part; null for its list. */
  item: string | null;
  /** Which tab of it the address asks for. */
  tab?: string | undefined;
}
