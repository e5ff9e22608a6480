// map.ts paints the map of the stack: which class every area has, and which areas have an edge.

const svg = 'http://www.w3.org/2000/svg';
const signs: Record<string, string> = { w: 'withheld', n: 'unmeasured', e: 'empty', z: 'water', '-': 'none' };

/** Returns the picture of the stack, as a map or as tiles. */
export function picture(): SVGSVGElement | null {
  return document.querySelector<SVGSVGElement>('[data-map] svg');
}

/** Returns the drawn areas in painting order. */
function shapes(): NodeListOf<SVGElement> {
  return document.querySelectorAll<SVGElement>('[data-map] .areas :is(use, path), [data-map] rect.tile');
}

/** Returns the code of a drawn area. */
export function codeOf(shape: Element | null): string | undefined {
  if (shape instanceof SVGElement && shape.dataset.code) return shape.dataset.code;
  return (shape?.getAttribute('href') ?? shape?.id)?.split('-')[1];
}

/** Gives every area its look, one letter each: a number of hits in hexadecimal digits, or a sign. */
export function paint(looks: string): boolean {
  const list = shapes();
  if (list.length !== looks.length) return false;
  list.forEach((shape, i) => {
    const letter = looks[i] ?? '-';
    const look = signs[letter] ?? `c${parseInt(letter, 16)}`;
    const tile = shape.classList.contains('tile');
    const wanted = tile ? `tile ${look}` : look;
    if (shape.getAttribute('class') !== wanted) shape.setAttribute('class', wanted);
    const number = tile ? shape.parentElement?.querySelector(`rect[data-code="${shape.dataset.code}"] + text`) : undefined;
    if (number) number.textContent = letter in signs ? '' : String(parseInt(letter, 16));
  });
  return true;
}

/** Gives the picture other colours, and every area its look in them. What stood on top of the colours goes. */
export function recolour(palette: string, looks: string): void {
  const on = picture();
  if (!on || !/^bb-[a-z]+\d+$/.test(palette) || !paint(looks)) return;
  on.querySelectorAll('.mark').forEach((old) => old.remove());
  for (const old of [...on.classList]) if (/^bb-(stack|diff)\d+$/.test(old)) on.classList.replace(old, palette);
}

/** Puts an edge round areas, drawn on top; the others lose theirs. */
export function edge(codes: string[]): void {
  const on = picture();
  if (!on) return;
  on.querySelectorAll('.edge, .core').forEach((old) => old.remove());
  for (const kind of ['edge', 'core']) {
    for (const code of codes) {
      const shape = outline(on, code);
      if (!shape) continue;
      shape.setAttribute('class', kind);
      on.append(shape);
    }
  }
}

function outline(on: SVGSVGElement, code: string): SVGElement | undefined {
  const tile = on.querySelector<SVGElement>(`rect.tile[data-code="${code}"]`);
  if (tile) {
    const copy = tile.cloneNode() as SVGElement;
    copy.removeAttribute('data-code');
    return copy;
  }
  const path = document.getElementById(`b-${code}`);
  if (!path) return undefined;
  if (on.contains(path)) {
    // A use of a path of the map itself would have its colour.
    const copy = path.cloneNode() as SVGElement;
    copy.removeAttribute('id');
    return copy;
  }
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `#b-${code}`);
  return use;
}
