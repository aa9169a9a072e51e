// Before the first paint: the theme this browser was given. The rest is in ui/platform/theme.ts.
try {
  const theme = localStorage.getItem('backstitch.theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the platform's theme stays.
}
