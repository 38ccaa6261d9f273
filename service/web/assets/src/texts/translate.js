import korean from './ko.js';

export const isKorean = document.documentElement.lang.startsWith('ko');

/** The translate service of bpmn-js and form-js: one function under one name in both. */
function translate(template, replacements = {}) {
  const text = (isKorean && korean[template]) || template;
  return text.replace(/{([^}]+)}/g, (whole, name) => replacements[name] ?? whole);
}

export default { translate: ['value', translate] };
