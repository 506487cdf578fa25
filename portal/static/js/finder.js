// htmx swaps the finder's answer; this keeps what the learner typed, opened and looked at.

const byId = (id) => document.getElementById(id);
const on = (name, react, capture) => document.addEventListener(name, react, capture);
const isTyped = (request) => request.triggeringEvent?.type === 'input';
const words = () => byId('finder-words').value.trim();

const opened = new Map();
let asked = words(); // what stood in the field at the newest request or answer
let typing = false; // whether the newest entry of the history is of words still being typed
let restoring;

const remember = ({ id, open }) => opened.set(id, open);
document.querySelectorAll('#finder-answer details').forEach(remember);
on('toggle', ({ target }) => remember(target), true);
on('focusin', ({ target }) => {
  if (target.id === 'finder-words') typing = false;
});

on('htmx:confirm', (event) => {
  // A link that was followed before the pause was over asks for these words already.
  if (isTyped(event.detail) && words() === asked) event.preventDefault();
});

on('htmx:configRequest', ({ detail }) => {
  restoring?.abort();
  asked = words();
  if (detail.elt.matches('form')) {
    for (const [name, value] of [...detail.formData]) if (!value) detail.formData.delete(name);
    return;
  }
  // A link that keeps the words keeps those typed since, too.
  const answered = byId('finder-answer').dataset.words;
  const url = new URL(detail.path, location);
  if (asked !== answered && (url.searchParams.get('q') ?? '') === answered) {
    url.searchParams.set('q', asked);
    detail.path = url.pathname + url.search;
  }
});

on('htmx:beforeHistoryUpdate', ({ detail: { history, requestConfig } }) => {
  const again = history.path === location.pathname + location.search;
  if (again || (typing && isTyped(requestConfig))) history.type = 'replace';
  typing = isTyped(requestConfig);
});

// Back comes without a request of its own.
function settle({ elt: followed, triggeringEvent: event } = {}) {
  const answer = byId('finder-answer');
  const heading = byId('finder-results-heading');
  for (const details of answer.querySelectorAll('details')) details.open = opened.get(details.id) ?? details.open;
  byId('finder-status').textContent = heading.textContent;
  // The keyboard of a phone lies over the answer for as long as the field has focus.
  const done = event?.type === 'submit' && matchMedia('(pointer: coarse)').matches;
  if (followed?.matches('form') && !done) return;
  if (!followed || words() === asked) byId('finder-words').value = asked = answer.dataset.words;
  const same = followed?.closest('.finder-facets') && byId(followed.id);
  if (same) same.focus({ preventScroll: true });
  else if (followed || document.activeElement === document.body) {
    heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: 'nearest' });
  }
}
on('htmx:historyRestore', () => settle());
on('htmx:afterSettle', ({ target, detail }) => {
  if (target.id === 'finder-answer') settle(detail.requestConfig);
});

// What htmx cannot show, the browser can; but nobody is taken away from what they type.
function leave({ detail: { requestConfig, pathInfo } }) {
  if (!isTyped(requestConfig)) location.assign(pathInfo.finalRequestPath);
}
on('htmx:sendError', leave);
on('htmx:responseError', leave);

on('htmx:historyCacheMiss', ({ detail: { xhr } }) => {
  restoring?.abort();
  restoring = xhr;
  xhr.onerror = () => location.reload();
});
on('htmx:historyCacheMissLoadError', () => location.reload());
