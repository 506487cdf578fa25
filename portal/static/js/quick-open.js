// The palette: "/" or Ctrl-K opens it, the server answers what is typed, Enter follows the active option.
// Its words come from the page and the answers, where they are translated.

const PAUSE = 120;

const palette = document.querySelector('.quick');
const field = palette.querySelector('[role="combobox"]');
const list = palette.querySelector('[role="listbox"]');
const status = palette.querySelector('[role="status"]');
let options = [];
let active;
let pause;
let request;

function activate(option) {
  active?.setAttribute('aria-selected', 'false');
  active = option;
  active?.setAttribute('aria-selected', 'true');
  active?.scrollIntoView({ block: 'nearest' });
  if (active) field.setAttribute('aria-activedescendant', active.id);
  else field.removeAttribute('aria-activedescendant');
}

function show(html, words) {
  list.innerHTML = html;
  options = [...list.querySelectorAll('[role="option"]')];
  options.forEach((option, number) => { option.id = `quick-option-${number}`; });
  field.setAttribute('aria-expanded', String(options.length > 0));
  status.textContent = words ?? list.firstElementChild.dataset.status;
  list.scrollTop = 0;
  activate();
}

async function ask() {
  request?.abort();
  request = new AbortController();
  const { signal } = request;
  const text = field.value;
  try {
    const response = await fetch(`${palette.dataset.url}?${new URLSearchParams({ q: text })}`, { signal });
    if (!response.ok) throw new Error(response.statusText);
    const html = await response.text();
    if (signal.aborted) return;
    show(html);
    // Who has typed on would not expect Enter to follow an option of the old text.
    if (field.value === text) activate(options[0]);
  } catch {
    if (!signal.aborted) show('', palette.dataset.failed);
  }
}

function open() {
  if (!palette.open) palette.showModal();
  field.focus();
  field.select();
  if (!options.length) ask();
}

addEventListener('keydown', (event) => {
  const { ctrlKey, metaKey, altKey, shiftKey, target } = event;
  const command = event.key?.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey;
  const slash = event.key === '/' && !ctrlKey && !metaKey && !altKey;
  const typing = target.closest?.('input, textarea, select, [contenteditable]');
  if (!command && (!slash || typing)) return;
  event.preventDefault();
  open();
});
document.querySelector('.quick-hint')?.addEventListener('click', open);

field.addEventListener('input', () => {
  activate();
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
});

field.addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing) return;
  if (step) {
    // Around the ends; without an active option down is the first, up the last.
    const from = active ? options.indexOf(active) : Math.min(-step, 0);
    activate(options.at((from + step) % options.length));
  } else if (event.key === 'Enter' && active) {
    active.click();
  } else {
    return;
  }
  event.preventDefault();
});

// Not on entering: the list also moves under a pointer that rests.
list.addEventListener('pointermove', ({ target }) => {
  const option = target.closest('[role="option"]');
  if (option && option !== active) activate(option);
});
list.addEventListener('click', ({ target }) => { if (target.closest('[role="option"]')) palette.close(); });
// A page that the browser keeps for the way back is found without it.
addEventListener('pagehide', () => palette.close());
