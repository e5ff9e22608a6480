// png.ts adds a button that makes a PNG of the downloadable SVG, in the browser itself.

const wide = 2000;

/** Puts the button beside the link to the SVG. */
export function mountPng(): void {
  const link = document.querySelector<HTMLAnchorElement>('a[data-svg]');
  if (!link || document.querySelector('button[data-png]')) return;
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'second';
  button.dataset.png = '';
  button.textContent = 'PNG';
  button.addEventListener('click', () => void save(link.href));
  item.append(button);
  link.closest('li')?.before(item);
}

async function save(address: string): Promise<void> {
  const drawing = await (await fetch(address)).blob();
  const image = new Image();
  const source = URL.createObjectURL(new Blob([drawing], { type: 'image/svg+xml' }));
  image.src = source;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = wide;
  canvas.height = Math.round((wide * image.naturalHeight) / Math.max(1, image.naturalWidth));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(source);
  canvas.toBlob((picture) => {
    if (!picture) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(picture);
    link.download = 'stapel.png';
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, 'image/png');
}
