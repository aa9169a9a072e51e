import { create } from 'zustand';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** `system`: high where the platform asks for more contrast. */
export const CONTRASTS = ['system', 'normal', 'more'] as const;
export type Contrast = (typeof CONTRASTS)[number];

/** Of all text, against what the platform gives. */
export const TEXT_SIZES = ['small', 'normal', 'large', 'largest'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

/** Of rows in lists, where a view does not say it. */
export const DENSITIES = ['compact', 'comfortable'] as const;
export type Density = (typeof DENSITIES)[number];

// public/theme.js reads the first three before the first paint.
const KEY = 'backstitch.theme';
const CONTRAST_KEY = 'backstitch.contrast';
const TEXT_SIZE_KEY = 'backstitch.text-size';

const DENSITY_KEY = 'backstitch.density';

const MORE_CONTRAST = '(prefers-contrast: more)';

function remembered<T extends string>(key: string, known: readonly T[], otherwise: T): T {
  const stored = window.localStorage.getItem(key);
  return known.find((one) => one === stored) ?? otherwise;
}

/** What the person chose; `system` follows the platform. */
export const useTheme = create<{
  theme: Theme;
  setTheme: (theme: Theme) => void;
  contrast: Contrast;
  setContrast: (contrast: Contrast) => void;
  textSize: TextSize;
  setTextSize: (textSize: TextSize) => void;
  density: Density;
  setDensity: (density: Density) => void;
}>((set) => ({
  theme: remembered(KEY, THEMES, 'system'),
  setTheme: (theme) => {
    window.localStorage.setItem(KEY, theme);
    set({ theme });
    applyTheme();
  },
  contrast: remembered(CONTRAST_KEY, CONTRASTS, 'system'),
  setContrast: (contrast) => {
    window.localStorage.setItem(CONTRAST_KEY, contrast);
    set({ contrast });
    applyTheme();
  },
  textSize: remembered(TEXT_SIZE_KEY, TEXT_SIZES, 'normal'),
  setTextSize: (textSize) => {
    window.localStorage.setItem(TEXT_SIZE_KEY, textSize);
    set({ textSize });
    applyTheme();
  },
  density: remembered(DENSITY_KEY, DENSITIES, 'compact'),
  setDensity: (density) => {
    window.localStorage.setItem(DENSITY_KEY, density);
    set({ density });
  },
}));

/** Puts the chosen theme, contrast and text size on the page. */
export function applyTheme(): void {
  const { theme, contrast, textSize } = useTheme.getState();
  const asked = window.matchMedia(MORE_CONTRAST).matches;
  const more = contrast === 'more' || (contrast === 'system' && asked);
  document.documentElement.dataset['theme'] = theme;
  document.documentElement.dataset['contrast'] = more ? 'more' : 'normal';
  document.documentElement.dataset['text'] = textSize;
}

/** Follows the platform's wish for contrast, for as long as the page lives. */
export function followPlatform(): void {
  window.matchMedia(MORE_CONTRAST).addEventListener('change', applyTheme);
}
