/** A form is sent once: a second press while the answer is on its way does nothing. */
export function guardSubmits() {
  const sent = new Set();
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });
  // The browser may bring the page back as it was left.
  window.addEventListener('pageshow', () => sent.clear());
}
