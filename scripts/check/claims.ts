// Compares the output that a text claims for a program with the recording.

/**
 * Whether a recording contains the parts of a claim as whole lines, in this order. A part is consecutive lines; if it is only one, it
 * may be indented in the recording.
 * @param same whether a line of the recording is the claimed one
 */
export function isPrinted(
  claim: readonly string[][],
  recording: string,
  same = (printed: string, claimed: string) => printed === claimed,
): boolean {
  const lines = recording.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const piece of claim) {
    const [only] = piece.length === 1 ? piece : [];
    const at = lines.findIndex(
      (_, index) =>
        index >= from &&
        (only === undefined
          ? piece.every((line, offset) => same(lines[index + offset] ?? '', line))
          : same(lines[index]?.trim() ?? '', only.trim())),
    );
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}
