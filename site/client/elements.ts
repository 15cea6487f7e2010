// Creates the elements that scripts add to the page.

/** The strings of the page that a script shows, by name. */
export type Labels = Readonly<Record<string, string>>;

export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, className = '', text = '') {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

export function button(text: string | undefined, onClick: () => void): HTMLButtonElement {
  const made = element('button', '', text);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

/** A button with an on and an off state, off at first. */
export function toggle(text: string | undefined, onToggle: (pressed: boolean) => void): HTMLButtonElement {
  const made = button(text, () => {
    const pressed = made.getAttribute('aria-pressed') !== 'true';
    made.setAttribute('aria-pressed', String(pressed));
    onToggle(pressed);
  });
  made.setAttribute('aria-pressed', 'false');
  return made;
}

/** A paragraph that a screen reader reads aloud when it changes. */
export function statusLine(className: string): HTMLParagraphElement {
  const made = element('p', className);
  made.setAttribute('role', 'status');
  return made;
}
