// ownarea lets people choose the parts of an own area on the map. The list of boxes stays the truth: a click on the map
// ticks a box, and a box that is ticked colours the map. Without this script the list does everything.

const form = document.querySelector<HTMLFormElement>('[data-island="ownarea"]');

function boxes(of: HTMLFormElement): HTMLInputElement[] {
  return [...of.querySelectorAll<HTMLInputElement>('input[name="deel"]')];
}

/** Colours the areas that are chosen, and says how many there are. */
function show(of: HTMLFormElement): void {
  let chosen = 0;
  for (const box of boxes(of)) {
    if (box.checked) chosen++;
    const area = of.querySelector<SVGElement>(`[data-own-map] .areas use[href="#b-${CSS.escape(box.value)}"]`);
    area?.setAttribute('class', box.checked ? 'c2' : 'none');
  }
  const count = of.querySelector<HTMLElement>('[data-own-count]');
  if (!count) return;
  const words = chosen === 0 ? count.dataset.none : chosen === 1 ? count.dataset.single : count.dataset.more;
  count.textContent = (words ?? '').replace('#', String(chosen));
}

function clicked(of: HTMLFormElement, event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const code = event.target.closest('[data-own-map] use')?.getAttribute('href')?.split('-')[1];
  const box = boxes(of).find((one) => one.value === code);
  if (!box) return;
  box.checked = !box.checked;
  show(of);
}

if (form) {
  form.addEventListener('click', (event) => clicked(form, event));
  form.addEventListener('change', () => show(form));
  form.classList.add('is-live');
  show(form);
}
