// page.ts goes from one state of the stack map to another without loading the page anew: it fetches the page that the
// address stands for and puts its parts in place. Whatever goes wrong ends in an ordinary visit to that address.

import { picture, recolour } from './map.ts';

const busyAfter = 300;
const pages = /\/stapelkaart(?=\?|$)/;
const rests = /\/stapelkaart\/rest(?=\?|$)/;
let latest = 0;
let under: AbortController | undefined;

/** What to do with the history: a step of its own, or in place of the one before. */
export type Step = 'push' | 'replace';

/**
 * Goes to an address of this page. Resolves to false when something newer overtook it. Of a page that draws the same as this
 * one, only the rest is asked for: the pictures of a country are nine tenths of it.
 */
export async function visit(address: string, step: Step, same = false): Promise<boolean> {
  const mine = ++latest;
  under?.abort();
  under = new AbortController();
  const busy = window.setTimeout(() => document.body.classList.add('busy'), busyAfter);
  try {
    const light = same && drawn(document) !== undefined;
    const answer = await fetch(light ? address.replace(pages, '/stapelkaart/rest') : address, { headers: { Accept: 'text/html' }, signal: under.signal });
    const text = await answer.text();
    if (mine !== latest) return false;
    const next = new DOMParser().parseFromString(text, 'text/html');
    if (light && answer.ok && drawn(next) !== drawn(document)) return await visit(address, step);
    const url = answer.url.replace(rests, '/stapelkaart');
    if (!answer.ok || !(light || samePaths(next))) {
      window.location.assign(answer.ok ? url : address);
      return false;
    }
    take(next, light);
    if (step === 'push') history.pushState(null, '', url);
    else history.replaceState(null, '', url);
    return true;
  } catch {
    if (mine === latest) window.location.assign(address);
    return false;
  } finally {
    window.clearTimeout(busy);
    if (mine === latest) document.body.classList.remove('busy');
  }
}

/** Lets go of a visit that is under way, since something newer is coming. */
export function leave(): void {
  latest++;
  under?.abort();
  document.body.classList.remove('busy');
}

/** Returns what a page names its pictures, where it has so many areas that they are worth keeping. */
function drawn(page: Document): string | undefined {
  return page.querySelector<HTMLElement>('[data-island="stack"]')?.dataset.drawn;
}

/** Reports whether a page draws the same areas, so that only classes differ. */
function samePaths(next: Document): boolean {
  const ids = (page: Document) => {
    const paths = page.querySelectorAll('svg.bb-signs path[id], [data-map] .areas path[id]');
    return `${paths.length} ${paths[0]?.id} ${paths[paths.length - 1]?.id} ${paths[0]?.getAttribute('d')}`;
  };
  return next.querySelector('[data-island="stack"]') !== null && ids(document) === ids(next);
}

/** Takes over the parts of a page, and keeps what somebody unfolded and where they are. */
function take(next: Document, light: boolean): void {
  const focused = document.activeElement?.id;
  const open = new Set([...document.querySelectorAll('details')].map((d, i) => (d.open ? i : -1)));
  for (const part of document.querySelectorAll<HTMLElement>('[data-part]')) {
    const other = next.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!other) continue;
    if (light && part.dataset.part === 'map') keepAround(part, other, part.querySelector('[data-map]'), other.querySelector('[data-map]'));
    else if (light && part.dataset.part === 'minis') keepMinis(part, other);
    else if (!part.isEqualNode(other)) part.replaceWith(document.adoptNode(other));
  }
  document.querySelectorAll('details').forEach((d, i) => (d.open = open.has(i) || d.open));
  document.title = next.title;
  const root = document.querySelector<HTMLElement>('[data-island="stack"]');
  const named = drawn(next);
  if (root && named) root.dataset.drawn = named;
  else delete root?.dataset.drawn;
  const language = document.querySelector('a.language');
  const href = next.querySelector('a.language')?.getAttribute('href');
  if (language && href) language.setAttribute('href', href.replace(rests, '/stapelkaart'));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Takes over everything in a part but one element, which stays where it is. */
function keepAround(part: Element, other: Element, kept: HTMLElement | null, gone: HTMLElement | null): void {
  if (!kept || !gone || kept.parentElement !== part || gone.parentElement !== other) return;
  const nodes = [...other.childNodes];
  const at = nodes.indexOf(gone);
  for (const old of [...part.childNodes]) if (old !== kept) old.remove();
  kept.before(...nodes.slice(0, at));
  kept.after(...nodes.slice(at + 1));
  kept.toggleAttribute('data-striking', gone.hasAttribute('data-striking'));
  picture()?.setAttribute('aria-label', gone.dataset.label ?? '');
  recolour(gone.dataset.palette ?? '', gone.dataset.looks ?? '');
}

/** Takes over the words of the small maps, and leaves the maps. */
function keepMinis(part: Element, other: Element): void {
  const now = [...other.querySelectorAll('.mini')];
  part.querySelectorAll('.mini').forEach((old, i) => {
    const words = [...(now[i]?.children ?? [])];
    [...old.children].forEach((child, k) => {
      const word = words[k];
      if (word && child.tagName !== 'svg' && !child.isEqualNode(word)) child.replaceWith(document.adoptNode(word));
    });
  });
}
