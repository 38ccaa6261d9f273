/**
 * Replaces a server-rendered form by form-js.
 *
 *   <div data-island="form" data-form="ID" data-schema="JSON" data-values="JSON" data-errors="JSON">
 *     <div data-fallback>fields with form="ID"</div>
 *     <input type="hidden" name="answers" form="ID" disabled>
 *   </div>
 *   <form id="ID" method="post">…buttons…</form>
 *
 * The form element of the page stays the one that is sent: its buttons, its token, its address. Here its
 * submit event is held back until form-js finds the answers complete; then they travel as JSON in "answers".
 * A button with formnovalidate sends what there is, complete or not. Each change of an answer is a "change" event of
 * the hidden field, whose value then holds all answers.
 */
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import { Form } from '@bpmn-io/form-js-viewer';
import flatpickr from 'flatpickr';
import { Korean } from 'flatpickr/dist/esm/l10n/ko.js';
import translateModule, { isKorean } from '../texts/translate.js';

if (isKorean) flatpickr.localize(Korean);

export async function mount(element) {
  const { form: id, schema, values, errors } = element.dataset;
  const page = document.getElementById(id);
  const fallback = element.querySelector('[data-fallback]');
  const answers = element.querySelector('input[name=answers]');
  const container = document.createElement('div');

  const form = new Form({ container, additionalModules: [translateModule] });
  await form.importSchema(JSON.parse(schema), JSON.parse(values || '{}'));
  fallback.replaceWith(container);
  answers.disabled = false;
  showErrors(form, JSON.parse(errors || '{}'));

  const onSubmit = (event) => {
    const result = form.submit();
    const mustBeComplete = !event.submitter?.formNoValidate;
    if (mustBeComplete && Object.keys(result.errors).length) {
      event.preventDefault();
      event.stopImmediatePropagation();
      focusFirstError(container);
      return;
    }
    answers.value = JSON.stringify(result.data);
  };
  // Before htmx, whose own listener would send the form without the answers.
  page.addEventListener('submit', onSubmit, { capture: true });

  // What others on the page show by the answers (a preview) follows them by this event.
  form.on('changed', () => {
    answers.value = JSON.stringify(form._getSubmitData());
    answers.dispatchEvent(new Event('change', { bubbles: true }));
  });

  // The list of errors above the form points to the fields that the server rendered.
  const onLink = (event) => {
    const key = event.target.closest('a[href^="#f-"]')?.hash.slice('#f-'.length);
    const field = key && findControl(container, form, decodeURIComponent(key));
    if (!field) return;
    event.preventDefault();
    field.focus();
  };
  document.addEventListener('click', onLink);

  // A button inside the definition means the page's form. Enter in a field has no submitter and must not decide.
  container.addEventListener('submit', (event) => {
    if (event.submitter) page.requestSubmit();
  });

  return () => {
    page.removeEventListener('submit', onSubmit, { capture: true });
    document.removeEventListener('click', onLink);
    form.destroy();
  };
}

function findControl(container, form, key) {
  for (const component of allComponents(form._getState().schema)) {
    if (component.key !== key) continue;
    return container.querySelector(`[id$="-${CSS.escape(component.id)}"]`);
  }
  return null;
}

/** Show what the server found, where form-js shows its own findings. */
function showErrors(form, errorsByKey) {
  const errors = {};
  for (const component of allComponents(form._getState().schema)) {
    if (component.key in errorsByKey) errors[component.id] = [errorsByKey[component.key]].flat();
  }
  if (Object.keys(errors).length) form._setState({ errors });
}

function* allComponents(parent) {
  for (const component of parent.components ?? []) {
    yield component;
    yield* allComponents(component);
  }
}

/** form-js draws its findings a moment after it has them. */
async function focusFirstError(container) {
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  const field = container.querySelector('.fjs-has-errors');
  const target = field?.querySelector('input, textarea, select, [tabindex]') ?? field;
  target?.focus();
  field?.scrollIntoView({ block: 'center' });
}
