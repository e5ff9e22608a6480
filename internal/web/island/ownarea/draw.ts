// draw.ts lets people draw an outline on the map, with mouse, finger or keys, and writes it into the field of the form that
// an outline can be pasted in. Everything after that is the way of the form.

import { DrawingMap } from './map.ts';
import { crosses, distance, type Point, read, type Side, write } from './outline.ts';

/** What the page asks of the drawing. */
export interface Drawing {
  /** Whether an outline is being drawn, or was given; with either, a click on the map chooses no area. */
  state(): 'none' | 'drawing' | 'given';
  /** How areas lie towards the outline that was drawn; none while there is none, or one that was not drawn here. */
  sides(): Map<string, Side> | undefined;
  /** Takes over the outline that stands in the form. */
  take(): void;
}

/** How near in pixels counts as on a corner, for a mouse, a finger and the keys. */
const near = { mouse: 12, touch: 22, key: 5 };
/** How far in pixels the cross goes at once. */
const step = { small: 6, large: 42 };
const stillWithin = 6;
const quiet = 350;

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

interface Parts {
  form: HTMLFormElement;
  panel: HTMLElement;
  frame: HTMLElement;
  field: HTMLTextAreaElement;
  map: DrawingMap;
}

/** Offers to draw an outline in a form; changed is called when there is another one. None where there is no map for it. */
export function mountDrawing(form: HTMLFormElement, changed: () => void): Drawing | undefined {
  const panel = form.querySelector<HTMLElement>('[data-own-draw]');
  const frame = form.querySelector<HTMLElement>('[data-own-map]');
  const field = form.querySelector<HTMLTextAreaElement>('textarea[name="omtrek"]');
  const map = frame ? DrawingMap.of(frame) : undefined;
  return panel && frame && field && map ? new Pen({ form, panel, frame, field, map }, changed) : undefined;
}

class Pen implements Drawing {
  private readonly words: Record<string, string>;
  private drawing = false;
  /** The corners of the outline, or of the line that is being drawn. */
  private corners: Point[] = [];
  private held = -1;
  /** Where the corner that is picked up or dragged was. */
  private origin: Point | undefined;
  private guide: Point | undefined;
  private cross: Point | undefined;
  /** Whether the cross moved since the last corner was placed. */
  private moved = false;
  private down: { x: number; y: number; dragged: number } | undefined;
  private waiting = 0;

  constructor(
    private readonly on: Parts,
    private readonly changed: () => void,
  ) {
    this.words = JSON.parse(on.panel.dataset.words ?? '{}') as Record<string, string>;
    on.panel.hidden = false;
    const buttons: Record<string, () => void> = {
      start: () => this.start(),
      close: () => this.close(),
      back: () => this.back(),
      stop: () => this.stop(),
      clear: () => this.clear(),
    };
    for (const [name, act] of Object.entries(buttons)) this.button(name)?.addEventListener('click', act);
    on.field.addEventListener('input', () => this.take());
    this.file()?.addEventListener('change', () => this.take());
    window.addEventListener('resize', () => this.show());
    on.frame.addEventListener('keydown', (event) => this.key(event));
    on.frame.addEventListener('blur', () => this.hideCross());
    on.frame.addEventListener('pointerdown', (event) => this.press(event));
    on.frame.addEventListener('pointermove', (event) => this.point(event));
    on.frame.addEventListener('pointerup', (event) => this.release(event));
    on.frame.addEventListener('pointercancel', () => this.cancel());
    on.frame.addEventListener('touchstart', (event) => this.touch(event), { passive: false });
    this.take();
  }

  state(): 'none' | 'drawing' | 'given' {
    return this.drawing ? 'drawing' : this.given() ? 'given' : 'none';
  }

  sides(): Map<string, Side> | undefined {
    return !this.drawing && this.corners.length > 0 ? this.on.map.sides(this.corners) : undefined;
  }

  private given(): boolean {
    return this.on.field.value.trim() !== '' || (this.file()?.files?.length ?? 0) > 0;
  }

  private button(name: string): HTMLButtonElement | null {
    return this.on.panel.querySelector(`[data-draw="${name}"]`);
  }

  private file(): HTMLInputElement | null {
    return this.on.form.querySelector('input[type="file"]');
  }

  private say(key: string, n = 0, name = ''): void {
    window.clearTimeout(this.waiting);
    const line = this.on.form.querySelector<HTMLElement>('[data-draw-said]');
    if (line) line.textContent = (this.words[key] ?? '').replace('#1', String(n)).replace('#2', name).trim();
  }

  take(): void {
    if (this.drawing) return;
    const fromFile = (this.file()?.files?.length ?? 0) > 0;
    this.corners = fromFile ? [] : read(this.on.field.value, this.on.map.ground);
    this.held = -1;
    this.show();
    this.changed();
  }

  /** Puts the outline into the form. */
  private store(): void {
    this.on.field.value = this.corners.length > 0 ? write(this.corners, this.on.map.ground) : '';
    const file = this.file();
    if (file) file.value = '';
    this.show();
    this.changed();
  }

