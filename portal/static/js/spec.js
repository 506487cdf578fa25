// What helps in reading a spec and working on it. One file, as each costs every reader a request.

// Marks the section being read in the table of contents, and keeps its entry in sight.

const links = new Map([...document.querySelectorAll('.contents a')].map((link) => [link.hash.slice(1), link]));
const sections = [...document.querySelectorAll('[data-section]')].filter((section) => links.has(section.id));
const list = document.querySelector('.contents');
let current;

function mark() {
  const line = window.innerHeight * 0.3;
  const atEnd = window.innerHeight + window.scrollY >= document.body.scrollHeight - 4;
  const passed = sections.filter((section) => section.getBoundingClientRect().top <= line);
  const link = links.get((atEnd ? sections : passed).at(-1)?.id ?? sections[0]?.id);
  if (!link || link === current) return;
  current?.removeAttribute('aria-current');
  link.setAttribute('aria-current', 'true');
  current = link;
  // Not scrollIntoView, which would also move the page.
  list.scrollTo({
    left: link.offsetLeft - list.clientWidth / 2 + link.clientWidth / 2,
    top: link.offsetTop - list.clientHeight / 2,
  });
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    mark();
  });
}

if (list) {
  addEventListener('scroll', later, { passive: true });
  addEventListener('resize', later, { passive: true });
  later();
}

// Gives each code box a button that copies its code. Its words come from the page, where they are translated.

const words = document.querySelector('[data-copy]')?.dataset;

async function copy(button, code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = words.copied;
  } catch {
    // No permission, or no secure origin: select it, so that one key press copies it.
    getSelection().selectAllChildren(code);
    button.textContent = words.selected;
  }
  setTimeout(() => { button.textContent = words.copy; }, 2000);
}

for (const box of words ? document.querySelectorAll('.code') : []) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words.copy;
  button.addEventListener('click', () => copy(button, box.querySelector('code')));
  box.append(button);
}

// Copies the whole project for Notion: as Markdown for editors of text, as HTML with checkboxes for those that take it. What the reader
// has ticked is ticked there, too: both forms name the items in the order of the page.

const copier = document.querySelector('[data-clipboard]');

function ticked(text, box, checked) {
  const states = [...document.querySelectorAll('[data-item]')].map((item) => item.dataset.state ?? 'todo');
  if (text.match(box)?.length !== states.length) return text; // an item twice on the page: better unticked than wrong
  return text.replace(box, (found) => (states.shift() === 'todo' ? found : checked(found)));
}

async function copyProject() {
  const answer = fetch(copier.dataset.clipboard).then((response) => (response.ok ? response.json() : Promise.reject(response)));
  const forms = {
    'text/plain': answer.then(({ markdown }) => ticked(markdown, /^- \[ \]/gm, () => '- [x]')),
    'text/html': answer.then(({ html }) => ticked(html, /<input [^>]*type="checkbox"/g, (found) => `${found} checked`)),
  };
  for (const [type, text] of Object.entries(forms)) forms[type] = text.then((words) => new Blob([words], { type }));
  const words = copier.textContent;
  try {
    await navigator.clipboard.write([new ClipboardItem(forms)]);
    copier.textContent = copier.dataset.copied;
  } catch {
    copier.textContent = copier.dataset.failed;
  }
  setTimeout(() => { copier.textContent = words; }, 4000);
}

if (copier && window.ClipboardItem) {
  copier.hidden = false;
  copier.addEventListener('click', copyProject);
}

// Ticks: what the reader says of each item. Without an account they stay in this browser; with one they are sent, in order,
// as soon as there is a connection. Only who is signed in makes a request: the page is the same for everybody.

const spec = document.querySelector('[data-ticks]');
const project = spec?.dataset.project; // a page of the learner's own has none, and only sends what waits
const items = new Map([...(project ? document.querySelectorAll('[data-item]') : [])].map((item) => [item.dataset.item, item]));
const signedIn = /(^|; )signed_in=1/.test(document.cookie);
const read = (key) => JSON.parse(localStorage.getItem(key));
const write = (key, value) => localStorage.setItem(key, JSON.stringify(value));
const stored = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
const noTicks = () => ({ started: null, seen: {}, ticks: {} });
let learner = signedIn ? read('learner') : null; // the name that the server gave them; null: nobody that we know
let token; // against forged requests
let state;

// While nobody is known, ticks are kept as an unknown reader's. They are merged as soon as the server says who it is.
const place = () => (learner ? `copy:${learner}:${project}` : `ticks:${project}`);
const load = () => read(place()) ?? noTicks();
const queue = () => read(`queue:${learner}`) ?? { name: crypto.randomUUID(), last: 0, waiting: [] };
const wordings = () => Object.fromEntries([...items].map(([id, item]) => [id, item.dataset.wording]));
const wordsOf = (item) => [...item.querySelectorAll('h3, .item-text, .item-more')]
  .map((part) => part.textContent.trim().replace(/\s+/g, ' ')).join(' ').slice(0, 2000);

