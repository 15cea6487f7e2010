/**
 * Whether a key belongs to an input method with an unfinished word, as for Chinese. Enter then only ends the word. In Safari the
 * composition has ended before the key event, which has the key code 229 (UI Events, 5.3.3).
 */
export const isComposing = (event: { isComposing: boolean; keyCode: number }): boolean =>
  event.isComposing || event.keyCode === 229;

/** Whether an element uses typed keys itself, as text or to move in it. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, select, textarea, dialog, [contenteditable], pre, .table') !== null;
