// The two windows of a presentation: the console of the teacher, and the one that opens from it, for the audience.
import { Channel, forStage, type ToConsole, type ToStage } from './channel.ts';
import type { Command } from './keys.ts';
import type { Scene } from './stage.ts';
import type { Counts } from './votes.ts';

/** What a window is. One that is alone shows the slides and takes the keys. */
export type Role = 'alone' | 'audience' | 'console';

/** What the windows need of a presenter. */
export interface Show {
  readonly scene: Scene;
  readonly votes: [string, Counts][];
  /** What is said of the program of the slide. */
  readonly run: string;
  /** The message of the bar. */
  readonly said: string;
  /** Carries out a command in this window. */
  perform(command: Command): void;
  go(at: number): void;
  begin(scene: Scene, votes: [string, Counts][]): void;
  take(question: string, counts: Counts): void;
  /** Shows in the console what the audience sees. */
  follow(scene: Scene, run: string, said: string): void;
  /** This window is something else from now on. */
  become(role: Role): void;
}

/** How long a console that was loaded again waits for the other window, ms. */
const longestWait = 2000;

export class Windows {
  readonly #show: Show;
  #role: Role = 'alone';
  #channel: Channel | undefined;
  #popup: Window | null = null;
  #wait: ReturnType<typeof setTimeout> | undefined;

  constructor(show: Show) {
    this.#show = show;
  }

  get role(): Role {
    return this.#role;
  }

  /** What the address says of this window. A window that is loaded again goes on. */
  get search(): string {
    return this.#channel === undefined || this.#role === 'alone' ? '' : `&${this.#role}=${this.#channel.id}`;
  }

  /** Takes up the role that the address gives to this window. */
  resume(search: string): void {
    const given = new URLSearchParams(search);
    for (const role of ['audience', 'console'] as const) {
      const id = given.get(role);
      if (id !== null && /^\w+$/.test(id)) this.#join(id, role);
    }
    if (this.#role === 'console') {
      this.#channel?.toStage({ kind: 'ask' });
      this.#wait = setTimeout(() => this.#become('alone'), longestWait);
    }
  }

  /** Tells the console that this window can be used. */
  ready(): void {
    if (this.#role === 'audience') this.#channel?.toConsole({ kind: 'ready' });
  }

  /** Opens the window for the audience; shows it if it is open. Returns false if the browser does not allow it. */
  open(): boolean {
    if (this.#role === 'audience') return true;
    if (this.#role === 'console' && this.#popup && !this.#popup.closed) {
      this.#popup.focus();
      return true;
    }
    const id = this.#channel?.id ?? Math.random().toString(36).slice(2);
    const address = `${location.pathname}?present=${this.#show.scene.at + 1}&audience=${id}`;
    this.#popup = open(address, `audience-${id}`, 'popup,width=1024,height=768');
    if (this.#popup === null) return false;
    if (this.#role === 'alone') this.#join(id, 'console');
    return true;
  }

  /** Sends a command to the window with the slides. Returns false if this window has to carry it out. */
  sends(command: Command): boolean {
    if (this.#role !== 'console' || !forStage.includes(command)) return false;
    this.#channel?.toStage({ kind: 'do', command });
    return true;
  }

  /** Sends anything else to the window with the slides, if there is another one. */
  send(message: ToStage): boolean {
    if (this.#role !== 'console') return false;
    this.#channel?.toStage(message);
    return true;
  }

  /** Tells the console what is shown. */
  report(): void {
    if (this.#role !== 'audience') return;
    const { scene, run, said } = this.#show;
    this.#channel?.toConsole({ kind: 'shown', scene, run, said });
  }

  /** Closes the window for the audience. Returns false if there is none. */
  close(): boolean {
    if (this.#role === 'console') {
      this.#channel?.toStage({ kind: 'end' });
      this.#become('alone');
      return true;
    }
    if (this.#role === 'audience') close();
    return this.#role === 'audience';
  }

  /** The presentation has ended. */
  end(): void {
    clearTimeout(this.#wait);
    if (this.#role === 'audience') this.#channel?.toConsole({ kind: 'gone' });
    this.#channel?.close();
    this.#channel = undefined;
  }

  #join(id: string, role: Role): void {
    if (this.#channel?.id !== id) {
      this.#channel?.close();
      this.#channel = new Channel(id);
      this.#channel.listen(
        (message) => this.#role === 'audience' && this.#onStage(message),
        (message) => this.#role !== 'audience' && this.#onConsole(message),
      );
    }
    this.#become(role);
  }

  #become(role: Role): void {
    clearTimeout(this.#wait);
    if (role === this.#role) return;
    this.#role = role;
    this.#show.become(role);
  }

  #onStage(message: ToStage): void {
    const show = this.#show;
    switch (message.kind) {
      case 'do':
        show.perform(message.command);
        break;
      case 'go':
        show.go(message.at);
        break;
      case 'begin':
        show.begin(message.scene, message.votes);
        break;
      case 'votes':
        show.take(message.question, message.counts);
        break;
      case 'ask':
        this.report();
        break;
      case 'end':
        close();
    }
  }

  #onConsole(message: ToConsole): void {
    const show = this.#show;
    switch (message.kind) {
      case 'ready':
        this.#become('console');
        this.#channel?.toStage({ kind: 'begin', scene: show.scene, votes: show.votes });
        break;
      case 'shown':
        this.#become('console');
        show.follow(message.scene, message.run, message.said);
        break;
      case 'gone':
        this.#become('alone');
    }
  }
}