  private show(): void {
    const { form, frame, map } = this.on;
    const closed = !this.drawing && this.corners.length > 0;
    const seen: Record<string, boolean> = { start: !this.drawing, close: this.drawing, back: this.drawing, stop: this.drawing, clear: !this.drawing && this.given() };
    for (const [name, is] of Object.entries(seen)) this.button(name)?.toggleAttribute('hidden', !is);
    for (const help of form.querySelectorAll<HTMLElement>('[data-draw-help]')) {
      const is = { drawing: this.drawing, closed, none: this.state() === 'none' }[help.dataset.drawHelp ?? ''];
      help.hidden = !is;
    }
    frame.classList.toggle('is-drawing', this.drawing);
    frame.classList.toggle('has-outline', closed);
    if (this.drawing || closed) {
      const about = { role: 'application', 'aria-label': this.words.map ?? '', 'aria-describedby': 'teken-uitleg teken-toetsen', tabindex: '0' };
      for (const [name, text] of Object.entries(about)) frame.setAttribute(name, text);
    } else {
      for (const name of ['role', 'aria-label', 'aria-describedby', 'tabindex']) frame.removeAttribute(name);
    }
    const guide = this.drawing ? this.guide : undefined;
    const guideCrosses = guide !== undefined && !this.onFirst(guide, near.mouse) && crosses([...this.corners, guide], false, map.ground);
    map.draw({ corners: this.corners, closed, held: this.held, guide, guideCrosses, cross: this.cross });
  }

  private hideCross(): void {
    if (!this.cross) return;
    this.cross = undefined;
    this.show();
  }

  private start(): void {
    this.drawing = true;
    this.corners = [];
    this.held = -1;
    this.cross = { x: this.on.map.width / 2, y: this.on.map.height / 2 };
    this.moved = true;
    this.guide = undefined;
    this.show();
    this.changed();
    this.on.frame.focus();
    this.say('started');
  }

  /** Stops drawing, and shows what there was before. */
  private stop(): void {
    this.drawing = false;
    this.cross = undefined;
    this.take();
    this.button('start')?.focus();
    this.say('stopped');
  }

  private clear(): void {
    this.corners = [];
    this.cross = undefined;
    this.held = -1;
    this.store();
    this.button('start')?.focus();
    this.say('cleared');
  }

  private back(): void {
    if (this.corners.length > 0) this.corners = this.corners.slice(0, -1);
    this.moved = true;
    this.show();
    this.on.frame.focus();
    this.say('back', this.corners.length);
  }

  private close(): void {
    const n = this.corners.length;
    this.on.frame.focus();
    if (n < 3) return this.say('few', 3 - n);
    if (crosses(this.corners, true, this.on.map.ground)) return this.say('closing_crosses');
    this.drawing = false;
    this.guide = undefined;
    this.store();
    this.say('closed', n);
  }

  private onFirst(p: Point, pixels: number): boolean {
    const first = this.corners[0];
    return first !== undefined && distance(first, p) <= this.on.map.units(pixels);
  }

  /** Places a corner, or closes the outline on its first or last corner. */
  private put(p: Point, pixels: number): void {
    const last = this.corners.at(-1);
    const again = last !== undefined && distance(last, p) <= this.on.map.units(near.key);
    if (again || this.onFirst(p, pixels)) return this.close();
    const more = [...this.corners, p];
    if (crosses(more, false, this.on.map.ground)) return this.say('crosses');
    this.corners = more;
    this.moved = false;
    this.show();
    this.say('corner', more.length, this.on.map.nameAt(p));
  }

  /** Returns the corner at a place, or -1. */
  private cornerAt(p: Point, pixels: number): number {
    const away = this.corners.map((corner) => distance(corner, p));
    const least = Math.min(...away);
    return least <= this.on.map.units(pixels) ? away.indexOf(least) : -1;
  }

  private hold(i: number): void {
    this.held = i;
    this.origin = this.corners[i];
    this.show();
    this.say('held', i + 1);
  }

  private carry(i: number, to: Point): void {
    this.corners[i] = to;
    this.show();
  }

  /** Puts a corner down where it is, or back where it was when the outline would cross itself. */
  private drop(i: number): void {
    this.held = -1;
    if (!crosses(this.corners, true, this.on.map.ground)) {
      this.store();
      return this.say('moved', i + 1);
    }
    this.putBack(i);
    this.say('crosses');
  }

  private putBack(i: number): void {
    this.held = -1;
    if (this.origin) this.corners[i] = this.origin;
    if (this.cross) this.cross = this.corners[i];
    this.show();
    this.say('put_back', i + 1);
  }

