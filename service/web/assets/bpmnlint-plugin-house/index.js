module.exports = {
  configs: {
    recommended: {
      rules: {
        'form-required': 'error',
        'snake-case-id': 'error',
        'topic-required': 'error',
      },
    },
  },
};
