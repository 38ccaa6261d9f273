"""What each BPMN element does with a token: SpiffWorkflow task specs of our own."""