// Each change is written down before anything is sent, so closing the page loses none.
function change(fields) {
  state = load(); // another tab may have changed it
  state.started ??= new Date().toISOString();
  if (!Object.keys(state.seen).length) fields.seen = wordings();
  apply(state, fields);
  write(place(), state);
  if (learner) {
    const mine = queue();
    mine.waiting.push({ ...fields, n: ++mine.last, project });
    write(`queue:${learner}`, mine);
    send();
  }
}

function apply(target, { item, seen, caught_up: _, ...fields }) {
  if (seen) target.seen = seen;
  if (!item) return;
  const tick = target.ticks[item] ??= { state: 'todo', since: null, note: '', wording: '', words: '' };
  if (fields.state && fields.state !== tick.state) tick.since = new Date().toISOString();
  Object.assign(tick, fields);
}

const setState = (id, value) => {
  change({ item: id, state: value, wording: items.get(id).dataset.wording, words: wordsOf(items.get(id)) });
  draw();
};

async function ask(id, body) {
  const response = await fetch(spec.dataset.ticks.replace(/\d+/, id), body && {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw Object.assign(new Error((await response.json().catch(() => ({}))).error), { status: response.status });
  const answer = await response.json();
  token = answer.csrf;
  if (answer.learner !== learner) {
    learner = answer.learner;
    write('learner', learner);
  }
  return answer;
}

// One tab at a time, so that changes arrive in their order.
const alone = (work) => (navigator.locks ? navigator.locks.request('ticks', work) : work());
let again = 2000;
let retry;

const send = () => alone(async () => {
  clearTimeout(retry);
  try {
    if (!token) keep(await ask(project ?? 0), project);
    for (const key of stored('ticks:')) await merge(key);
    for (let next; (next = queue().waiting[0]); ) await sendAll(next.project);
    again = 2000;
    say('saved');
  } catch (error) {
    if (error.status === 401) return say('signedOut');
    if (error.status === 403) token = undefined; // it was renewed elsewhere: ask for it again
    say('waiting');
    retry = setTimeout(send, again = Math.min(again * 2, 60_000));
  }
}).then(draw);

async function sendAll(id) {
  const mine = queue();
  const changes = mine.waiting.filter((row) => row.project === id);
  const sent = changes.at(-1).n;
  const seen = changes.findLast((row) => row.seen)?.seen;
  const caughtUp = changes.some((row) => row.caught_up);
  const rows = changes.filter((row) => row.item).map(({ project: _, seen: __, ...row }) => row);
  let answer;
  try {
    answer = await ask(id, { queue: mine.name, changes: rows, seen, caught_up: caughtUp });
  } catch (error) {
    if (error.status !== 400 && error.status !== 404) throw error;
    write(`refused:${learner}:${Date.now()}`, { error: error.message, changes }); // not lost, and not in the way of what follows
  }
  const left = queue();
  left.waiting = left.waiting.filter((row) => row.project !== id || row.n > sent);
  write(`queue:${learner}`, left);
  if (answer) keep(answer, id);
}

// What this browser kept before its reader signed in. A second try after a lost answer has the same name, and counts once.
async function merge(key) {
  const before = read(key);
  before.merge ??= crypto.randomUUID();
  write(key, before);
  const changes = Object.entries(before.ticks).map(([item, { since, ...tick }], place) => ({ n: place + 1, item, ...tick }));
  try {
    const id = key.slice('ticks:'.length);
    keep(await ask(id, { queue: before.merge, merge: true, seen: before.seen, changes }), id);
  } catch (error) {
    if (error.status !== 400 && error.status !== 404) throw error;
    write(`refused:${learner}:${Date.now()}`, { error: error.message, ...before });
  }
  localStorage.removeItem(key);
}

// The server's word, with what it has not heard yet on top.
function keep(answer, id) {
  const known = { started: answer.started, seen: answer.seen, ticks: answer.ticks };
  for (const row of queue().waiting) if (row.project === id) apply(known, row);
  if (id) write(`copy:${learner}:${id}`, known);
}

// What is on the page: a box for each item, what is done so far, and what is new.

const part = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);
const put = (root, name, value) => root.querySelectorAll(`[data-${name}]`).forEach((slot) => { slot.textContent = value; });

function addBox(item, id) {
  const controls = part('tick-controls');
  const [box, more] = controls.children;
  const text = item.querySelector('.item-text, h3');
  text.id ||= `item-${id}`;
  box.setAttribute('aria-labelledby', text.id);
  more.setAttribute('aria-describedby', text.id);
  box.addEventListener('change', () => setState(id, box.checked ? 'done' : 'todo'));
  more.addEventListener('click', () => openPanel(item, id, more));
  item.prepend(...controls.children);
}

function openPanel(item, id, more) {
  const open = item.querySelector('.tick-panel');
  more.setAttribute('aria-expanded', String(!open));
  if (open) return open.remove();
  const panel = part('tick-panel');
  const skip = panel.querySelector('input');
  const note = panel.querySelector('textarea');
  note.value = state.ticks[id]?.note ?? '';
  skip.checked = state.ticks[id]?.state === 'skipped';
  skip.addEventListener('change', () => setState(id, skip.checked ? 'skipped' : 'todo'));
  note.addEventListener('change', () => {
    change({ item: id, note: note.value });
    draw();
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    note.blur(); // which saves it
    openPanel(item, id, more);
    more.focus();
  });
  item.append(panel);
  skip.focus();
}

function draw() {
  if (!project) return;
  state = load();
  const counts = { done: 0, skipped: 0, todo: 0 };
  for (const [id, item] of items) {
    const tick = state.ticks[id] ?? { state: 'todo', note: '' };
    counts[tick.state] += 1;
    item.dataset.state = tick.state;
    item.querySelector('.tick-box').checked = tick.state === 'done';
    one(item, 'tick-new', state.started && !(id in state.seen));
    const note = one(item, 'tick-note', tick.note);
    if (note) put(note, 'note', tick.note);
    const changed = tick.state !== 'todo' && tick.wording && tick.wording !== item.dataset.wording;
    const told = one(item, 'tick-changed', changed, (made) => {
      made.querySelector('button').addEventListener('click', () => {
        setState(id, state.ticks[id].state);
        item.querySelector('.tick-box').focus();
      });
    });
    if (told) put(told, 'words', tick.words);
  }
  const work = document.querySelector('.work');
  put(work, 'done', counts.done);
  put(work, 'total', items.size);
  put(work, 'skipped', counts.skipped);
  work.querySelector('[data-any-skipped]').hidden = !counts.skipped;
  Object.assign(work.querySelector('progress'), { max: items.size || 1, value: counts.done + counts.skipped });
  drawNews(work);
  drawRetired();
}

// The one element made of a part inside an item: there if it is wanted, gone if not.
function one(item, name, wanted, prepare) {
  let element = item.querySelector(`.${name}`);
  if (!wanted) element?.remove();
  else if (!element) {
    element = part(name);
    prepare?.(element);
    item.append(element);
  }
  return wanted ? element : null;
}

function drawNews(work) {
  const news = work.querySelector('.work-news');
  const known = Object.keys(state.seen).length ? state.seen : wordings();
  const ids = [...items.keys()];
  const count = {
    added: ids.filter((id) => !(id in known)).length,
    reworded: ids.filter((id) => known[id] && known[id] !== items.get(id).dataset.wording).length,
    removed: Object.keys(known).filter((id) => !items.has(id)).length,
  };
  for (const [name, number] of Object.entries(count)) {
    put(news, name, number);
    news.querySelector(`[data-any-${name}]`).hidden = !number;
  }
  news.hidden = !Object.values(count).some(Boolean);
}

function drawRetired() {
  document.querySelector('.retired')?.remove();
  const gone = Object.entries(state.ticks).filter(([id, tick]) => !items.has(id) && (tick.state !== 'todo' || tick.note));
  if (!gone.length) return;
  const retired = part('tick-retired');
  const row = retired.querySelector('li');
  put(retired, 'count', gone.length);
  row.replaceWith(...gone.map(([, tick]) => {
    const one = row.cloneNode(true);
    put(one, 'words', tick.words);
    put(one, 'note', tick.note);
    one.dataset.state = tick.state;
    return one;
  }));
  const next = document.querySelector('.neighbours');
  if (next) next.before(retired);
  else document.querySelector('.spec-body').append(retired);
}

function say(what) {
  const where = document.querySelector('.work-where');
  if (where && where.dataset.says !== what) {
    where.dataset.says = what;
    for (const text of where.children) text.hidden = text.dataset.when !== what;
  }
}

if (spec) {
  // A reader who signed out leaves no copy behind for the next one; what was not sent yet waits for them.
  if (!signedIn) stored('copy:').forEach((key) => localStorage.removeItem(key));
  if (project) {
    document.querySelector('.work').hidden = false;
    for (const [id, item] of items) addBox(item, id);
    document.querySelector('.work-news button').addEventListener('click', () => {
      change({ seen: wordings(), caught_up: true });
      draw();
    });
  }
  say('here');
  draw();
  addEventListener('storage', draw); // another tab
  if (signedIn) {
    addEventListener('online', send);
    send();
  }
}
