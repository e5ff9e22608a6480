// page.ts goes from one state of the stack map to another without loading the page anew: it fetches the page that the
// address stands for and puts its parts in place. Whatever goes wrong ends in an ordinary visit to that address.

const busyAfter = 300;
let latest = 0;
let under: AbortController | undefined;

/** What to do with the history: a step of its own, or in place of the one before. */
export type Step = 'push' | 'replace';

/** Goes to an address of this page. Resolves to false when something newer overtook it. */
export async function visit(address: string, step: Step): Promise<boolean> {
  const mine = ++latest;
  under?.abort();
  under = new AbortController();
  const busy = window.setTimeout(() => document.body.classList.add('busy'), busyAfter);
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, signal: under.signal });
    const text = await answer.text();
    if (mine !== latest) return false;
    const next = new DOMParser().parseFromString(text, 'text/html');
    if (!answer.ok || !samePaths(next)) {
      window.location.assign(answer.ok ? answer.url : address);
      return false;
    }
    take(next);
    if (step === 'push') history.pushState(null, '', answer.url);
    else history.replaceState(null, '', answer.url);
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

/** Reports whether a page draws the same areas, so that only classes differ. */
function samePaths(next: Document): boolean {
  const ids = (page: Document) => {
    const paths = page.querySelectorAll('svg.bb-signs path[id]');
    return `${paths.length} ${paths[0]?.id} ${paths[paths.length - 1]?.id} ${paths[0]?.getAttribute('d')}`;
  };
  return next.querySelector('[data-island="stack"]') !== null && ids(document) === ids(next);
}

/** Takes over the parts of a page, and keeps what somebody unfolded and where they are. */
function take(next: Document): void {
  const focused = document.activeElement?.id;
  const open = new Set([...document.querySelectorAll('details')].map((d, i) => (d.open ? i : -1)));
  for (const part of document.querySelectorAll<HTMLElement>('[data-part]')) {
    const other = next.querySelector(`[data-part="${part.dataset.part}"]`);
    if (other && other.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(other));
  }
  document.querySelectorAll('details').forEach((d, i) => (d.open = open.has(i) || d.open));
  document.title = next.title;
  const language = document.querySelector('a.language');
  const href = next.querySelector('a.language')?.getAttribute('href');
  if (language && href) language.setAttribute('href', href);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
