// link.ts finds the same area in every picture and list of the page, and shows which ones are looked at and picked. An
// area carries its code as data-area or data-code, or is a use of a path that is named after it.

const svg = 'http://www.w3.org/2000/svg';
const form = /^[A-Z]{2}\d+$/;

/** Returns the code of the area that an element is part of. */
export function areaOf(at: EventTarget | null): string | undefined {
  if (!(at instanceof Element)) return undefined;
  const element = at.closest<HTMLElement | SVGElement>('[data-area], [data-code], .bb-map .areas :is(use, path[id])');
  if (!element || element.closest('.water')) return undefined;
  const code = element.dataset.area ?? element.dataset.code ?? (element.getAttribute('href') ?? element.id).split('-').at(-1);
  return code && form.test(code) ? code : undefined;
}

const places = 'tr[data-area], tr[data-code], li[data-area], .point[data-code], .point[data-area]';
const shapes = '.bb-map .areas :is(use, path[id]), .bb-map :is(path, rect, use)[data-area], .bb-map rect[data-code]';
const drawnOver = '.lit-edge, .edge, .core';

/** Calls for everything on the page that stands for one of some areas: one walk, however many areas there are. */
function each(found: string, codes: ReadonlySet<string>, then: (element: Element) => void): void {
  for (const element of document.querySelectorAll(found)) {
    const code = areaOf(element);
    if (code && codes.has(code) && !element.matches(drawnOver)) then(element);
  }
}

/** Returns the outline of a shape as the text of a path. */
function pathOf(shape: Element): string {
  const number = (name: string) => Number(shape.getAttribute(name));
  if (shape.tagName === 'rect') return `M${number('x')} ${number('y')}h${number('width')}v${number('height')}h${-number('width')}z`;
  const source = shape.tagName === 'use' ? document.querySelector(shape.getAttribute('href') ?? '#') : shape;
  return source?.getAttribute('d') ?? '';
}

/** Draws the outline of areas on top of every map that has them, as one path for each kind of line. */
function outline(codes: ReadonlySet<string>, kinds: readonly string[]): void {
  const of = new Map<SVGSVGElement, string[]>();
  each(shapes, codes, (shape) => {
    const map = shape instanceof SVGElement ? shape.ownerSVGElement : null;
    if (!map) return;
    const paths = of.get(map);
    if (paths) paths.push(pathOf(shape));
    else of.set(map, [pathOf(shape)]);
  });
  for (const [map, paths] of of) {
    for (const kind of kinds) {
      const line = document.createElementNS(svg, 'path');
      line.setAttribute('class', kind);
      line.setAttribute('d', paths.join(''));
      map.append(line);
    }
  }
}

let lit: string | undefined;

/** Shows in every picture and list which area is looked at; none for undefined. */
export function light(code: string | undefined): void {
  if (code === lit) return;
  lit = code;
  document.querySelectorAll('.is-lit').forEach((old) => old.classList.remove('is-lit'));
  document.querySelectorAll('.lit-edge').forEach((old) => old.remove());
  if (!code) return;
  const one = new Set([code]);
  each(places, one, (place) => place.classList.add('is-lit'));
  outline(one, ['lit-edge']);
}

/** Shows in clouds and lists, and on maps when they are not drawn otherwise, which areas are picked. */
export function mark(codes: Iterable<string>, maps: boolean): void {
  document.querySelectorAll('.is-picked').forEach((old) => old.classList.remove('is-picked'));
  if (maps) document.querySelectorAll('.bb-map .picked').forEach((old) => old.remove());
  const picked = new Set(codes);
  if (picked.size === 0) return;
  each(places, picked, (place) => place.classList.add('is-picked'));
  if (maps) outline(picked, ['edge picked', 'core picked']);
}
