// The colours in which a program prints (SGR, ECMA-48 §8.3.117, and xterm's ctlseqs): what the page shows of them.

/** The colours of a terminal as bits: red 1, green 2, blue 4. Black and white are shown as ordinary text. */
const names = ['', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', ''];

/** The name of the colour of which these are the shares; 'grey' for a dark one without a hue. */
function nearest(red: number, green: number, blue: number): string {
  const most = Math.max(red, green, blue);
  const bit = (share: number, weight: number) => (share * 2 > most ? weight : 0);
  const name = names[bit(red, 1) + bit(green, 2) + bit(blue, 4)] ?? '';
  return name === '' && most < 160 ? 'grey' : name;
}

/** One of xterm's 256 colours: 16 names, a cube of 6 × 6 × 6, and 24 greys. */
function indexed(index: number): string {
  if (index < 16) return index === 8 ? 'grey' : (names[index % 8] ?? '');
  if (index > 231) return index < 246 ? 'grey' : '';
  const level = (step: number) => Math.floor(((index - 16) / step) % 6) * 51;
  return nearest(level(36), level(6), level(1));
}

/**
 * What the page shows of a style (`Pen` in terminal.ts), as names of classes: "bold", a colour, or "on-" and a colour for a
 * background. All else is left out.
 */
export function classesOf(style: string): string {
  let bold = false;
  let colour = '';
  let behind = '';
  for (const parameters of style.split('|')) {
    const codes = parameters.split(/[;:]/).map(Number);
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at] ?? 0;
      if (code === 0) [bold, colour, behind] = [false, '', ''];
      else if (code === 1) bold = true;
      else if (code === 22) bold = false;
      else if (code === 39) colour = '';
      else if (code === 49) behind = '';
      else if (code === 38 || code === 48) {
        // 5;N, or 2;RED;GREEN;BLUE; with colons a colour space may stand before them.
        const space = codes[at + 1] === 2 && parameters.includes(':') && codes.length - at > 5 ? 1 : 0;
        const [kind, a = 0, b = 0, c = 0] = [codes[at + 1], ...codes.slice(at + 2 + space)];
        if (kind !== 2 && kind !== 5) break;
        const name = kind === 5 ? indexed(a) : nearest(a, b, c);
        if (code === 38) colour = name;
        else behind = name;
        at += kind === 5 ? 2 : 4 + space;
      } else if (code >= 30 && code <= 37) colour = indexed(code - 30);
      else if (code >= 90 && code <= 97) colour = indexed(code - 82);
      else if (code >= 40 && code <= 47) behind = indexed(code - 40);
      else if (code >= 100 && code <= 107) behind = indexed(code - 92);
    }
  }
  // On a background the text has the colour of the screen: so every pair can be read.
  return [bold && 'bold', behind === '' ? colour : `on-${behind}`].filter(Boolean).join(' ');
}
