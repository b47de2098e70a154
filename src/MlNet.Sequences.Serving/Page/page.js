'use strict';
const get = id => document.getElementById(id);
const linesInPart = 64, rowsShown = 1000;
let stopped = false, saved = null, asked = 0, explained = new Set();

const percent = value => (100 * value).toFixed(1) + ' %';

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const answer = await response.json();
  if (response.ok) return answer;
  const error = new Error(answer.detail);
  error.retryAfter = response.status === 429 ? Number(response.headers.get('Retry-After') || 1) : 0;
  throw error;
}

function chosen() {
  const [model, version] = get('model').value.split('@');
  return { model, version: Number(version) };
}

// "positive", a number, or the tag of each word.
function shown(prediction) {
  if (prediction.tags) return prediction.tokens.map((token, i) => token + '/' + prediction.tags[i]).join(' ');
  if (prediction.label !== undefined) return prediction.label;
  return String(prediction.score ?? (prediction.scores || []).join(' '));
}

function show(prediction) {
  const result = get('result');
  result.replaceChildren(element('p', shown(prediction), 'label'));
  if (!prediction.probabilities) return;
  const list = document.createElement('dl');
  const classes = Object.entries(prediction.probabilities).sort((a, b) => b[1] - a[1]).slice(0, 20);
  for (const [name, value] of classes) {
    const meter = document.createElement('meter');
    meter.value = value;
    meter.setAttribute('aria-label', name);
    const bar = document.createElement('dd');
    bar.append(meter);
    list.append(element('dt', name), bar, element('dd', percent(value)));
  }
  result.append(list);
}

async function predict(event) {
  event.preventDefault();
  const [question, request] = [++asked, { ...chosen(), text: get('text').value }];
  const isExplained = explained.has(get('model').value);
  get('message').textContent = '';
  hideWords();
  try {
    const prediction = await post('predict', request);
    if (question === asked) show(prediction);
  } catch (error) {
    if (question !== asked) return;
    get('result').replaceChildren();
    get('message').textContent = error.message;
    return;
  }
  if (!isExplained) return;
  try {
    const explanation = await post('explain', request);
    if (question === asked) showWords(request.text, explanation);
  } catch (error) {
    if (question === asked) hideWords(error.message);
  }
}

function textsOf(name, content) {
  const lines = content.split(/\r?\n/).filter(line => line.trim() !== '');
  if (!/\.(jsonl|ndjson)$/i.test(name)) return lines;
  return lines.map((line, i) => {
    const { text } = JSON.parse(line);
    if (typeof text !== 'string') throw new Error(`Line ${i + 1} has no “text”.`);
    return text;
  });
}

// A busy service says when to try again.
async function score(texts) {
  while (!stopped) {
    try {
      return (await post('predict/batch', { ...chosen(), texts })).predictions;
    } catch (error) {
      if (!error.retryAfter) throw error;
      await new Promise(done => setTimeout(done, 1000 * error.retryAfter));
    }
  }
  return [];
}

function save(rows) {
  if (saved) URL.revokeObjectURL(saved);
  const flat = value => String(value ?? '').replace(/[\t\r\n]/g, ' ');
  const lines = rows.map(row => row.map(flat).join('\t') + '\n');
  saved = URL.createObjectURL(new Blob(['Prediction\tProbability\tText\n', ...lines], { type: 'text/tab-separated-values' }));
  get('save').href = saved;
  get('save').hidden = rows.length === 0;
}

async function scoreFile(file) {
  const [progress, message, rows] = [get('progress'), get('file-message'), []];
  stopped = false;
  get('rows').replaceChildren();
  get('save').hidden = true;
  try {
    const texts = textsOf(file.name, await file.text());
    progress.hidden = get('stop').hidden = get('scroll').hidden = false;
    for (let i = 0; i < texts.length && !stopped; i += linesInPart) {
      const part = texts.slice(i, i + linesInPart);
      const predictions = await score(part);
      predictions.forEach((prediction, k) => {
        const row = [shown(prediction), prediction.probability, part[k]];
        if (rows.push(row) > rowsShown) return;
        const line = document.createElement('tr');
        const cells = [rows.length, row[0], row[1] === undefined ? '' : percent(row[1]), row[2]];
        line.append(...cells.map(cell => element('td', cell)));
        get('rows').append(line);
      });
      progress.value = rows.length / texts.length;
      message.textContent = `${rows.length} of ${texts.length} texts`;
    }
    message.textContent = `${rows.length} of ${texts.length} texts scored` +
      (rows.length > rowsShown ? `; the table shows the first ${rowsShown}, the file has all` : '') + '.';
  } catch (error) {
    message.textContent = `Stopped after ${rows.length} texts: ${error.message}`;
  }
  progress.hidden = get('stop').hidden = true;
  save(rows);
}

async function start() {
  const { models } = await (await fetch('info')).json();
  for (const { name, version, explanations } of models) {
    const several = models.filter(other => other.name === name).length > 1;
    const option = element('option', several ? `${name}, version ${version}` : name);
    option.value = `${name}@${version}`;
    get('model').append(option);
    if (explanations) explained.add(option.value);
  }
}

get('one').addEventListener('submit', predict);
get('text').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) get('one').requestSubmit();
});
get('stop').addEventListener('click', () => { stopped = true; });
get('file').addEventListener('change', event => { if (event.target.files[0]) scoreFile(event.target.files[0]); });
for (const name of ['dragover', 'dragleave', 'drop']) {
  get('drop').addEventListener(name, event => {
    event.preventDefault();
    get('drop').classList.toggle('over', name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files[0]) scoreFile(event.dataTransfer.files[0]);
  });
}
start().catch(error => { get('message').textContent = `The models can't be listed: ${error.message}`; });
