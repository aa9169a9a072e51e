/** A title in stretches, those that were typed marked: the whole text, else each of its words. */
export function markTyped(title: string, typed: string): { text: string; marked: boolean }[] {
  const words = [typed.trim(), ...typed.trim().split(/\s+/)].filter((word) => word !== '');
  const lower = title.toLowerCase();
  const whole = words[0]?.toLowerCase() ?? '';
  const wanted = whole !== '' && lower.includes(whole) ? [whole] : words.slice(1);
  const marks = Array.from({ length: title.length }, () => false);
  for (const word of wanted) {
    const at = lower.indexOf(word.toLowerCase());
    if (at >= 0) marks.fill(true, at, at + word.length);
  }
  const parts: { text: string; marked: boolean }[] = [];
  for (let index = 0; index < title.length; index += 1) {
    const character = title.charAt(index);
    const marked = marks[index] === true;
    const last = parts.at(-1);
    if (last?.marked === marked) last.text += character;
    else parts.push({ text: character, marked });
  }
  return parts;
}
