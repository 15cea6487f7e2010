import { styleText } from 'node:util';

/** An output for text. */
export interface Screen {
  /** The most columns of a line. */
  columns(): number;
  print(lines: readonly string[]): void;
  /** Colours a text. The meaning never depends on colour alone. Returns the same text if there are no colours. */
  paint(style: 'bold' | 'green' | 'red' | 'dim', text: string): string;
}

/** Whether the terminal supports no escape sequences, like the one inside Emacs (terminfo(5), "dumb"). */
export const isDumb = () => process.env.TERM === 'dumb';

/** The most columns of a line that is comfortable to read. */
const widest = 100;

/** Standard output: as wide as the terminal, in colour if colours are enabled. */
export function standardScreen(output: NodeJS.WriteStream = process.stdout): Screen {
  const coloured = output.isTTY && !isDumb() && output.hasColors() && !process.env.NO_COLOR;
  return {
    // A terminal may add an empty line after one that fills it.
    columns: () => Math.max(20, Math.min(output.columns || 80, widest) - 1),
    print: (lines) => output.write(`${lines.join('\n')}\n`),
    paint: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}
