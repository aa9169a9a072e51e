interface Parts {
  /** Reads a text that is about to be shown. */
  open: (key: string) => Promise<void>;
  /** Asks the engine for what it has. */
  ask: (key: string) => Promise<void>;
  tell: () => void;
}

/** Which texts of this page are shown, and of which of them it is known what the engine has. */
export function createShownTexts({ open, ask, tell }: Parts) {
  /** How often each text is shown now. */
  const shown = new Map<string, number>();
  /** Of those: what the engine has of them was asked for, and its answer is here, or that it gave none. */
  const read = new Set<string>();
  /** Of those: the engine gave no answer. */
  const unanswered = new Set<string>();

  const show = async (key: string): Promise<void> => {
    await open(key);
    if (!shown.has(key) || read.has(key)) return;
    read.add(key);
    tell();
  };

  return {
    /**
     * The text is shown from now on, once it is read.
     *
     * @returns ends that
     */
    watch(key: string): () => void {
      shown.set(key, (shown.get(key) ?? 0) + 1);
      void show(key);
      return () => {
        const left = (shown.get(key) ?? 1) - 1;
        if (left > 0) return void shown.set(key, left);
        for (const all of [shown, read, unanswered]) all.delete(key);
      };
    },

    /** Nothing is kept of a text: no answer is waited for. */
    know: (key: string): void => void read.add(key),
    isRead: (key: string): boolean => read.has(key),
    allRead: (): string[] => [...read],
    /** Whether the engine gave an answer when it was asked for a text. */
    answered(key: string, isAnswered: boolean): void {
      if (isAnswered) unanswered.delete(key);
      else unanswered.add(key);
    },

    /** The engine is back: what was shown without its answer is asked for now. */
    async askAgain(): Promise<void> {
      await Promise.all([...unanswered].filter((key) => shown.has(key)).map(ask));
    },
  };
}
