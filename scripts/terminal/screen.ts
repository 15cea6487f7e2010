import { styleText } from 'node:util';

/** Where text is shown. */
export interface Screen {
  /** How wide a line may be. */
  columns(): number;
  print(lines: readonly string[]): void;
  /** Colour, which never says anything alone. The same text where there is none. */
  paint(style: 'bold' | 'green' | 'red' | 'dim', text: string): string;
}

/** Whether the terminal says that it obeys no escape sequence, as the one inside Emacs does (terminfo(5), "dumb"). */
export const isDumb = () => process.env.TERM === 'dumb';

/** The widest lines that are pleasant to read. */
const widest = 100;

/** Standard output: as wide as the terminal, in colour where that is wanted. */
export function standardScreen(output: NodeJS.WriteStream = process.stdout): Screen {
  const coloured = output.isTTY && !isDumb() && output.hasColors() && !process.env.NO_COLOR;
  return {
    // A terminal may add an empty line after one that fills it.
    columns: () => Math.max(20, Math.min(output.columns || 80, widest) - 1),
    print: (lines) => output.write(`${lines.join('\n')}\n`),
    paint: (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text),
  };
}