  private remove(i: number): void {
    if (i < 0) return;
    if (this.corners.length <= 3) return this.say('least');
    if (this.held === i && this.origin) this.corners[i] = this.origin;
    const less = this.corners.filter((_, k) => k !== i);
    if (crosses(less, true, this.on.map.ground)) return this.say('crosses');
    this.held = -1;
    this.corners = less;
    this.store();
    this.say('removed', less.length);
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.on.frame || event.ctrlKey || event.metaKey || event.altKey || !this.canAct()) return;
    const arrow = arrows[event.key];
    const act = arrow ? () => this.move(arrow, event.shiftKey) : this.drawing ? this.drawingKey(event.key) : this.changingKey(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  private canAct(): boolean {
    return this.drawing || this.corners.length > 0;
  }

  private drawingKey(key: string): (() => void) | undefined {
    if (key === 'Enter' || key === ' ') return () => (this.moved && this.cross ? this.put(this.cross, near.key) : this.close());
    if (key === 'Backspace' || key === 'Delete') return () => this.back();
    return key === 'Escape' ? () => this.stop() : undefined;
  }

  private changingKey(key: string): (() => void) | undefined {
    const at = this.held >= 0 ? this.held : this.cross ? this.cornerAt(this.cross, near.key) : -1;
    if (key === 'Enter' || key === ' ') return () => (this.held >= 0 ? this.drop(this.held) : at >= 0 ? this.hold(at) : this.tellPlace());
    if (key === 'Backspace' || key === 'Delete') return () => this.remove(at);
    if (key === 'Escape' && this.held >= 0) return () => this.putBack(this.held);
    const along = key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : 0;
    if (along === 0 || this.held >= 0) return undefined;
    return () => this.goTo(at < 0 ? (along > 0 ? 0 : this.corners.length - 1) : (at + along + this.corners.length) % this.corners.length);
  }

  private goTo(i: number): void {
    this.cross = this.corners[i];
    this.show();
    this.say('at_corner', i + 1);
  }

  private move([x, y]: [number, number], far: boolean): void {
    const by = this.on.map.units(far ? step.large : step.small);
    const from = this.cross ?? this.corners.at(-1) ?? { x: this.on.map.width / 2, y: this.on.map.height / 2 };
    this.cross = this.on.map.within({ x: from.x + x * by, y: from.y + y * by });
    this.moved = true;
    this.guide = this.drawing ? this.cross : undefined;
    if (this.held >= 0) this.carry(this.held, this.cross);
    this.show();
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.tellPlace(), quiet);
  }

  /** Says where the cross is. */
  private tellPlace(): void {
    if (!this.cross) return;
    if (this.drawing && this.corners.length > 2 && this.onFirst(this.cross, near.key)) return this.say('first');
    const corner = this.drawing || this.held >= 0 ? -1 : this.cornerAt(this.cross, near.key);
    if (corner >= 0) return this.say('at_corner', corner + 1);
    const name = this.on.map.nameAt(this.cross);
    this.say(name ? 'at' : 'outside', 0, name);
  }

  private pixels(event: PointerEvent): number {
    return event.pointerType === 'touch' ? near.touch : near.mouse;
  }

  /** Keeps the page where it is while a finger drags a corner. */
  private touch(event: TouchEvent): void {
    const [finger] = event.touches;
    if (this.drawing || !finger || event.touches.length > 1 || this.corners.length === 0) return;
    if (this.held >= 0 || this.cornerAt(this.on.map.place(finger), near.touch) >= 0) event.preventDefault();
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary || !this.canAct()) return;
    const free = this.drawing || this.held >= 0;
    const dragged = free ? -1 : this.cornerAt(this.on.map.place(event), this.pixels(event));
    this.down = { x: event.clientX, y: event.clientY, dragged };
    this.cross = undefined;
    if (dragged < 0) return;
    this.origin = this.corners[dragged];
    this.on.frame.setPointerCapture(event.pointerId);
  }

  private still(event: PointerEvent): boolean {
    return this.down !== undefined && Math.hypot(event.clientX - this.down.x, event.clientY - this.down.y) < stillWithin;
  }

  private point(event: PointerEvent): void {
    if (!this.canAct()) return;
    const at = this.on.map.place(event);
    const dragged = this.down?.dragged ?? -1;
    if (dragged >= 0) {
      if (!this.still(event)) this.carry(dragged, at);
    } else if (this.held >= 0) this.carry(this.held, at);
    else if (this.drawing && event.pointerType !== 'touch') {
      this.guide = at;
      this.show();
    }
  }

  private release(event: PointerEvent): void {
    const down = this.down;
    if (!down || !event.isPrimary) return;
    const still = this.still(event);
    this.down = undefined;
    const at = this.on.map.place(event);
    if (down.dragged >= 0) {
      if (still) this.hold(down.dragged);
      else this.drop(down.dragged);
    } else if (still && this.drawing) {
      this.put(at, this.pixels(event));
      this.cross = undefined;
    } else if (still && this.held >= 0) {
      this.carry(this.held, at);
      this.drop(this.held);
    }
    this.on.frame.focus({ preventScroll: true });
  }

  private cancel(): void {
    const dragged = this.down?.dragged ?? -1;
    this.down = undefined;
    if (dragged >= 0) this.putBack(dragged);
  }
}
