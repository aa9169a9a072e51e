import { sayNot } from '../ui/say-not.ts';
import { toast } from '../ui/toast.tsx';

/**
 * Saves at once and offers to take it back. A failure is said, and nothing is offered.
 *
 * @param title what was saved: `Contrast: High`.
 */
export function saveWithUndo(
  title: string,
  save: () => Promise<unknown> | void,
  takeBack: () => Promise<unknown> | void,
): void {
  const undo = async (): Promise<void> => {
    try {
      await takeBack();
      toast({ title: 'Taken back' });
    } catch (error) {
      sayNot('Not taken back')(error);
    }
  };
  const work = async (): Promise<void> => {
    try {
      await save();
      toast({ title, action: { label: 'Undo', onSelect: () => void undo() } });
    } catch (error) {
      sayNot('Not saved')(error);
    }
  };
  void work();
}
