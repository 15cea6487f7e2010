/**
 * Whether a key belongs to an input method that holds a word which is not finished, as for Chinese: Enter ends the word then, and
 * means nothing else. Safari has ended the composition when the key arrives, and tells it by the code 229 (UI Events, 5.3.3).
 */
export const isComposing = (event: { isComposing: boolean; keyCode: number }): boolean =>
  event.isComposing || event.keyCode === 229;

/** Whether the keys that are typed there are text, or move something there. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input, select, textarea, dialog, [contenteditable], pre, .table') !== null;
