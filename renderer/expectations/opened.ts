import { create } from 'zustand';

interface Opened {
  /** What is searched for where the dialog was opened; null while it is closed. */
  search: string | null;
}

/** What the dialog of expectations is about; it is open while there is something. */
export const useExpectationsOpen = create<Opened>(() => ({ search: null }));

export const openExpectations = (search: string): void => useExpectationsOpen.setState({ search });
export const closeExpectations = (): void => useExpectationsOpen.setState({ search: null });
