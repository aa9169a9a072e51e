import { create } from 'zustand';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'backstitch.theme';

function remembered(): Theme {
  const stored = window.localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** The theme the person chose; `system` follows the platform. */
export const useTheme = create<{ theme: Theme; setTheme: (theme: Theme) => void }>((set) => ({
  theme: remembered(),
  setTheme: (theme) => {
    window.localStorage.setItem(KEY, theme);
    document.documentElement.dataset['theme'] = theme;
    set({ theme });
  },
}));

/** Puts the remembered theme on the page. Called once, before the first paint. */
export function applyTheme(): void {
  document.documentElement.dataset['theme'] = useTheme.getState().theme;
}
