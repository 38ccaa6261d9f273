const { isAny } = require('bpmnlint-utils');

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const SPOKEN_OF = ['bpmn:FlowNode', 'bpmn:Process', 'bpmn:Participant', 'bpmn:Lane'];

/** Ids of what people speak of are words: they stand in history, in tests and in error messages. */
module.exports = function snakeCaseId() {
  function check(node, reporter) {
    if (isAny(node, SPOKEN_OF) && !SNAKE_CASE.test(node.id)) {
      reporter.report(node.id, 'Id should be snake_case');
    }
  }
  return { check };
};
