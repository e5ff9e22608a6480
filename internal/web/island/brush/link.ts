// link.ts finds the same area in every picture and list of the page, and shows which ones are looked at and picked. An
// area carries its code as data-area or data-code, or is a use of a path that is named after it.

const svg = 'http://www.w3.org/2000/svg';
const form = /^[A-Z]{2}\d+$/;

/** Returns the code of the area that an element is part of. */
export function areaOf(at: EventTarget | null): string | undefined {
  if (!(at instanceof Element)) return undefined;
  const element = at.closest<HTMLElement | SVGElement>('[data-area], [data-code], .bb-map .areas use');
  if (!element || element.closest('.water')) return undefined;
  const code = element.dataset.area ?? element.dataset.code ?? element.getAttribute('href')?.split('-').at(-1);
  return code && form.test(code) ? code : undefined;
}

/** Returns what stands for an area in lists and clouds. */
function placesOf(code: string): NodeListOf<Element> {
  return document.querySelectorAll(`tr[data-area="${code}"], tr[data-code="${code}"], li[data-area="${code}"], .point[data-code="${code}"], .point[data-area="${code}"]`);
}

/** Returns the shape of an area on every map that has one. */
function shapesOf(code: string): SVGElement[] {
  const found: SVGElement[] = [];
  for (const shape of document.querySelectorAll<SVGElement>(
    `.bb-map .areas use[href$="-${code}"], .bb-map :is(path, rect, use)[data-area="${code}"], .bb-map rect[data-code="${code}"]`,
  )) {
    if (!shape.matches('.lit-edge, .edge, .core')) found.push(shape);
  }
  return found;
}

/** Draws the outline of a shape on top of its map. */
function outline(shape: SVGElement, kind: string): void {
  const map = shape.ownerSVGElement;
  if (!map) return;
  let copy: SVGElement;
  if (shape.tagName === 'use') {
    copy = document.createElementNS(svg, 'use');
    copy.setAttribute('href', shape.getAttribute('href') ?? '');
  } else {
    copy = shape.cloneNode(false) as SVGElement;
    for (const name of ['id', 'data-area', 'data-code', 'style', 'fill']) copy.removeAttribute(name);
  }
  copy.setAttribute('class', kind);
  map.append(copy);
}

let lit: string | undefined;

/** Shows in every picture and list which area is looked at; none for undefined. */
export function light(code: string | undefined): void {
  if (code === lit) return;
  lit = code;
  document.querySelectorAll('.is-lit').forEach((old) => old.classList.remove('is-lit'));
  document.querySelectorAll('.lit-edge').forEach((old) => old.remove());
  if (!code) return;
  for (const place of placesOf(code)) place.classList.add('is-lit');
  for (const shape of shapesOf(code)) outline(shape, 'lit-edge');
}

/** Shows in clouds and lists, and on maps when they are not drawn otherwise, which areas are picked. */
export function mark(codes: Iterable<string>, maps: boolean): void {
  document.querySelectorAll('.is-picked').forEach((old) => old.classList.remove('is-picked'));
  if (maps) document.querySelectorAll('.bb-map .picked').forEach((old) => old.remove());
  for (const code of codes) {
    for (const place of placesOf(code)) place.classList.add('is-picked');
    if (!maps) continue;
    for (const shape of shapesOf(code)) {
      outline(shape, 'edge picked');
      outline(shape, 'core picked');
    }
  }
}
