// freemap looks around freely over our own vector tiles. Figures travel apart from the tiles, as one number of hits per
// area, and are joined here by code. Without WebGL2 the sentence that is there already stays.

import 'maplibre-gl/dist/maplibre-gl.css';
import { Map as FreeMap, NavigationControl, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';

const place = document.querySelector<HTMLElement>('[data-island="freemap"]');

function style(tiles: string, colours: string[]): StyleSpecification {
  const hits = ['coalesce', ['feature-state', 'hits'], -1];
  const fill: unknown[] = ['match', hits];
  colours.forEach((colour, n) => fill.push(n, colour));
  fill.push('#ffffff');
  return {
    version: 8,
    sources: { areas: { type: 'vector', tiles: [`${window.location.origin}${tiles}/{z}/{x}/{y}`], minzoom: 5, maxzoom: 13, promoteId: 'code' } },
    layers: [
      { id: 'land', type: 'background', paint: { 'background-color': '#f5f5fa' } },
      { id: 'fill', type: 'fill', source: 'areas', 'source-layer': 'areas', paint: { 'fill-color': fill as never } },
      { id: 'line', type: 'line', source: 'areas', 'source-layer': 'areas', paint: { 'line-color': '#6f7580', 'line-width': 0.6 } },
    ],
  };
}

async function mount(element: HTMLElement): Promise<void> {
  const { tiles = '', classes = '', colours = '' } = element.dataset;
  const answer = await fetch(classes);
  if (!answer.ok) return;
  const hits = (await answer.json()) as Record<string, number>;
  if (!document.createElement('canvas').getContext('webgl2')) return;
  setWorkerUrl(workerUrl);
  const away = element.querySelector<HTMLElement>('[data-away]');
  const map = new FreeMap({ container: element, style: style(tiles, colours.split(' ')), bounds: [3.3, 50.7, 7.3, 53.6], attributionControl: false });
  if (away) away.hidden = true;
  map.addControl(new NavigationControl({ showCompass: false }));
  map.on('load', () => {
    for (const [code, n] of Object.entries(hits)) map.setFeatureState({ source: 'areas', sourceLayer: 'areas', id: code }, { hits: n });
  });
}

if (place) {
  mount(place).catch(() => {
    const away = place.querySelector<HTMLElement>('[data-away]');
    if (away) away.hidden = false;
  });
}
