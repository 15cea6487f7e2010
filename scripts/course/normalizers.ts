/** The kinds of text that may differ between two runs of a cell. `lesson.json` lists them under `varies`. */
export const variations = ['ports', 'times', 'paths'] as const;
export type Variation = (typeof variations)[number];

const rules: Record<Variation, RegExp> = {
  // After ":" as in 127.0.0.1:40312, after the word: "port 40312", "port: 40312", in a list: [4401,4402], "4401,4402".
  // Not the year of a date.
  ports: /(?<=:|\bports?:? |[[,"])\d{4,5}\b(?!-\d\d-)/gi,
  // A duration, or an instant as in Date.toISOString().
  times: /\b\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d+(?:\.\d+)?(?= ?(?:µs|ms|s|seconds?)\b)/g,
  paths: /(?:\/[^\s/:,'"]+)*\/[^\s/:,'"]+\.sock\b|\\\\[.?]\\pipe\\[^\s,'"]+/g,
};

/**
 * Replaces the text that varies with numbered names, so that two runs can be compared. Ports and paths are numbered in order
 * of appearance: equal ones stay equal, distinct ones stay distinct.
 */
export function normalize(text: string, varies: readonly Variation[]): string {
  let normalized = text;
  for (const kind of varies) {
    const seen: string[] = [];
    normalized = normalized.replace(rules[kind], (found) => {
      if (kind === 'times') return '<time>';
      if (!seen.includes(found)) seen.push(found);
      return `<${kind.slice(0, -1)} ${seen.indexOf(found) + 1}>`;
    });
  }
  return normalized;
}

/** The ports that a text names, each once. */
export const portsIn = (text: string): string[] => [...new Set(text.match(rules.ports))];
