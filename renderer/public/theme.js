// Before the first paint: theme, contrast and text size of this browser. The rest is in ui/platform/theme.ts.
try {
  const { dataset } = document.documentElement;
  dataset.theme = localStorage.getItem('backstitch.theme') ?? 'system';
  const contrast = localStorage.getItem('backstitch.contrast') ?? 'system';
  const asked = contrast === 'system' && matchMedia('(prefers-contrast: more)').matches;
  dataset.contrast = asked || contrast === 'more' ? 'more' : 'normal';
  dataset.text = localStorage.getItem('backstitch.text-size') ?? 'normal';
} catch {
  // No storage: the platform's theme stays.
}
