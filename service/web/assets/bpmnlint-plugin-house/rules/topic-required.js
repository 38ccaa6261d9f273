const { is } = require('bpmnlint-utils');
const attribute = require('../attribute');

const TOPIC = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;

/** A service task names what is done by a topic of two words: room or connector, and operation. */
module.exports = function topicRequired() {
  function check(node, reporter) {
    if (!is(node, 'bpmn:ServiceTask')) return;
    if (!TOPIC.test(attribute(node, 'topic') ?? '')) {
      reporter.report(node.id, 'Service task needs a topic like connector.operation');
    }
  }
  return { check };
};
