/** After a part of the page was exchanged: say so to the keyboard and to screen readers. */
export function announceSwap(target) {
  markCurrent();
  const heading = target.querySelector?.('[data-focus]');
  if (!heading) return;
  heading.focus({ preventScroll: true });
  target.querySelector('[data-scroll]')?.scrollTo(0, 0);
  if (isNarrow()) heading.scrollIntoView({ block: 'start' });
}

/** Lists mark the entry that is shown beside them. */
function markCurrent() {
  for (const link of document.querySelectorAll('[data-list] a[data-item]')) {
    if (link.pathname === location.pathname) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

function isNarrow() {
  return matchMedia('(max-width: 48rem)').matches;
}
