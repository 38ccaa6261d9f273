const { is } = require('bpmnlint-utils');
const attribute = require('../attribute');

const FORM_KEY = /^[a-z][a-z0-9_]*\/[a-z][a-z0-9_]*$/;

/** A user task names its form as process/form: the file forms/process/form.form. */
module.exports = function formRequired() {
  function check(node, reporter) {
    if (!is(node, 'bpmn:UserTask')) return;
    if (!FORM_KEY.test(attribute(node, 'formKey') ?? '')) {
      reporter.report(node.id, 'User task needs a form key like process/form');
    }
  }
  return { check };
};
