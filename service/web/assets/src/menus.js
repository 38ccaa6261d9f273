/** Menus are details elements: they open without a script; this closes them as one expects. */
export function startMenus() {
  document.addEventListener('click', (event) => {
    for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of opened()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
}

function opened() {
  return document.querySelectorAll('details[data-menu][open]');
}
