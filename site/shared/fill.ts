/** Puts values into a sentence that has places for them: fill('{count} places', { count: 3 }). */
export const fill = (text = '', values: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
