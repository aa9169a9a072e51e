import { Copy, Send, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { formatMinute } from '../../ui/format.ts';
import { Menu } from '../../ui/menu.tsx';
import type { Draft, ReadDraft } from '../edit/edit-draft.ts';
import { type Composition, isUnsent } from './composition.ts';
import {
  SNIPPET_LANGUAGES,
  type SnippetLanguage,
} from '../../../preload/rules/snippet-languages.ts';
import { OtherDrafts } from '../fresh/other-drafts.tsx';
import type { ComposerSubject } from './subject.ts';
import { TargetBox } from './target/target-box.tsx';
import { useAriaKeys, useShortcuts } from '../../keys/keymap.ts';

/** What is composed, where it goes, and the button that sends it: always in sight. */
export function ComposerHead(props: {
  subject: ComposerSubject;
  composition: Composition;
  /** When the engine got all that was typed; null while it has not. */
  keptAt: number | null;
  onChange: (part: Partial<Composition>) => void;
  /** Undefined until the capture is read. */
  draft: Draft | undefined;
  read: ReadDraft | undefined;
  targetProblem: string | null;
  isUrl: boolean;
  sendLabel: string;
  canSend: boolean;
  onSend: () => void;
  onCopy: (way: SnippetLanguage) => void;
  onClose: () => void;
}) {
  const { subject, composition, keptAt, onChange, draft, read } = props;
  const sendKey = useShortcuts()('run');
  const sendKeys = useAriaKeys('run');
  return (
    <>
      <div className="flex h-7 items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold">
          {subject.captureId === null ? 'New request' : 'Edit and replay'}{' '}
          <span className="wire font-normal text-muted">{subject.name}</span>
        </h2>
        {isUnsent(composition) && (
          <span className="text-sm text-muted">
            Not sent like this yet
            {keptAt !== null && ` · draft kept ${formatMinute(keptAt)}`}
          </span>
        )}
        <Menu
          trigger={
            <IconButton
              size="sm"
              label="Copy as"
              disabled={!props.canSend}
              icon={<Copy size={14} />}
            />
          }
          items={SNIPPET_LANGUAGES.map(({ id, label }) => ({
            id,
            label: `Copy as ${label}`,
            onSelect: () => props.onCopy(id),
          }))}
        />
        {subject.captureId === null && <OtherDrafts draftKey={subject.draftKey} />}
        <IconButton
          size="sm"
          label={subject.captureId === null ? 'Back to the captures' : 'Back to the capture'}
          shortcut="Esc"
          icon={<X size={14} />}
          onClick={props.onClose}
          className="-mr-1.5"
        />
      </div>
      <div className="flex flex-wrap items-start gap-1.5">
        {draft && read && (
          <Field label="Method" hideLabel error={read.problems.method} className="w-20">
            <TextInput
              mono
              value={draft.method}
              onValueChange={(method) => onChange({ draft: { ...draft, method } })}
            />
          </Field>
        )}
        <TargetBox
          value={composition.target}
          problem={props.targetProblem}
          onChange={(target) => onChange({ target })}
          endpointId={subject.endpointId}
        />
        {draft && read && !props.isUrl && (
          <Field
            label="Path and query"
            hideLabel
            error={read.problems.target}
            className="min-w-32 flex-1"
          >
            <TextInput
              mono
              value={draft.target}
              onValueChange={(target) => onChange({ draft: { ...draft, target } })}
            />
          </Field>
        )}
        <Button
          variant="primary"
          icon={<Send size={14} />}
          data-send
          aria-keyshortcuts={sendKeys}
          title={sendKey}
          disabled={!props.canSend}
          onClick={props.onSend}
        >
          {props.sendLabel}
        </Button>
      </div>
    </>
  );
}
