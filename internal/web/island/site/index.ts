// site is on every page: the key t goes to the table of the page and back again, and opens what it is folded in.

let before: { element: Element | null; top: number } | undefined;

function toTable(): void {
  const table = document.getElementById('tabel');
  if (!table) return;
  if (before && table.contains(document.activeElement)) {
    const back = before;
    before = undefined;
    if (back.element instanceof HTMLElement) back.element.focus({ preventScroll: true });
    window.scrollTo({ top: back.top });
    return;
  }
  before = { element: document.activeElement, top: window.scrollY };
  table.querySelectorAll('details').forEach((details) => (details.open = true));
  if (!table.hasAttribute('tabindex')) table.tabIndex = -1;
  table.focus({ preventScroll: true });
  table.scrollIntoView();
}

document.addEventListener('keydown', (event) => {
  if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]')) return;
  event.preventDefault();
  toTable();
});
