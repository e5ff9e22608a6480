// What stands out, on all areas of a region: how long the program takes to work it out the first time and to answer it again,
// as ratios to the stack's own looks in the same round; and from a click on another colour to the map painted and the page
// there, in Chromium without a graphics card, beside the browser alone.
// Usage: striking.mjs URL REGION LEVEL YEAR ROUNDS LAYER...
import { chromium } from '@playwright/test';

const [url, region, level, year, rounds, ...layers] = process.argv.slice(2);
const middle = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const query = (top, more) =>
  new URLSearchParams([['in', region], ['niveau', level], ['jaar', year], ...layers.map((l) => ['laag', l.replace(/top\d+/, `top${top}`)]), ...more]);

const timed = async (address) => {
  const began = performance.now();
  const answer = await fetch(address);
  await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return performance.now() - began;
};
const own = [];
const found = [];
const again = [];
for (let round = 0; round <= Number(rounds); round++) {
  // Thresholds that nobody asked for before, so that nothing is kept of them.
  const stack = await timed(`${url}stapelkaart/opvallend?${query(31 + round, [])}`);
  const first = await timed(`${url}stapelkaart/opvallend?${query(31 + round, [['opvallend', 'stapel']])}`);
  const kept = await timed(`${url}stapelkaart/opvallend?${query(31 + round, [['opvallend', 'stapel']])}`);
  if (round === 0) continue; // figures and boundaries are read
  own.push(stack);
  found.push(first);
  again.push(kept);
}
const ratio = (list) => middle(list.map((t, i) => t / own[i])).toFixed(1);
console.log(
  `hotspots ${region}: the stack's own looks ${middle(own).toFixed(0)} ms; what stands out the first time ${middle(found).toFixed(0)} ms ` +
    `(${ratio(found)} times), kept ${middle(again).toFixed(1)} ms (${ratio(again)} times), ${rounds} rounds`,
);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(`${url}stapelkaart?${query(20, [])}`, { timeout: 120_000 });
await page.waitForSelector('[data-map] svg');

/** Clicks on a colour and resolves to the milliseconds until the map was painted in it, and until the page was there. */
const colour = (n) =>
  page.evaluate(
    (n) =>
      new Promise((done) => {
        const began = performance.now();
        const address = location.href;
        const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now() - began), 0));
        let first;
        const watch = new MutationObserver((list) => {
          if (first !== undefined || !list.some((m) => m.target.closest?.('[data-map]'))) return;
          first = 0;
          painted((t) => (first = t));
        });
        watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['class'] });
        const look = () => {
          if (location.href === address || !first) return void setTimeout(look, 1);
          watch.disconnect();
          painted((whole) => done({ first, whole }));
        };
        document.querySelectorAll('a[data-colour]')[n].click();
        look();
      }),
    n,
  );

/** The browser alone: all areas get another class and are painted. */
const alone = () =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const shapes = document.querySelectorAll('[data-map] .areas :is(use, path)');
        const before = [...shapes].map((s) => s.getAttribute('class'));
        const began = performance.now();
        shapes.forEach((s, i) => s.setAttribute('class', `c${i % 4}`));
        requestAnimationFrame(() =>
          setTimeout(() => {
            const took = performance.now() - began;
            shapes.forEach((s, i) => s.setAttribute('class', before[i]));
            requestAnimationFrame(() => setTimeout(() => done(took), 0));
          }, 0),
        );
      }),
  );

const first = [];
const whole = [];
const bare = [];
for (let round = 0; round <= Number(rounds); round++) {
  for (const n of [1, 2, 0]) {
    const ours = await colour(n);
    const browserAlone = await alone();
    if (round === 0) continue;
    first.push(ours.first);
    whole.push(ours.whole);
    bare.push(browserAlone);
  }
}
console.log(
  `P5 ${region}, other colours: map painted ${middle(first).toFixed(0)} ms after the click, whole page ${middle(whole).toFixed(0)} ms; the browser alone ` +
    `${middle(bare).toFixed(0)} ms (${middle(first.map((t, i) => t / bare[i])).toFixed(1)} times)`,
);
await browser.close();
