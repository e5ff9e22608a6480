// freemap looks around freely over our own vector tiles. Figures travel apart from the tiles, as one number of hits per
// area, and are joined here by code. Without WebGL2 the sentence that is there already stays.

import 'maplibre-gl/dist/maplibre-gl.css';
import { Map as FreeMap, NavigationControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';

const place = document.querySelector<HTMLElement>('[data-island="freemap"]');

function style(tiles: string, version: string, colours: string[]): StyleSpecification {
  const hits = ['coalesce', ['feature-state', 'hits'], -1];
  const fill: unknown[] = ['match', hits];
  colours.forEach((colour, n) => fill.push(n, colour));
  fill.push('#ffffff');
  return {
    version: 8,
    sources: { areas: { type: 'vector', tiles: [`${window.location.origin}${tiles}/{z}/{x}/{y}?v=${version}`], minzoom: 5, maxzoom: 13, promoteId: 'code' } },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': '#f5f5fa' } },
      { id: 'fill', type: 'fill', source: 'areas', 'source-layer': 'areas', paint: { 'fill-color': fill as never } },
      { id: 'line', type: 'line', source: 'areas', 'source-layer': 'areas', paint: { 'line-color': '#6f7580', 'line-width': 0.6 } },
    ],
  };
}

interface Counted {
  name: string;
  text: string;
  hits: number;
  sign?: Sign;
}

type Sign = 'withheld' | 'unmeasured' | 'empty';

/** Draws the sign of an area without a count, the same as on the stack map: hatch, dots or ticks. */
function pattern(sign: Sign): ImageData {
  const size = 16;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d');
  if (!pen) return new ImageData(size, size);
  pen.fillStyle = sign === 'empty' ? '#eef1ea' : '#ffffff';
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = pen.fillStyle = '#7d828a';
  pen.beginPath();
  if (sign === 'withheld') {
    pen.lineWidth = 2.5;
    for (const x of [-size, 0, size]) pen.moveTo(x - 2, size + 2), pen.lineTo(x + size + 2, -2);
    for (const x of [-size / 2, size / 2]) pen.moveTo(x - 2, size + 2), pen.lineTo(x + size + 2, -2);
    pen.stroke();
  } else if (sign === 'unmeasured') {
    for (const [x, y] of [[4, 4], [12, 12]] as const) pen.moveTo(x, y), pen.arc(x, y, 1.8, 0, 7);
    pen.fill();
  } else {
    pen.moveTo(4, 11), pen.lineTo(8, 5), pen.lineTo(12, 11);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

/** Lays the signs over the areas that have one. */
function addSigns(map: FreeMap, areas: Record<string, Counted>): void {
  for (const sign of ['withheld', 'unmeasured', 'empty'] as const) {
    const codes = Object.entries(areas).flatMap(([code, found]) => (found.sign === sign ? [code] : []));
    map.addImage(sign, pattern(sign), { pixelRatio: 2 });
    map.addLayer(
      { id: sign, type: 'fill', source: 'areas', 'source-layer': 'areas', filter: ['in', ['get', 'code'], ['literal', codes]], paint: { 'fill-pattern': sign } },
      'line',
    );
  }
}

async function mount(element: HTMLElement): Promise<void> {
  const { tiles = '', classes = '', colours = '', bounds = '', version = '' } = element.dataset;
  const answer = await fetch(classes);
  if (!answer.ok || !document.createElement('canvas').getContext('webgl2')) return;
  const areas = (await answer.json()) as Record<string, Counted>;
  setWorkerUrl(workerUrl);
  const away = element.querySelector<HTMLElement>('[data-away]');
  const [west = 3.3, south = 50.7, east = 7.3, north = 53.6] = bounds.split(' ').map(Number);
  const map = new FreeMap({ container: element, style: style(tiles, version, colours.split(' ')), bounds: [west, south, east, north], attributionControl: false });
  if (away) away.hidden = true;
  map.addControl(new NavigationControl({ showCompass: false }));
  map.on('load', () => {
    for (const [code, { hits }] of Object.entries(areas)) map.setFeatureState({ source: 'areas', sourceLayer: 'areas', id: code }, { hits });
    addSigns(map, areas);
    element.dataset.ready = '';
  });
  map.on('click', 'fill', (event) => {
    const code = String(event.features?.[0]?.properties['code'] ?? '');
    const found = areas[code];
    if (found) say(element, code, found);
  });
}

/** Says which area was clicked, and leads to it on the stack map. */
function say(element: HTMLElement, code: string, found: Counted): void {
  const line = document.querySelector('[data-said]');
  const link = document.createElement('a');
  const back = new URL(element.dataset.back ?? '', window.location.href);
  back.searchParams.set('gekozen', code);
  link.href = back.href;
  link.textContent = found.name;
  line?.replaceChildren(link, `: ${found.text}`);
}

if (place) {
  mount(place).catch(() => {
    const away = place.querySelector<HTMLElement>('[data-away]');
    if (away) away.hidden = false;
  });
}
