/**
 * Shows the diagram of a case with its marks.
 *
 *   <div data-island="diagram" data-xml-url="URL" data-marks='{"done": [ids], "taken": [flow ids],
 *        "active": [{"id": "…", "count": 1}]}' data-token-label="Here now: {count}">
 *
 * The steps beside it say the same in words; the diagram adds nothing that only eyes can read.
 */
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import '../styles/diagram.css';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import translateModule from '../texts/translate.js';

// Below this scale nobody can read the names; then the surroundings of the current step are shown.
const LEGIBLE = 0.45;
const CLOSE = 0.6;

export async function mount(element) {
  const { xmlUrl, marks } = element.dataset;
  const canvasElement = document.createElement('div');
  canvasElement.className = 'diagram__canvas';
  const viewer = new NavigatedViewer({
    container: canvasElement,
    textRenderer: { defaultStyle: { fontFamily: getComputedStyle(element).fontFamily } },
    additionalModules: [translateModule],
    // Until the diagram is used, the wheel belongs to the page.
    zoomScroll: { enabled: false },
  });
  const answer = await fetch(xmlUrl, { headers: { accept: 'application/xml' } });
  if (!answer.ok) throw new Error(`${xmlUrl}: ${answer.status}`);
  element.querySelector('[data-fallback]')?.remove();
  element.prepend(canvasElement);
  await viewer.importXML(await answer.text());
  const shown = JSON.parse(marks || '{}');
  showMarks(viewer, shown, element.dataset.tokenLabel ?? '{count}');

  const canvas = viewer.get('canvas');
  const fit = () => canvas.zoom('fit-viewport', 'auto');
  const show = () => {
    if (fit() < LEGIBLE) showAround(viewer, shown.active ?? []);
  };
  show();
  const stopControls = startControls(element, viewer, fit);
  const watcher = new ResizeObserver(() => {
    if (!canvasElement.clientWidth) return; // hidden, as on paper
    canvas.resized();
    show();
  });
  watcher.observe(canvasElement);

  return () => {
    watcher.disconnect();
    stopControls();
    viewer.destroy();
  };
}

function showMarks(viewer, { done = [], taken = [], active = [] }, label) {
  const [canvas, overlays, registry] = ['canvas', 'overlays', 'elementRegistry'].map((name) =>
    viewer.get(name),
  );
  const mark = (id, name) => registry.get(id) && canvas.addMarker(id, name);
  for (const id of done) mark(id, 'is-done');
  for (const id of taken) mark(id, 'is-taken');
  for (const { id, count = 1 } of active) {
    if (!mark(id, 'is-active') && !registry.get(id)) continue;
    overlays.add(id, 'token', { position: { top: -14, right: 14 }, html: token(count, label) });
  }
}

function showAround(viewer, active) {
  const [canvas, registry] = [viewer.get('canvas'), viewer.get('elementRegistry')];
  const element = active.map(({ id }) => registry.get(id)).find(Boolean);
  if (!element) return;
  canvas.zoom(CLOSE, { x: 0, y: 0 });
  const { width, height } = canvas.viewbox();
  const middle = { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
}

function token(count, label) {
  const element = document.createElement('span');
  element.className = 'token';
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', label.replace('{count}', count));
  element.textContent = count;
  return element;
}

function startControls(element, viewer, fit) {
  const acts = {
    in: () => viewer.get('zoomScroll').stepZoom(1),
    out: () => viewer.get('zoomScroll').stepZoom(-1),
    fit,
    full: () =>
      document.fullscreenElement ? document.exitFullscreen() : element.requestFullscreen(),
  };
  const onClick = (event) => acts[event.target.closest('[data-zoom]')?.dataset.zoom]?.();
  const onUse = () => viewer.get('zoomScroll').toggle(true);
  const onLeave = () => viewer.get('zoomScroll').toggle(false);
  const listeners = { click: onClick, pointerdown: onUse, mouseleave: onLeave };
  for (const [name, listener] of Object.entries(listeners))
    element.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      element.removeEventListener(name, listener);
  };
}
