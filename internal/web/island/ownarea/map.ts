// map.ts is the map on which an outline is drawn: where it lies, which areas it has, and the line and corners on top.

import { contains, type Ground, type Point, rings, type Side, side } from './outline.ts';

const namespace = 'http://www.w3.org/2000/svg';

/** An area of the map with its place. */
interface Shape {
  readonly code: string;
  readonly name: string;
  readonly rings: Point[][];
  readonly box: Box;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What stands on top of the areas. */
export interface Overlay {
  corners: readonly Point[];
  closed: boolean;
  /** The corner that is picked up, or -1. */
  held: number;
  /** Where the line goes on to, while it is drawn. */
  guide: Point | undefined;
  guideCrosses: boolean;
  /** Where the keys are. */
  cross: Point | undefined;
}

function boxOf(points: readonly Point[]): Box {
  const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

export class DrawingMap {
  readonly width: number;
  readonly height: number;
  private readonly layer: SVGGElement;
  private list: Shape[] | undefined;

  private constructor(
    private readonly svg: SVGSVGElement,
    readonly ground: Ground,
  ) {
    this.width = svg.viewBox.baseVal.width;
    this.height = svg.viewBox.baseVal.height;
    this.layer = document.createElementNS(namespace, 'g');
    this.layer.setAttribute('class', 'own-outline');
    svg.append(this.layer);
  }

  /** Returns the map of a frame; none when it does not tell where it lies. */
  static of(frame: HTMLElement): DrawingMap | undefined {
    const svg = frame.querySelector<SVGSVGElement>('svg.bb-map');
    const ground = { x: Number(svg?.dataset.rdX), y: Number(svg?.dataset.rdY), metres: Number(svg?.dataset.rdMetres) };
    const known = Number.isFinite(ground.x) && Number.isFinite(ground.y) && ground.metres > 0;
    return svg && known ? new DrawingMap(svg, ground) : undefined;
  }

  /** Returns how many units of the view box a number of pixels of the screen is. */
  units(pixels: number): number {
    const scale = this.svg.getScreenCTM()?.a ?? 1;
    return pixels / (scale > 0 ? scale : 1);
  }

  /** Returns the place on the map of a place on the screen. */
  place(at: { clientX: number; clientY: number }): Point {
    const back = this.svg.getScreenCTM()?.inverse();
    const p = new DOMPoint(at.clientX, at.clientY).matrixTransform(back);
    return this.within({ x: p.x, y: p.y });
  }

  /** Keeps a place on the map. */
  within(p: Point): Point {
    return { x: Math.min(this.width, Math.max(0, p.x)), y: Math.min(this.height, Math.max(0, p.y)) };
  }

  private shapes(): Shape[] {
    this.list ??= [...this.svg.querySelectorAll<SVGElement>('.areas use')].flatMap((use) => {
      const id = use.getAttribute('href')?.slice(1) ?? '';
      const parts = rings(document.getElementById(id)?.getAttribute('d') ?? '');
      if (parts.length === 0) return [];
      return [{ code: id.split('-').at(-1) ?? '', name: use.querySelector('title')?.textContent ?? '', rings: parts, box: boxOf(parts.flat()) }];
    });
    return this.list;
  }

  /** Returns the name of the area at a place; empty where there is none. */
  nameAt(p: Point): string {
    return this.shapes().find((one) => contains(one.rings, p))?.name ?? '';
  }

  /** Tells of the areas that an outline touches how they lie towards it. */
  sides(outline: readonly Point[]): Map<string, Side> {
    const around = boxOf(outline);
    const found = new Map<string, Side>();
    for (const { code, rings: parts, box } of this.shapes()) {
      if (box.left > around.right || box.right < around.left || box.top > around.bottom || box.bottom < around.top) continue;
      found.set(code, side(parts, outline));
    }
    return found;
  }

  /** Draws what stands on top of the areas, in place of what stood there. */
  draw(o: Overlay): void {
    const drawn: SVGElement[] = [];
    const line = `M${o.corners.map((p) => `${p.x} ${p.y}`).join('L')}${o.closed ? 'Z' : ''}`;
    if (o.corners.length > 1) drawn.push(element('path', 'edge', { d: line }), element('path', 'core', { d: line }));
    const last = o.corners.at(-1);
    if (!o.closed && last && o.guide) {
      const look = o.guideCrosses ? 'guide crossing' : 'guide';
      drawn.push(element('path', look, { d: `M${last.x} ${last.y}L${o.guide.x} ${o.guide.y}`, 'stroke-width': this.units(2) }));
    }
    o.corners.forEach((p, i) => {
      const first = !o.closed && i === 0 && o.corners.length > 2;
      const look = i === o.held ? 'corner held' : first ? 'corner first' : 'corner';
      const size = { r: this.units(first || i === o.held ? 9 : 6), 'stroke-width': this.units(2) };
      drawn.push(element('circle', look, { cx: p.x, cy: p.y, ...size }));
    });
    if (o.cross) {
      const { x, y } = o.cross;
      const arm = this.units(14);
      const d = `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`;
      drawn.push(element('path', 'cross under', { d, 'stroke-width': this.units(6) }), element('path', 'cross', { d, 'stroke-width': this.units(2) }));
    }
    this.layer.replaceChildren(...drawn);
  }
}

function element(name: string, look: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(namespace, name);
  made.setAttribute('class', look);
  for (const [key, text] of Object.entries(attributes)) made.setAttribute(key, String(text));
  return made;
}
