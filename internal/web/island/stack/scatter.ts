// scatter.ts lets people pick areas out of the cloud of points: by dragging a box, or with the sliders, which say the
// same. What is picked gets an edge on the map and stands in the list beside it; the address keeps up.

import { brush, type D3BrushEvent } from 'd3-brush';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { mark } from '../brush/link.ts';
import { edge } from './map.ts';

interface Bounds {
  xvan?: number;
  xtot?: number;
  yvan?: number;
  ytot?: number;
}

const mostListed = 40;

/** Makes the cloud answer. Does nothing when the page has none. */
export function mountScatter(): void {
  const points = document.querySelector<SVGGElement>('[data-scatter] g.points');
  const form = document.querySelector<HTMLFormElement>('form[data-pair]');
  if (!form) return;
  for (const name of ['xvan', 'yvan'] as const) {
    form.querySelector<HTMLInputElement>(`#${name}`)?.addEventListener('input', () => {
      if (points) show(points, form, fromSliders(form));
    });
  }
  form.querySelectorAll('select').forEach((choice) => choice.addEventListener('change', () => form.requestSubmit()));
  if (!points) return;
  drag(points, form);
  if (document.querySelector('[data-brushed] p')) mark(chosenOf(points), false);
}

function chosenOf(points: SVGGElement): string[] {
  return [...points.querySelectorAll<SVGElement>('.point.chosen')].map((point) => point.dataset.code ?? '').filter(Boolean);
}

function value(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`#${name}`);
}

function fromSliders(form: HTMLFormElement): Bounds {
  const bounds: Bounds = {};
  for (const name of ['xvan', 'yvan'] as const) {
    const slider = value(form, name);
    if (slider && Number(slider.value) > Number(slider.min)) bounds[name] = Number(slider.value);
  }
  return bounds;
}

function drag(points: SVGGElement, form: HTMLFormElement): void {
  const number = (name: string) => Number(points.dataset[name]);
  const [left, right, top, bottom] = ['left', 'right', 'top', 'bottom'].map(number) as [number, number, number, number];
  const x = scaleLinear([number('x0'), number('x1')], [left, right]);
  const y = scaleLinear([number('y0'), number('y1')], [bottom, top]);
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
      const bounds: Bounds = box
        ? { xvan: x.invert(box[0][0]), xtot: x.invert(box[1][0]), yvan: y.invert(box[1][1]), ytot: y.invert(box[0][1]) }
        : {};
      for (const name of ['xvan', 'yvan'] as const) {
        const slider = value(form, name);
        if (slider) slider.value = String(bounds[name] ?? slider.min);
      }
      show(points, form, bounds);
    });
  select(layer).call(dragged);
}

let waiting = 0;

/** Marks the areas within bounds, in the cloud, on the map and in words. */
function show(points: SVGGElement, form: HTMLFormElement, bounds: Bounds): void {
  const any = Object.keys(bounds).length > 0;
  const picked: string[] = [];
  for (const point of points.querySelectorAll<SVGElement>('.point')) {
    const x = Number(point.dataset.x);
    const y = Number(point.dataset.y);
    const within =
      any &&
      x >= (bounds.xvan ?? -Infinity) &&
      x <= (bounds.xtot ?? Infinity) &&
      y >= (bounds.yvan ?? -Infinity) &&
      y <= (bounds.ytot ?? Infinity);
    point.classList.toggle('chosen', within);
    if (within && point.dataset.code) picked.push(point.dataset.code);
  }
  edge(picked);
  mark(picked, false);
  tell(picked, any);
  for (const name of ['xvan', 'yvan'] as const) {
    const slider = value(form, name);
    const shown = form.querySelector<HTMLOutputElement>(`output[for="${name}"]`);
    if (slider && shown) shown.value = Number(slider.value).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  }
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => keep(bounds), 200);
}

/** Says how many areas were picked, and which. Names and addresses are those of the list on the page. */
function tell(picked: string[], any: boolean): void {
  const box = document.querySelector<HTMLElement>('[data-brushed]');
  if (!box) return;
  box.replaceChildren();
  if (!any) return;
  const words = (picked.length === 1 ? box.dataset.single : box.dataset.other) ?? '';
  const line = document.createElement('p');
  line.textContent = words.replace('{n}', String(picked.length));
  const list = document.createElement('ul');
  list.className = 'columns';
  const rows = picked
    .map((code) => document.querySelector<HTMLAnchorElement>(`tr[data-code="${code}"] th a`))
    .filter((a) => a !== null)
    .sort((a, b) => a.text.localeCompare(b.text, 'nl'));
  for (const row of rows.slice(0, mostListed)) {
    const item = document.createElement('li');
    item.append(row.cloneNode(true));
    list.append(item);
  }
  box.append(line, list);
}

/** Keeps the address in step, so that a link shares what was picked. */
function keep(bounds: Bounds): void {
  const address = new URL(window.location.href);
  for (const name of ['xvan', 'xtot', 'yvan', 'ytot'] as const) {
    const bound = bounds[name];
    if (bound === undefined) address.searchParams.delete(name);
    else address.searchParams.set(name, String(Number(bound.toPrecision(6))));
  }
  history.replaceState(null, '', address);
}
