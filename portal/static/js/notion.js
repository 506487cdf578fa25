// Sends a roadmap to Notion: posts the form again and again, a few seconds of work each time, until all is there.
// The token stays in its field, and everything that is known of the work so far in the hidden one.

const form = document.querySelector('form[data-notion]');
const words = form.dataset;
const send = form.querySelector('[type="submit"]');
const stop = form.querySelector('[data-notion-stop]');
const status = form.querySelector('[data-notion-status]');
const bar = form.querySelector('progress');
const open = form.querySelector('[data-notion-open]');
const TRIES = 5;
let work = null;

function say(text, values = {}, wrong = false) {
  const line = document.createElement('p');
  line.textContent = text.replace(/{(\w+)}/g, (_, name) => values[name]);
  line.className = wrong ? 'plan-error' : '';
  status.replaceChildren(line);
}

function pause(seconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); });
  });
}

async function step(signal) {
  const response = await fetch(form.action, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new FormData(form),
    signal,
  });
  if (response.status >= 500) throw new Error(response.statusText);
  if (!response.headers.get('Content-Type')?.startsWith('application/json')) return { state: 'signed-out' };
  return response.json();
}

function refuse(answer) {
  for (const [name, problems] of Object.entries(answer.errors ?? {})) {
    form.elements[name].setAttribute('aria-invalid', 'true');
    form.elements[name].focus();
    answer.message = problems.join(' ');
  }
  say(answer.message, {}, true);
}

function show(answer) {
  form.elements.cursor.value = answer.cursor ?? '';
  if (answer.total) {
    bar.max = answer.total;
    bar.value = Math.max(bar.value, answer.done); // a step looks at the last tasks of the one before once more
    bar.closest('div').hidden = false;
  }
  const lines = [bar.value ? words.progress : '', answer.wait > 1 ? words.wait : ''].filter(Boolean);
  say(lines.join(' ') || words.sending, { done: bar.value, total: bar.max, wait: answer.wait });
}

// What is to be done next: true to go on.
async function next(signal, lost) {
  let answer;
  try {
    answer = await step(signal);
    lost.times = 0;
  } catch {
    if (signal.aborted) return false;
    lost.times += 1;
    if (lost.times < TRIES) {
      await pause(2 * lost.times, signal);
      return !signal.aborted;
    }
    say(words.lost, {}, true);
    return false;
  }
  if (answer.state === 'signed-out') {
    say(words.signedOut, {}, true);
    return false;
  }
  if (answer.state === 'refused') {
    form.elements.cursor.value = '';
    refuse(answer);
    return false;
  }
  show(answer);
  if (answer.state === 'done') {
    say(words.done, answer);
    open.hidden = false;
    open.firstElementChild.href = answer.address;
    return false;
  }
  await pause(answer.wait, signal);
  return !signal.aborted;
}

async function run() {
  work = new AbortController();
  const { signal } = work;
  const lost = { times: 0 };
  send.disabled = true;
  stop.hidden = false;
  open.hidden = true;
  if (!form.elements.cursor.value) bar.value = 0;
  for (const field of form.elements) field.removeAttribute('aria-invalid');
  say(words.sending);
  while (await next(signal, lost));
  if (signal.aborted) say(words.stopped);
  send.textContent = form.elements.cursor.value ? words.again : words.send;
  send.disabled = false;
  stop.hidden = true;
  work = null;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (!work) run();
});
stop.addEventListener('click', () => {
  work?.abort();
  send.focus();
});
addEventListener('beforeunload', (event) => { if (work) event.preventDefault(); });
