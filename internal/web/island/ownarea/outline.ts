// outline.ts is the arithmetic of an outline: places of the map against places in the country, lines that cross, and how
// much of an area lies inside. It touches no page.

/** A place on the map, in units of its view box. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the map lies in the country: the corner of its view box in metres of RD New, and how many metres a unit is. */
export interface Ground {
  readonly x: number;
  readonly y: number;
  readonly metres: number;
}

/** How an area lies towards an outline. */
export type Side = 'inside' | 'cut' | 'outside';

const system = 'urn:ogc:def:crs:EPSG::28992';
/** Corners are kept in whole decimetres: nobody draws more exactly. */
const perMetre = 10;
const mostCorners = 500;

function toCountry(p: Point, on: Ground): [number, number] {
  const round = (metres: number) => Math.round(metres * perMetre) / perMetre;
  return [round(on.x + p.x * on.metres), round(on.y - p.y * on.metres)];
}

/** Writes corners as GeoJSON in metres of RD New, closed and counterclockwise. */
export function write(corners: readonly Point[], on: Ground): string {
  const ring = corners.map((p) => toCountry(p, on));
  // On the map, y runs down, so that what is clockwise there has a surface above zero.
  if (surface(corners) > 0) ring.reverse();
  const closed = ring.length > 0 ? [...ring, ring[0]] : [];
  return JSON.stringify({ type: 'Polygon', crs: { type: 'name', properties: { name: system } }, coordinates: [closed] });
}

/** Reads corners of an outline that can be changed by hand: one polygon without holes in RD New. Others give none. */
export function read(text: string, on: Ground): Point[] {
  try {
    const outline = JSON.parse(text) as { type?: unknown; crs?: { properties?: { name?: unknown } }; coordinates?: unknown };
    const rings = outline.coordinates;
    if (outline.type !== 'Polygon' || outline.crs?.properties?.name !== system) return [];
    if (!Array.isArray(rings) || rings.length !== 1 || !Array.isArray(rings[0])) return [];
    const corners = (rings[0] as unknown[]).slice(0, -1).map((p) => {
      const [x, y] = p as [number, number];
      return { x: (x - on.x) / on.metres, y: (on.y - y) / on.metres };
    });
    const sound = corners.every((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
    return sound && corners.length >= 3 && corners.length <= mostCorners ? corners : [];
  } catch {
    return [];
  }
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
}

function onLine(a: Point, b: Point, p: Point): boolean {
  return Math.min(a.x, b.x) <= p.x && p.x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= p.y && p.y <= Math.max(a.y, b.y);
}

/** Reports whether two lines have a place in common. */
function meet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  if (abc !== abd && cda !== cdb) return true;
  return (
    (abc === 0 && onLine(a, b, c)) || (abd === 0 && onLine(a, b, d)) || (cda === 0 && onLine(c, d, a)) || (cdb === 0 && onLine(c, d, b))
  );
}

/** Reports whether c lies back along the line from a to b, so that the line would cover itself. */
function foldsBack(a: Point, b: Point, c: Point): boolean {
  return turn(a, b, c) === 0 && (a.x - b.x) * (c.x - b.x) + (a.y - b.y) * (c.y - b.y) > 0;
}

/** Reports whether a line through corners crosses, touches or covers itself; closed, it runs back to the first corner. It
 *  looks at the places that will stand in the form, in whole decimetres, so that the server says the same. */
export function crosses(corners: readonly Point[], closed: boolean, on: Ground): boolean {
  const n = corners.length;
  const lines = closed ? n : n - 1;
  const grid = corners.map((p) => toCountry(p, on)).map(([x, y]) => ({ x: Math.round(x * perMetre), y: Math.round(y * perMetre) }));
  const at = (i: number) => grid[i % n] as Point;
  for (let i = 0; i < lines; i++) {
    if (distance(at(i), at(i + 1)) === 0) return true;
    for (let j = i + 1; j < lines; j++) {
      const next = j === i + 1;
      const around = closed && i === 0 && j === lines - 1;
      if (next || around) {
        const [a, b, c] = next ? [at(i), at(i + 1), at(i + 2)] : [at(j), at(0), at(1)];
        if (foldsBack(a, b, c)) return true;
      } else if (meet(at(i), at(i + 1), at(j), at(j + 1))) return true;
    }
  }
  return false;
}

function surface(ring: readonly Point[]): number {
  let sum = 0;
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length] as Point;
    sum += p.x * q.y - q.x * p.y;
  });
  return sum / 2;
}

/** Reads the rings of a path that the server drew: whole steps of M, m, l, h, v and z. */
export function rings(path: string): Point[][] {
  const all: Point[][] = [];
  let ring: Point[] = [];
  let at: Point = { x: 0, y: 0 };
  const to = (x: number, y: number) => {
    at = { x, y };
    ring.push(at);
  };
  for (const [, command = '', list = ''] of path.matchAll(/([MmlhvzZ])([^MmlhvzZ]*)/g)) {
    const numbers = (list.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
    if (command === 'z' || command === 'Z') {
      at = ring[0] ?? at;
    } else if (command === 'h' || command === 'v') {
      for (const n of numbers) to(at.x + (command === 'h' ? n : 0), at.y + (command === 'v' ? n : 0));
    } else {
      if (command !== 'l') all.push((ring = []));
      for (let i = 0; i + 1 < numbers.length; i += 2) {
        const [x, y] = [numbers[i] as number, numbers[i + 1] as number];
        if (command === 'M') to(x, y);
        else to(at.x + x, at.y + y);
      }
    }
  }
  return all.filter((r) => r.length > 2);
}

/** Returns where a line across at a height runs inside rings, as pairs from left to right. */
function spans(of: readonly (readonly Point[])[], y: number): number[] {
  const found: number[] = [];
  for (const ring of of) {
    let a = ring.at(-1) as Point;
    for (const b of ring) {
      if (a.y > y !== b.y > y) found.push(a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x));
      a = b;
    }
  }
  return found.sort((one, other) => one - other);
}

function common(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0, j = 0; i + 1 < a.length && j + 1 < b.length; ) {
    const end = Math.min(a[i + 1] as number, b[j + 1] as number);
    sum += Math.max(0, end - Math.max(a[i] as number, b[j] as number));
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2;
    else j += 2;
  }
  return sum;
}

export function contains(area: readonly (readonly Point[])[], p: Point): boolean {
  return spans(area, p.y).filter((x) => x <= p.x).length % 2 === 1;
}

const scanLines = 160;
/** As on the server: what lies within half a percent counts as drawn on the border. */
const sliver = 0.005;

/** Tells how an area lies towards an outline, about: the server works it out with boundaries in full. */
export function side(area: readonly (readonly Point[])[], outline: readonly Point[]): Side {
  const heights = area.flat().map((p) => p.y);
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  const step = (bottom - top) / scanLines;
  let [inside, whole] = [0, 0];
  for (let k = 0; k < scanLines; k++) {
    const y = top + (k + 0.5) * step;
    const of = spans(area, y);
    whole += common(of, of);
    inside += common(of, spans([outline], y));
  }
  const share = whole > 0 ? inside / whole : 0;
  if (share >= 1 - sliver) return 'inside';
  const little = inside * step < Math.abs(surface(outline)) / 100;
  return share === 0 || (share <= sliver && little) ? 'outside' : 'cut';
}
