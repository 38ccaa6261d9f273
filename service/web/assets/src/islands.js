/**
 * An island is an element with data-island="NAME": a part of the page that a script takes over.
 * What the server rendered inside stays until the island's module has arrived and mounted.
 * A module gives mount(element), which gives a function that takes everything down again.
 */
const modules = {
  form: () => import('./islands/form.js'),
  diagram: () => import('./islands/diagram.js'),
};

const mounted = new Map();

/** Mount the islands in `root` that are not mounted yet. */
export function hydrate(root) {
  for (const element of find(root)) {
    if (!mounted.has(element)) mount(element);
  }
}

/** Take down the islands that have left the page. */
export function releaseLost() {
  for (const [element, takeDown] of mounted) {
    if (element.isConnected) continue;
    takeDown();
    mounted.delete(element);
  }
}

async function mount(element) {
  mounted.set(element, () => {});
  element.dataset.state = 'loading';
  try {
    const { mount: mountIsland } = await modules[element.dataset.island]();
    const takeDown = await mountIsland(element);
    if (element.isConnected) mounted.set(element, takeDown);
    else takeDown();
    element.dataset.state = 'ready';
  } catch (error) {
    // The page stays as the server made it; the error still reaches the log of the browser.
    element.dataset.state = 'failed';
    reportError(error);
  }
}

function find(root) {
  return root?.querySelectorAll ? root.querySelectorAll('[data-island]') : [];
}
