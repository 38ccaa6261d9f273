/** Keys in lists: j and k go down and up, / goes to the search field. Enter follows the link by itself. */
const keys = { j: () => move(1), k: () => move(-1), '/': search };

export function startKeyboard() {
  document.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (act()) event.preventDefault();
  });
}

function move(by) {
  const links = [...document.querySelectorAll('[data-list] a[data-item]')];
  const focused = links.indexOf(document.activeElement);
  const current = links.findIndex((link) => link.getAttribute('aria-current') === 'true');
  const from = focused >= 0 ? focused : current;
  const next = links[Math.min(Math.max(from + by, 0), links.length - 1)];
  next?.focus();
  return Boolean(next);
}

function search() {
  const field = document.querySelector('[role=search] input[type=search]');
  field?.focus();
  return Boolean(field);
}

function isTyping(target) {
  return target.closest(
    'input, textarea, select, [contenteditable], [role=combobox], .djs-container',
  );
}
