'use strict';
// The words that made a prediction: marked in the text, told in a sentence, and listed in a table.
const wordsTold = 5, leastMarked = 0.1, strengths = 3;

const signed = value => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(3);

// 0 for a word that hardly counts, and up to 3.
function strengthOf(value, strongest) {
  const part = Math.abs(value) / strongest;
  return part >= leastMarked ? Math.min(strengths, Math.ceil(part * strengths)) : 0;
}

function marked({ token, contribution }, strongest) {
  const strength = strengthOf(contribution, strongest);
  return strength === 0 ? document.createTextNode(token)
    : element('mark', token, `${contribution > 0 ? 'for' : 'against'} s${strength}`);
}

// The text with its words marked where each of them stands in it; else the words alone, such as parts of words.
function markedText(text, tokens) {
  const strongest = Math.max(...tokens.map(token => Math.abs(token.contribution)));
  const nodes = [];
  let end = 0;
  for (const token of tokens) {
    const start = text.indexOf(token.token, end);
    if (start < 0) return tokens.flatMap(each => [marked(each, strongest), ' ']);
    nodes.push(text.slice(end, start), marked(token, strongest));
    end = start + token.token.length;
  }
  return [...nodes, text.slice(end)];
}

function strongestOf(tokens, sign) {
  return tokens.filter(token => sign * token.contribution > 0).sort((a, b) => sign * (b.contribution - a.contribution));
}

function sentence(title, tokens) {
  const shown = tokens.slice(0, wordsTold).map(token => `${token.token} (${signed(token.contribution)})`).join(', ');
  return `${title}: ${shown || 'no word'}.`;
}

function showWords(text, { tokens, explainedClass }) {
  const [speaksFor, speaksAgainst] = explainedClass === undefined ? ['Raises the number', 'Lowers the number']
    : [`Speaks for ${explainedClass}`, `Speaks against ${explainedClass}`];
  get('words').hidden = false;
  get('words-message').textContent = tokens.length === 0 ? 'The text has no word that the model reads.'
    : `${sentence(speaksFor, strongestOf(tokens, 1))} ${sentence(speaksAgainst, strongestOf(tokens, -1))}`;
  get('marked').replaceChildren(...markedText(text, tokens));
  get('legend').replaceChildren(
    element('mark', speaksFor, 'for s2'), ' ', element('mark', speaksAgainst, 'against s2'), ' The thicker the line, the more.');
  get('words-rows').replaceChildren(...[...strongestOf(tokens, 1), ...strongestOf(tokens, -1)].map(token => {
    const row = document.createElement('tr');
    row.append(...[token.token, signed(token.contribution), token.contribution > 0 ? speaksFor : speaksAgainst]
      .map(cell => element('td', cell)));
    return row;
  }));
  get('legend').hidden = get('words-table').hidden = tokens.length === 0;
}

function hideWords(message = '') {
  get('words').hidden = message === '';
  get('words-message').textContent = message;
  get('marked').replaceChildren();
  get('legend').hidden = get('words-table').hidden = true;
}
