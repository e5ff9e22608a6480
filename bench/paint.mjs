// P5: from changing a threshold on the page of the stack map to seeing the map painted, in Chromium without a graphics
// card. Beside it, in turn, the browser alone: the same areas get other classes by a script and are painted. The ratio
// of the two holds on a busy machine; milliseconds do not.
// Usage: paint.mjs URL REGION LEVEL YEAR ROUNDS LAYER...
import { chromium } from '@playwright/test';

const [url, region, level, year, rounds, ...layers] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
const query = new URLSearchParams([['in', region], ['niveau', level], ['jaar', year], ...layers.map((l) => ['laag', l])]);
const loading = Date.now();
await page.goto(`${url}stapelkaart?${query}`, { timeout: 120_000 });
await page.waitForSelector('[data-map] svg');
const loaded = Date.now() - loading;

/** Changes a threshold and resolves to the milliseconds until the map was first painted anew, and until the page was. */
const change = (value) =>
  page.evaluate(
    (value) =>
      new Promise((done, failed) => {
        const field = document.querySelector('#waarde1');
        const began = performance.now();
        let first;
        const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now() - began), 0));
        const until = setTimeout(() => failed(new Error('the map did not change')), 60_000);
        const watch = new MutationObserver((list) => {
          const onMap = list.some((m) => m.target.closest?.('[data-map]') || [...m.addedNodes].some((n) => n.querySelector?.('[data-map]') || n.closest?.('[data-map]')));
          if (onMap && first === undefined) {
            first = 0;
            painted((t) => (first = t));
          }
        });
        watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'd'] });
        const address = location.href;
        const look = () => {
          if (location.href === address || !first) {
            setTimeout(look, 1);
            return;
          }
          watch.disconnect();
          clearTimeout(until);
          painted((whole) => done({ first, whole }));
        };
        field.value = String(value);
        field.dispatchEvent(new Event('change', { bubbles: true }));
        look();
      }),
    value,
  );

/** The browser alone: half of the areas get another class, in a copy of the map that is taken away again after. */
const alone = () =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const shapes = document.querySelectorAll('[data-map] .areas use, [data-map] .areas path, [data-map] rect.tile');
        const before = [...shapes].map((s) => s.getAttribute('class'));
        const began = performance.now();
        shapes.forEach((s, i) => i % 2 && s.setAttribute('class', `c${i % 5}`));
        requestAnimationFrame(() =>
          setTimeout(() => {
            const took = performance.now() - began;
            shapes.forEach((s, i) => (before[i] === null ? s.removeAttribute('class') : s.setAttribute('class', before[i])));
            requestAnimationFrame(() => setTimeout(() => done({ took, shapes: shapes.length }), 0));
          }, 0),
        );
      }),
  );

const middle = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const first = [];
const whole = [];
const bare = [];
let shapes = 0;
for (let round = 0; round <= Number(rounds); round++) {
  const ours = await change(11 + round);
  const browserAlone = await alone();
  if (round === 0) continue; // both warm up
  first.push(ours.first);
  whole.push(ours.whole);
  bare.push(browserAlone.took);
  shapes = browserAlone.shapes;
}
const ratio = middle(first.map((t, i) => t / bare[i]));
console.log(
  `P5 ${region}: map painted ${middle(first).toFixed(0)} ms after the change, whole page ${middle(whole).toFixed(0)} ms; the browser alone ` +
    `${middle(bare).toFixed(0)} ms for ${shapes} shapes (${ratio.toFixed(1)} times), ${rounds} rounds; first visit ${loaded} ms`,
);
await browser.close();
