import { sayNot } from '../say-not.ts';
import { toast } from '../toast.tsx';
import { copyText } from './copy-text.ts';

/** Copies what is shown, and says so in a toast, or that it could not be. */
export async function copyShown(text: string, what: string): Promise<void> {
  try {
    await copyText(text);
    toast({ title: `Copied ${what}`, description: text });
  } catch (error) {
    sayNot('Not copied')(error);
  }
}
