// feelin, which parses at every evaluation: reads one JSON task from standard input and answers with
// the median microseconds of a call. The task: kind ("expression" or "table"), text or rules, inputs.
import { readFileSync } from 'node:fs';
import { evaluate, unaryTest } from '../../service/web/assets/node_modules/@bpmn-io/feelin/dist/index.js';

const task = JSON.parse(readFileSync(0, 'utf8'));
const columns = task.columns ?? [];

// Some versions answer { value, warnings }, others the bare value.
const bare = (answer) =>
  answer && typeof answer === 'object' && 'warnings' in answer ? answer.value : answer;

function table(input) {
  const rule = task.rules.find(({ cells }) =>
    cells.every((cell, i) => bare(unaryTest(cell, { ...input, '?': input[columns[i]] })) === true),
  );
  return rule ? bare(evaluate(rule.output, input)) : null;
}

const call = task.kind === 'table' ? table : (input) => bare(evaluate(task.text, input));
const results = task.inputs.slice(0, 4).map((input) => String(call(input)));

function median() {
  const times = [];
  for (let start = 0; start < task.inputs.length; start += task.batch) {
    const batch = task.inputs.slice(start, start + task.batch);
    const begun = performance.now();
    for (const input of batch) call(input);
    times.push(((performance.now() - begun) * 1000) / batch.length);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)];
}

console.log(JSON.stringify({ microseconds: median(), results }));
