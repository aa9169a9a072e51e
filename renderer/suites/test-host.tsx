import { later } from '../ui/parts/later.tsx';
import { useTestOpen } from './opened.ts';

const TestDialog = later(
  'The test of your handler',
  async () => (await import('./test-dialog.tsx')).TestDialog,
  () => null,
);

/** Where the dialog that runs a suite appears. Stands once in the page. */
export function TestHost() {
  const what = useTestOpen((s) => s.what);
  return what === null ? null : <TestDialog what={what} />;
}
