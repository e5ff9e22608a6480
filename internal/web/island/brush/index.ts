// brush links the pictures and lists of a page: whatever area is pointed at or has the focus in one is shown in the others,
// and a box that is dragged in a cloud of points, or a tick in a list, picks areas in all of them. Escape lets go. What is
// picked stands behind the # of the address, so that a link shares it. A page needs nothing but codes on its areas; the page
// of the stack map has its own sliders and keeps what they pick in its address.

import { brush, type D3BrushEvent } from 'd3-brush';
import { select } from 'd3-selection';
import { areaOf, light, mark } from './link.ts';

const name = 'gebieden';
const mostShared = 200;

const words = document.querySelector<HTMLElement>('[data-brush-words]');
const own = document.querySelector('form[data-pair]') === null;
let picked = new Set<string>();
let status: HTMLElement | undefined;
const boxes: (() => void)[] = [];

function text(which: 'single' | 'other' | 'clear' | 'pick', n = 0): string {
  return (words?.dataset[which] ?? '').replace('{n}', String(n));
}

/** Shows what is picked everywhere, says how many, and keeps the address in step. */
function show(): void {
  mark(picked, true);
  for (const box of document.querySelectorAll<HTMLInputElement>('input.brush-pick')) box.checked = picked.has(box.value);
  if (status) {
    status.hidden = picked.size === 0;
    const line = status.querySelector('p');
    if (line) line.textContent = picked.size === 0 ? '' : text(picked.size === 1 ? 'single' : 'other', picked.size);
  }
  const address = new URL(window.location.href);
  const shared = [...picked].sort().slice(0, mostShared).join(',');
  if (shared) address.hash = `${name}=${shared}`;
  else if (address.hash.startsWith(`#${name}=`)) address.hash = '';
  if (address.href !== window.location.href) history.replaceState(history.state, '', address);
}

function pick(codes: Iterable<string>): void {
  picked = new Set(codes);
  show();
}

/** Lets go of everything, and takes away the box that was dragged. */
function letGo(): void {
  for (const clear of boxes) clear();
  pick([]);
}

/** Adds the line that says how many areas are picked, with a button to let go. */
function addStatus(): void {
  status = document.createElement('div');
  status.className = 'brush-status';
  status.hidden = true;
  const line = document.createElement('p');
  line.setAttribute('role', 'status');
  const clear = document.createElement('button');
  clear.type = 'button';
  clear.className = 'second';
  clear.textContent = text('clear');
  clear.addEventListener('click', letGo);
  status.append(line, clear);
  (document.querySelector('main') ?? document.body).append(status);
}

/** Adds a tick box to every row of a list that stands for an area: the keyboard's way to pick. */
function addBoxes(): void {
  for (const row of document.querySelectorAll<HTMLElement>('tr[data-area]')) {
    const head = row.querySelector('th[scope="row"], th, td');
    const code = row.dataset.area;
    if (!head || !code || head.querySelector('input.brush-pick')) continue;
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.className = 'brush-pick';
    box.value = code;
    box.setAttribute('aria-label', `${text('pick')} ${(head.textContent ?? '').trim()}`);
    box.addEventListener('change', () => {
      if (box.checked) picked.add(code);
      else picked.delete(code);
      show();
    });
    head.prepend(box);
  }
}

/** Lets a box be dragged in a cloud. */
function addBrush(points: SVGGElement): void {
  const number = (of: string) => Number(points.dataset[of]);
  const [left, right, top, bottom] = ['left', 'right', 'top', 'bottom'].map(number) as [number, number, number, number];
  if (![left, right, top, bottom].every(Number.isFinite)) return;
  const layer = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  layer.setAttribute('class', 'brush');
  points.before(layer);
  const dragged = brush<unknown>()
    .extent([
      [left, top],
      [right, bottom],
    ])
    .on('brush end', (event: D3BrushEvent<unknown>) => {
      if (!event.sourceEvent) return;
      const box = event.selection as [[number, number], [number, number]] | null;
      pick(box ? within(points, box) : []);
    });
  select(layer).call(dragged);
  boxes.push(() => select(layer).call(dragged.clear));
}

function within(points: SVGGElement, [[x0, y0], [x1, y1]]: [[number, number], [number, number]]): string[] {
  const found: string[] = [];
  for (const point of points.querySelectorAll<SVGElement>('.point')) {
    const x = Number(point.getAttribute('cx'));
    const y = Number(point.getAttribute('cy'));
    const code = point.dataset.area ?? point.dataset.code;
    if (code && x >= x0 && x <= x1 && y >= y0 && y <= y1) found.push(code);
  }
  return found;
}

function fromAddress(): string[] {
  const hash = decodeURIComponent(window.location.hash);
  return hash.startsWith(`#${name}=`) ? hash.slice(name.length + 2).split(',').filter((code) => /^[A-Z]{2}\d+$/.test(code)) : [];
}

document.addEventListener('pointerover', (event) => light(areaOf(event.target)));
document.addEventListener('focusin', (event) => light(areaOf(event.target)));
document.addEventListener('focusout', () => light(undefined));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented) return;
  light(undefined);
  if (own && picked.size > 0) letGo();
});
if (own && words) {
  addStatus();
  addBoxes();
  document.querySelectorAll<SVGGElement>('.bb-scatter g.points').forEach(addBrush);
  window.addEventListener('hashchange', () => pick(fromAddress()));
  if (fromAddress().length > 0) pick(fromAddress());
}
