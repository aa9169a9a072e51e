import type { PartProps } from '../app-model/part-props.ts';
import { Section } from '../ui/section.tsx';
import { ExportSection } from './settings/export-section.tsx';
import { WatchSection } from './settings/watch-section.tsx';

/** The ways of an app out of Backstitch: a folder that is followed, an export. */
export function ExportPart({ app }: PartProps) {
  return (
    <div className="flex max-w-3xl flex-col gap-6 px-4 sm:px-6 py-5">
      <Section title="Folder" help="Edit the app in your own editor, and keep it in git.">
        <WatchSection app={app} />
      </Section>
      <Section title="Export" help="Unchanged files are exported byte for byte.">
        <ExportSection app={app} />
      </Section>
    </div>
  );
}
