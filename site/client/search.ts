// The search dialog. This script and the index are loaded when the dialog is first opened.
import { languages, tags } from '../../scripts/course/languages.ts';
import { link, pageLink } from '../links.ts';
import type { SearchData } from '../search/data.ts';
import { excerptOf, type Piece } from '../search/excerpt.ts';
import { Finder, type Hit, longest } from '../search/find.ts';
import { fill } from '../shared/fill.ts';
import { search as en } from '../strings/en.ts';
import { search as zh } from '../strings/zh.ts';
// Imported as text, because Astro puts every style that a script imports into every page.
import css from './search.css?inline';
import { recall, remember } from './store.ts';
import { isComposing } from './typing.ts';

const lang = languages.find((one) => tags[one] === document.documentElement.lang) ?? languages[0];
const words = { en, zh }[lang];

/** The most results shown. A more specific query finds the others. */
const most = 30;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const marked = (pieces: readonly Piece[]) =>
  pieces.map(({ text, marked }) => (marked ? element('mark', {}, text) : text));

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

let index: Promise<{ data: SearchData; finder: Finder }> | undefined;

/** Loads the index once. After a failure the next call tries again. @throws if it cannot be loaded or parsed */
function load(): NonNullable<typeof index> {
  index ??= fetch(link(`search/${lang}.json`))
    .then(async (response) => {
      if (!response.ok) throw new Error(response.statusText);
      const data: SearchData = await response.json();
      return { data, finder: new Finder(data) };
    })
    .catch((error) => {
      index = undefined;
      throw error;
    });
  return index;
}

class Search {
  readonly #dialog: HTMLDialogElement;
  readonly #input: HTMLInputElement;
  readonly #state: HTMLElement;
  readonly #list: HTMLElement;
  #options: HTMLAnchorElement[] = [];
  #active = -1;
  #shown = '';
  /** The last key belonged to an input method. */
  #composes = false;

  constructor() {
    this.#input = element('input', {
      id: 'search-input',
      type: 'text',
      role: 'combobox',
      'aria-label': words.label,
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': 'search-list',
      'aria-describedby': 'search-help',
      placeholder: words.placeholder,
      maxlength: String(longest),
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      enterkeyhint: 'go',
    });
    const close = element('button', { type: 'button', class: 'search-close', 'aria-label': words.close }, '✕');
    const form = element('form', { role: 'search' }, this.#input, close);
    this.#state = element('p', { class: 'search-state', role: 'status' });
    this.#list = element('div', {
      id: 'search-list',
      class: 'search-list',
      role: 'listbox',
      'aria-label': words.results,
    });
    const slash = element('input', { type: 'checkbox' });
    slash.checked = recall('slash') !== 'off';
    const foot = element(
      'div',
      { class: 'search-foot' },
      element('p', { id: 'search-help' }, words.help),
      element('label', {}, slash, ` ${words.slash}`),
    );
    this.#dialog = element(
      'dialog',
      { class: 'search-dialog', 'aria-label': words.open },
      form,
      this.#state,
      this.#list,
      foot,
    );
    document.body.append(this.#dialog);

    close.addEventListener('click', () => this.#dialog.close());
    slash.addEventListener('change', () => remember('slash', slash.checked ? 'on' : 'off'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#composes) return;
      (this.#options[this.#active] ?? this.#options[0])?.click();
    });
    // Text that an input method is still composing is not searched.
    this.#input.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent && event.isComposing)) this.#update();
    });
    this.#input.addEventListener('compositionend', () => this.#update());
    this.#input.addEventListener('keydown', (event) => {
      this.#composes = isComposing(event);
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step === undefined || this.#composes || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#activate(step);
    });
    this.#list.addEventListener('click', (event) => {
      // The page opens in another tab, so this dialog stays open.
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.#dialog.close();
    });
    let pressed: EventTarget | null = null;
    this.#dialog.addEventListener('pointerdown', (event) => {
      pressed = event.target;
    });
    this.#dialog.addEventListener('click', (event) => {
      // A click on the backdrop has the dialog as its target, too.
      if (event.target === this.#dialog && pressed === this.#dialog) this.#dialog.close();
    });
  }

  open(): void {
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#input.focus();
    this.#input.select();
    this.#shown = '';
    this.#update();
  }

  /** Shows the results for the words in the input. */
  async #update(): Promise<void> {
    const query = this.#input.value.trim();
    if (query !== '' && query === this.#shown) return;
    this.#shown = query;
    if (index === undefined || query === '') this.#show('', []);
    if (index === undefined) this.#say(words.loading);
    try {
      const { data, finder } = await load();
      // The input may have changed while the index was loading.
      if (query !== this.#shown) return;
      if (query === '') {
        this.#show('', []);
        return;
      }
      const { hits, complete } = finder.find(query);
      const count = hits.length;
      const found =
        count === 1 ? words.foundOne : fill(count > most ? words.first : words.found, { count, shown: most });
      const told = count === 0 ? fill(words.none, { query }) : complete ? found : words.partly;
      this.#show(
        told,
        hits.slice(0, most).map((hit, number) => this.#option(hit, number, data)),
      );
    } catch (error) {
      this.#show(words.failed, []);
      console.warn(error);
    }
  }

  #option(hit: Hit, number: number, { pages }: SearchData): HTMLAnchorElement {
    const page = pages[hit.place.page];
    const { heading, text, code } = excerptOf(hit);
    const option = element(
      'a',
      {
        id: `search-option-${number}`,
        role: 'option',
        'aria-selected': 'false',
        tabindex: '-1',
        href: `${pageLink(lang, page?.path)}#${hit.place.id}`,
      },
      element('strong', {}, ...marked(heading)),
      element('span', { class: 'search-page' }, page?.title ?? ''),
    );
    if (text.length > 0) option.append(element('span', { class: 'search-text' }, ...marked(text)));
    if (code.length > 0) option.append(element('code', {}, ...marked(code)));
    return option;
  }

  #say(text: string): void {
    if (this.#state.textContent !== text) this.#state.textContent = text;
  }

  #show(told: string, options: HTMLAnchorElement[]): void {
    this.#say(told);
    this.#options = options;
    this.#active = -1;
    this.#list.replaceChildren(...options);
    this.#list.scrollTop = 0;
    this.#input.setAttribute('aria-expanded', String(options.length > 0));
    this.#input.removeAttribute('aria-activedescendant');
  }

  /** Selects the next or the previous option. After the last comes the first. */
  #activate(step: number): void {
    const count = this.#options.length;
    if (count === 0) return;
    this.#options[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = this.#active < 0 && step < 0 ? count - 1 : (this.#active + step + count) % count;
    const option = this.#options[this.#active];
    if (option === undefined) return;
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    this.#input.setAttribute('aria-activedescendant', option.id);
  }
}

let search: Search | undefined;

/** Opens the search. It keeps the words of the last search. */
export function open(): void {
  search ??= new Search();
  search.open();
}
