// What test_form_parity.py bundles: form-js as the pages use it, without what the pages put around it.
export { Form } from '../../service/web/assets/node_modules/@bpmn-io/form-js-viewer/dist/index.es.js';
