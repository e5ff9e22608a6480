// ownarea lets people choose the parts of an own area on the map, or draw an outline there. The list of boxes stays the
// truth: a click on the map ticks a box, and a box that is ticked colours the map. Without this script the list does
// everything, and an outline comes from a file.

import { type Drawing, mountDrawing } from './draw.ts';

const form = document.querySelector<HTMLFormElement>('[data-island="ownarea"]');
let drawing: Drawing | undefined;

function boxes(of: HTMLFormElement): HTMLInputElement[] {
  return [...of.querySelectorAll<HTMLInputElement>('input[name="deel"]')];
}

const looks = { inside: 'c2', cut: 'c0', outside: 'none' };

/** Colours the areas that are chosen or lie in the outline, and says how many there are. */
function show(of: HTMLFormElement): void {
  const sides = drawing?.sides();
  const state = drawing?.state() ?? 'none';
  const seen = { inside: 0, cut: 0, outside: 0 };
  for (const box of boxes(of)) {
    const area = of.querySelector<SVGElement>(`[data-own-map] .areas use[href="#b-${CSS.escape(box.value)}"]`);
    const side = state !== 'none' ? (sides?.get(box.value) ?? 'outside') : box.checked ? 'inside' : 'outside';
    seen[side]++;
    area?.setAttribute('class', looks[side]);
  }
  const count = of.querySelector<HTMLElement>('[data-own-count]');
  if (!count) return;
  const { none, single, more, outline, given } = count.dataset;
  const chosen = seen.inside === 0 ? none : seen.inside === 1 ? single : more;
  const words = sides ? outline : { none: chosen, drawing: '', given }[state];
  const text = (words ?? '').replace('#1', String(seen.inside)).replace('#2', String(seen.cut)).replace('#', String(seen.inside));
  if (count.textContent !== text) count.textContent = text;
}

function clicked(of: HTMLFormElement, event: MouseEvent): void {
  if (!(event.target instanceof Element) || (drawing && drawing.state() !== 'none')) return;
  const code = event.target.closest('[data-own-map] use')?.getAttribute('href')?.split('-')[1];
  const box = boxes(of).find((one) => one.value === code);
  if (!box) return;
  box.checked = !box.checked;
  show(of);
}

if (form) {
  drawing = mountDrawing(form, () => show(form));
  form.addEventListener('click', (event) => clicked(form, event));
  form.addEventListener('change', () => show(form));
  form.classList.add('is-live');
  show(form);
  // A browser that goes back fills the form in anew.
  window.addEventListener('pageshow', () => drawing?.take());
}
