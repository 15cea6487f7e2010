/** Replaces the placeholders of a sentence with values: fill('{count} places', { count: 3 }). */
export const fill = (text = '', values: Record<string, string | number>) =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
