// stack makes the page of the stack map answer at once. It adds nothing that the page cannot do by itself: a click on
// the map, a row of the list, the search box and the forms all lead to an address, with or without this script.

import { codeOf, edge, paint, picture, recolour } from './map.ts';
import { leave, type Step, visit } from './page.ts';
import { mountPng } from './png.ts';
import { mountScatter } from './scatter.ts';

const root = document.querySelector<HTMLElement>('[data-island="stack"]');
const typing = 250;

function addressOf(form: HTMLFormElement, path = form.action): string {
  const fields = new URLSearchParams();
  for (const [name, text] of new FormData(form)) {
    if (typeof text === 'string') fields.append(name, text);
  }
  return `${path}?${fields.toString()}`;
}

async function go(address: string, step: Step, then?: () => void, same = false): Promise<void> {
  if (await visit(address, step, same)) {
    painting?.abort();
    mount();
    then?.();
  }
}

/** Moves on to the panel of the chosen area, for people who came from the list or the search box. */
function toChosen(): void {
  const title = document.getElementById('chosen-title');
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  document.getElementById('gekozen')?.scrollIntoView({ block: 'nearest' });
}

function choose(code: string): void {
  edge([code]);
  const address = new URL(window.location.href);
  address.searchParams.set('gekozen', code);
  void go(address.href, 'push');
}

function clicked(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!(event.target instanceof Element)) return;
  const shape = event.target.closest('[data-map] .areas :is(use, path), [data-map] rect.tile');
  const link = event.target.closest('a');
  if (shape) {
    const code = codeOf(shape);
    if (!code || shape.classList.contains('water')) return;
    event.preventDefault();
    choose(code);
  } else if (link?.matches('a[data-soft], .stack .switch a')) {
    event.preventDefault();
    const inList = link.closest('table, [data-brushed], .moves, .chosen') !== null;
    const then = () => void go(link.getAttribute('href') ?? '', 'push', inList ? toChosen : undefined, link.matches('[data-colour]'));
    if (link.matches('[data-colour]')) void colour(link).then(then);
    else then();
  }
}

let waiting = 0;
let painting: AbortController | undefined;

/** Paints what a form would show before the page itself is there: one letter for each area comes back. */
async function preview(form: HTMLFormElement): Promise<void> {
  painting?.abort();
  painting = new AbortController();
  try {
    const answer = await fetch(addressOf(form, form.action.replace(/\/stapelkaart$/, '/stapelkaart/klassen')), { signal: painting.signal });
    const layers = form.querySelectorAll('[name="cijfer"]').length;
    if (answer.ok && Number(answer.headers.get('X-Stack-Layers')) === layers) paint(await answer.text());
  } catch {
    // Something newer overtook it, or the page itself will tell what is wrong.
  }
}

/** Colours the map as a link asks, before the page itself is asked for: reading a page of a country takes longer. */
async function colour(link: HTMLAnchorElement): Promise<void> {
  leave();
  painting?.abort();
  painting = new AbortController();
  const address = new URL(link.href);
  address.pathname = address.pathname.replace(/\/stapelkaart$/, '/stapelkaart/opvallend');
  try {
    const answer = await fetch(address, { signal: painting.signal });
    if (answer.ok) recolour(answer.headers.get('X-Palette') ?? '', await answer.text());
    await new Promise((painted) => requestAnimationFrame(() => window.setTimeout(painted)));
  } catch {
    // The page itself comes after it, and tells what is wrong.
  }
}

function changed(event: Event): void {
  const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>('form[data-live]') : null;
  if (!form || !form.checkValidity()) return;
  if (!form.classList.contains('layer-form')) {
    if (event.type === 'change') form.requestSubmit();
    return;
  }
  const added = event.target instanceof HTMLSelectElement && event.target.name === 'erbij';
  window.clearTimeout(waiting);
  leave();
  if (!added && picture() && !document.querySelector('[data-map][data-striking]')) void preview(form);
  waiting = window.setTimeout(() => void go(addressOf(form), 'replace', undefined, !added), event.type === 'change' ? 0 : typing);
}

function submitted(event: SubmitEvent): void {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  if (!form?.matches('.layer-form, [data-search], [data-pair]')) return;
  event.preventDefault();
  void go(addressOf(form), 'push', form.matches('[data-search]') ? toChosen : undefined);
}

function mount(): void {
  mountScatter();
  mountPng();
}

if (root) {
  root.addEventListener('click', clicked);
  root.addEventListener('change', changed);
  root.addEventListener('input', changed);
  root.addEventListener('submit', submitted);
  window.addEventListener('popstate', () => void go(window.location.href, 'replace'));
  mount();
}
